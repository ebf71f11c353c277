import { z } from 'zod'
import { signedActField } from '#shared/acts/act.ts'
import type { Contract } from '#shared/contracts/contract.ts'
import { ticketParameter } from '#shared/contracts/identity-sessions.ts'
import { policyTable } from '#shared/policy/table.ts'
import { type ProblemCode, problemCatalogue, problemKind } from '#shared/problems/catalogue.ts'
import { shareSchemas } from './share-schemas.ts'

type Schema = Record<string, unknown>

/** Refusals any endpoint may answer with; every operation lists its own beside them. */
const commonProblems: readonly ProblemCode[] = ['invalid-request', 'too-many-requests', 'unexpected']

/** The contracts as an OpenAPI 3.1 document: nothing in it that the server does not itself enforce. */
export function openApiDocument(
  contracts: readonly Contract[],
  server: { readonly title: string; readonly version: string; readonly url: string },
): Schema {
  const paths: Record<string, Record<string, Schema>> = {}
  for (const contract of contracts) {
    const path = contract.path.replace(/[:*](\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [contract.method.toLowerCase()]: operationOf(contract) }
  }
  return shareSchemas({
    openapi: '3.1.0',
    info: { title: server.title, version: server.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: server.url }],
    paths,
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { SignedAct: schemaOf(signedActField, 'input'), Problem: problemSchema() },
    },
  })
}

function operationOf(contract: Contract): Schema {
  const row = policyTable[contract.id]
  const needsSession = contract.act === undefined && row !== undefined && row.who !== 'anyone'
  return {
    operationId: contract.id,
    tags: [contract.path.split('/')[2] ?? 'platform'],
    summary: contract.summary.en,
    description: `${contract.summary.zh}${contract.act === undefined ? '' : `\n\nSigned act \`${contract.act.type}\`: the signature alone says who acts.`}`,
    'x-policy': row,
    ...(needsSession ? { security: [{ session: [] }] } : {}),
    parameters: [
      ...parametersOf(contract.params, 'path'),
      ...parametersOf(contract.query, 'query'),
      ...(contract.isTicketed === true ? [ticket, range] : []),
    ],
    ...requestBodyOf(contract),
    responses: { [contract.answer.status]: answerOf(contract), ...problemsOf(contract) },
  }
}

const ticket = {
  name: ticketParameter,
  in: 'query',
  required: false,
  description: 'In place of the session: see issueDownloadTicket.',
  schema: { type: 'string' },
}

const range = {
  name: 'range',
  in: 'header',
  required: false,
  description: 'One range of bytes (RFC 9110); answered 206, or 416 where there is none.',
  schema: { type: 'string' },
}

function requestBodyOf(contract: Contract): Schema {
  if (contract.act !== undefined) {
    const { type, subject, body } = contract.act
    return {
      requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/SignedAct' } } } },
      'x-act': { type, subject: schemaOf(subject, 'input'), body: schemaOf(body, 'input') },
    }
  }
  if (contract.body !== undefined)
    return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(contract.body, 'input') } } } }
  if (contract.streamed === true)
    return {
      requestBody: {
        required: false,
        content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }
  return {}
}

function answerOf(contract: Contract): Schema {
  switch (contract.answer.kind) {
    case 'json':
      return { description: 'Done', content: { 'application/json': { schema: schemaOf(contract.answer.schema, 'output') } } }
    case 'bytes':
      return {
        description: 'Done',
        ...headersOf(contract.answer.headers),
        content: { [contract.answer.mediaType]: { schema: { type: 'string', format: 'binary' } } },
      }
    case 'empty':
      return { description: 'Done', ...headersOf(contract.answer.headers) }
  }
}

function headersOf(names: readonly string[] | undefined): Schema {
  if (names === undefined) return {}
  return { headers: Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }])) }
}

function problemsOf(contract: Contract): Schema {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of [...commonProblems, ...(contract.problems ?? [])]) {
    const { status } = problemKind(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `${code}: ${problemKind(code).title.en}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Schema[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema
  return rest
}

function problemSchema(): Schema {
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string', enum: Object.keys(problemCatalogue) },
      requestId: { type: 'string' },
      facts: { type: 'object' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['pointer', 'detail'],
          properties: { pointer: { type: 'string', format: 'json-pointer' }, detail: { type: 'string' } },
        },
      },
    },
  }
}
