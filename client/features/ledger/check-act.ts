import { actSchema, maxListActBytes } from '#shared/acts/act.ts'
import type { Client } from '#shared/contracts/client.ts'
import { readAct, readActSignature, readTenderChain } from '#shared/contracts/ledger.ts'
import { type VerifiedCms, verifyCms } from '#shared/pki/cms-signature.ts'
import { type Bytes, fromUtf8 } from '#shared/primitives/bytes.ts'
import { parseCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { placeOf } from './check-event.ts'
import { type Checked, judged, type VerifyCheck } from './checked.ts'
import { judgeCertificate, type VerifyTrust } from './trust.ts'

/** The bytes of an act and its detached signature. */
export interface ActFiles {
  readonly act: Bytes
  readonly p7s: Bytes
}

/** Fetches a public act by its digest and verifies it with its place in the ledger. */
export async function checkActByDigest(client: Client, sha256: string, trust: VerifyTrust): Promise<Checked> {
  const act = (await client.call(readAct, { params: { sha256 } })) as Bytes
  const p7s = (await client.call(readActSignature, { params: { sha256 } })) as Bytes
  const checked = await checkAct(client, { act, p7s }, trust)
  const found = sha256Hex(act)
  const named = judged('integrity', 'act-named', found === sha256 ? undefined : 'another act than the one asked for', {
    expected: sha256,
    found,
  })
  const complete = checked.complete === undefined ? checked : await checked.complete()
  return { ...complete, checks: [named, ...complete.checks] }
}

/** Verifies a signed act (`act/1`): canonical form, signature, whose certificate it is; its place in the ledger when asked to fetch it. */
export async function checkAct(client: Client, files: ActFiles, trust: VerifyTrust): Promise<Checked> {
  const sha256 = sha256Hex(files.act)
  const parsed = readActOf(files.act)
  const checks: VerifyCheck[] = [judged('integrity', 'act-well-formed', typeof parsed === 'string' ? parsed : undefined)]
  const signature = await signatureOf(files)
  checks.push(
    judged('authenticity', 'act-signed', typeof signature === 'string' ? signature : undefined, {
      fact: typeof signature === 'string' ? undefined : nameOf(signature),
    }),
  )
  if (typeof signature !== 'string' && typeof parsed !== 'string') {
    const isNamed = signature.signer.sha256 === parsed.actor.certSha256
    checks.push(
      judged(
        'authenticity',
        'act-certificate-named',
        isNamed ? undefined : 'signed with another certificate than the act names',
        {
          ...(isNamed ? {} : { expected: parsed.actor.certSha256, found: signature.signer.sha256 }),
        },
      ),
      ...(await judgeCertificate({
        leaf: signature.signer,
        chain: signature.chain,
        trust,
        at: millisOf(parsed.at),
        usage: 'sign',
      })),
    )
  }
  const unproven: VerifyCheck = { group: 'ledger', name: 'event-in-log', state: 'unchecked', why: 'not asked for' }
  const subject = typeof parsed === 'string' ? undefined : parsed.subject['tender']
  const checked: Checked = {
    kind: 'act',
    facts: [
      ...(typeof parsed === 'string'
        ? []
        : [
            { key: 'actType', value: parsed.type },
            { key: 'at', value: parsed.at },
            { key: 'platform', value: parsed.platform },
            ...(typeof subject === 'string' ? [{ key: 'tender', value: subject }] : []),
          ]),
      ...(typeof signature === 'string' ? [] : [{ key: 'signer', value: nameOf(signature) }]),
      { key: 'actDigest', value: sha256, isDigest: true },
    ],
    checks: [...checks, unproven],
  }
  if (typeof subject !== 'string') return checked
  return {
    ...checked,
    complete: async () => ({ ...checked, checks: [...checks, ...(await ledgerChecks(client, subject, sha256, trust))] }),
  }
}

/** The event of the tender's chain that names the act, and its place in the log. */
async function ledgerChecks(client: Client, tender: string, sha256: string, trust: VerifyTrust): Promise<VerifyCheck[]> {
  const { events } = await client.call(readTenderChain, { params: { tender } })
  const index = events.findIndex(
    ({ event, facts }) => event.actSha256 === sha256 || JSON.stringify(facts ?? null).includes(sha256),
  )
  const found = events[index]
  const named = judged('ledger', 'act-on-chain', found === undefined ? 'no event of the chain names it' : undefined, {
    fact: found === undefined ? undefined : found.event.type,
  })
  return found === undefined ? [named] : [named, ...(await placeOf(client, found, events[index - 1], trust))]
}

function readActOf(bytes: Bytes) {
  try {
    return actSchema.parse(parseCanonical(bytes, maxListActBytes))
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 300) : fromUtf8(bytes).slice(0, 100)
  }
}

async function signatureOf({ act, p7s }: ActFiles): Promise<VerifiedCms | string> {
  try {
    return await verifyCms({ content: act, p7s })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function nameOf({ signer }: VerifiedCms): string {
  return [signer.subject.organization, signer.subject.commonName]
    .filter((text, index, all) => text !== '' && all.indexOf(text) === index)
    .join(' ')
}
