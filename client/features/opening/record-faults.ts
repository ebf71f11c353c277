import { z } from 'zod'
import { type LaterStage, laterStages } from '#shared/catalogue/letter-form.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { WalkedChain } from '#shared/sealed-bid/client/walk-chain.ts'
import type { PaperCheck } from './paper.ts'

/** What a record is held against. */
export interface RecordFacts {
  readonly record: Json
  /** The later stage it is of. */
  readonly stage: LaterStage | undefined
  /** Facts of the event that showed the bids. */
  readonly published: Readonly<Record<string, unknown>>
  readonly chain: WalkedChain
  readonly list: string
  readonly settlementSha256: unknown
}

const causeSchema = z.looseObject({ code: z.string(), attributedTo: z.string() }).nullable()

const recordSchema = z.looseObject({
  v: z.literal('opening-record/1'),
  stage: z.enum(laterStages).optional(),
  list: z.string().nullable(),
  settlementSha256: z.string().nullable(),
  lots: z.array(
    z.looseObject({
      bids: z.array(
        z.looseObject({
          number: z.number(),
          manifestSha256: z.string(),
          bidder: z.string().nullable(),
          state: z.string(),
          fields: z.record(z.string(), z.string()).nullable(),
          cause: causeSchema,
        }),
      ),
    }),
  ),
  readOut: z.array(z.string()),
  objections: z.array(z.looseObject({ text: z.string(), answer: z.looseObject({ text: z.string() }).nullable() })),
  chat: z.array(z.looseObject({ text: z.string() })),
})

const publishedSchema = z.array(
  z.looseObject({
    manifestSha256: z.string(),
    state: z.string(),
    name: z.string().nullable(),
    fields: z.record(z.string(), z.string()).nullable(),
    cause: causeSchema,
  }),
)

/** What the record says against the chain: bids as they were published, readings, objections and answers, and every word of the chat. */
export function recordFaults({ record, stage, published: showing, chain, list, settlementSha256 }: RecordFacts): PaperCheck[] {
  const parsed = recordSchema.safeParse(record)
  if (!parsed.success) return [{ name: 'bids', fault: 'not an opening-record/1' }]
  const said = parsed.data
  const published = publishedSchema.safeParse(showing['bids'])
  const shown = published.success ? published.data.filter(({ state }) => state === 'opened' || state === 'failed') : []
  const recorded = said.lots.flatMap(({ bids }) => bids)
  const differs = shown.find((bid) => {
    const own = recorded.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
    return (
      own === undefined ||
      own.bidder !== bid.name ||
      own.state !== bid.state ||
      !isSame(own.fields, bid.fields) ||
      own.cause?.code !== bid.cause?.code
    )
  })
  const isWhole =
    said.stage === stage && said.list === list && said.settlementSha256 === settlementSha256 && recorded.length === shown.length
  const eventsOf = (type: string) =>
    chain.events
      .filter((event) => event.type === type)
      .map(({ facts }) => (facts ?? {}) as Record<string, unknown>)
      .filter((facts) => facts['stage'] === stage)
  const read = eventsOf('opening.read-out').flatMap(({ manifests }) => (Array.isArray(manifests) ? manifests : []))
  const answers = new Map(eventsOf('opening.objection-answered').map(({ objection, text }) => [objection, text]))
  const objections = eventsOf('opening.objection-raised').map(({ objection, text }) => ({
    text,
    answer: answers.get(objection) ?? null,
  }))
  const chat = eventsOf('opening.message-sent').map(({ textSha256 }) => textSha256)
  return [
    {
      name: 'bids',
      fault:
        isWhole && differs === undefined
          ? undefined
          : `not what was published${differs === undefined ? '' : `: ${differs.manifestSha256}`}`,
    },
    { name: 'readings', fault: isSame(said.readOut, read) ? undefined : 'other readings than on the chain' },
    {
      name: 'objections',
      fault: isSame(
        said.objections.map(({ text, answer }) => ({ text, answer: answer?.text ?? null })),
        objections,
      )
        ? undefined
        : 'other objections or answers than on the chain',
    },
    {
      name: 'chat',
      fault: isSame(said.chat.map(({ text }) => sha256Hex(utf8(text))).sort(), chat.map(String).sort())
        ? undefined
        : 'other words than were said',
    },
  ]
}

function isSame(left: unknown, right: unknown): boolean {
  return sha256Hex(canonicalBytes(left as Json)) === sha256Hex(canonicalBytes(right as Json))
}
