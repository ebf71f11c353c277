import { z } from 'zod'
import { utf8 } from '#shared/primitives/bytes.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import type { WalkedChain } from '#shared/sealed-bid/client/walk-chain.ts'
import type { ShareRefusal } from '#shared/sealed-bid/custodian-share.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { causes } from '#shared/sealed-bid/opening/causes.ts'
import { judgeReports } from '#shared/sealed-bid/opening/custodian-reports.ts'
import type { NoticeAct } from '#shared/sealed-bid/target-of-notice.ts'
import { factsOf, type ListedBid, type PaperCheck } from './paper.ts'

const settlementSchema = z.looseObject({
  v: z.literal('settlement/1'),
  platform: z.string(),
  tender: z.string(),
  list: z.string(),
  bids: z.array(
    z.looseObject({
      number: z.number(),
      manifestSha256: z.string(),
      isKeyRevealed: z.boolean(),
      isRemedyGranted: z.boolean(),
      cause: z.looseObject({ code: z.string(), attributedTo: z.string() }).nullable(),
    }),
  ),
  silentCustodians: z.array(z.number()),
})

const unreadableSchema = z.looseObject({
  i: z.number(),
  unreadable: z.array(
    z.looseObject({ manifestSha256: z.string(), envelope: z.string(), purpose: z.string(), cause: z.string() }),
  ),
})

type Settled = z.output<typeof settlementSchema>['bids'][number]

interface Evidence {
  readonly settlement: Json
  readonly chain: WalkedChain
  readonly notice: NoticeAct
  readonly bids: readonly ListedBid[]
  readonly list: string
}

/** What a settlement says against what the chain says: keys that came, silence, and each cause and remedy worked out anew (O4, O5, E20-31). */
export function settlementFaults(evidence: Evidence): PaperCheck[] {
  const parsed = settlementSchema.safeParse(evidence.settlement)
  if (!parsed.success) return [{ name: 'bids', fault: 'not a settlement/1' }]
  const { chain, notice } = evidence
  const said = parsed.data
  const live = stringsOf(factsOf(chain, 'opening.live-bids-found')['live'])
  const added = evidence.bids.filter(({ isAdded }) => isAdded).map(({ manifestSha256 }) => manifestSha256)
  const settled = said.bids.map(({ manifestSha256 }) => manifestSha256)
  const isRight =
    said.tender === notice.tender &&
    said.platform === notice.platform &&
    said.list === evidence.list &&
    live.every((digest) => settled.includes(digest)) &&
    settled.every((digest) => live.includes(digest) || added.includes(digest))
  const revealed = new Set(
    chain.events
      .filter(({ type }) => type === 'bid.revealed' || type === 'custody.reveal-posted')
      .map(({ facts }) => (facts as { manifestSha256?: unknown })?.manifestSha256),
  )
  const wrongKey = said.bids.find(
    ({ manifestSha256, isKeyRevealed }) => !added.includes(manifestSha256) && isKeyRevealed !== revealed.has(manifestSha256),
  )
  const reporters = chain.events.flatMap(({ type, facts }) =>
    type === 'custody.reported' ? [unreadableSchema.parse(facts)] : [],
  )
  const silent = notice.notice.custodians.map(({ i }) => i).filter((i) => !reporters.some((report) => report.i === i))
  const wrongCause = said.bids.find(
    (bid) => !added.includes(bid.manifestSha256) && causeFault(bid, evidence, reporters) !== undefined,
  )
  return [
    { name: 'bids', fault: isRight ? undefined : 'it is about other bids than the live ones' },
    { name: 'keys', fault: wrongKey === undefined ? undefined : `bid ${wrongKey.number}: whether its key came` },
    {
      name: 'silence',
      fault:
        JSON.stringify(silent) === JSON.stringify([...said.silentCustodians].sort((left, right) => left - right))
          ? undefined
          : 'other custodians reported',
    },
    {
      name: 'causes',
      fault:
        wrongCause === undefined ? undefined : `bid ${wrongCause.number}: ${causeFault(wrongCause, evidence, reporters) ?? ''}`,
    },
  ]
}

function causeFault(
  bid: Settled,
  { notice, bids }: Evidence,
  reporters: readonly z.output<typeof unreadableSchema>[],
): string | undefined {
  const expected = expectedOf(
    bid,
    notice,
    bids.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)?.manifest,
    reporters,
  )
  const found = bid.cause?.code ?? null
  if (found !== expected.cause) return `the reports give ${expected.cause ?? 'no cause'}, the paper says ${found ?? 'none'}`
  if (bid.isRemedyGranted !== expected.isRemedyGranted) return 'another decision on the remedy than the notice gives'
  const known = found === null ? undefined : causes[found as keyof typeof causes]
  return bid.cause !== null && known?.attributedTo !== bid.cause.attributedTo
    ? 'attributed to somebody else than the rule says'
    : undefined
}

/** The rule of step 5, from the reports, the keys that came and the notice: the platform's own decision, made once more here. */
function expectedOf(
  bid: Settled,
  { notice }: NoticeAct,
  manifest: string | undefined,
  reporters: readonly z.output<typeof unreadableSchema>[],
): { cause: string | null; isRemedyGranted: boolean } {
  const { kind, k, n, remedyK } = notice.openingPolicy
  const isBad = (envelope: string, purpose: string, needed: number) =>
    judgeReports({
      k: needed,
      n,
      reports: reporters.map(({ i, unreadable }) => ({
        custodian: i,
        party: notice.custodians.find((custodian) => custodian.i === i)?.party ?? '',
        outcome:
          (unreadable.find(
            (one) => one.manifestSha256 === bid.manifestSha256 && one.envelope === envelope && one.purpose === purpose,
          )?.cause as ShareRefusal | undefined) ?? 'opens',
      })),
    }).kind === 'bidder'
  const envelopes = notice.envelopes.map(({ name }) => name)
  if (envelopes.some((envelope) => isBad(envelope, 'custodian', k)))
    return { cause: 'share-envelopes-bad', isRemedyGranted: false }
  if (kind === 'custodians' || bid.isKeyRevealed) return { cause: null, isRemedyGranted: false }
  const hasRemedy =
    remedyK !== undefined &&
    manifest !== undefined &&
    parseManifest(utf8(manifest)).envelopes.every(({ remedy }) => remedy !== undefined)
  if (!hasRemedy) return { cause: 'bidder-key-missing', isRemedyGranted: false }
  if (envelopes.some((envelope) => isBad(envelope, 'remedy', remedyK)))
    return { cause: 'share-envelopes-bad', isRemedyGranted: false }
  return { cause: null, isRemedyGranted: true }
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
