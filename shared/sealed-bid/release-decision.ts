import { z } from 'zod'
import { digestField } from '../contracts/fields.ts'
import { utf8 } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { type Instant, instantOf } from '../primitives/instant.ts'

/** An event of the tender's public chain, as the custodian's client has verified it: commitment recomputed, and proven to be in the log. */
export interface ChainStep {
  readonly type: string
  /** The moment the platform wrote; never enough by itself. */
  readonly at: Instant
  readonly log: number
  readonly leafIndex: number
  /** Facts as committed to by the event. */
  readonly facts: unknown
}

/** A checkpoint the client accepts: signed by the log's key and consistent with the newest it has seen. */
export interface AcceptedCheckpoint {
  readonly log: number
  readonly size: number
}

/** What a custodian's client is asked to give away. */
export type ReleaseRequest =
  | { readonly purpose: 'identity'; readonly manifestSha256: string }
  | {
      readonly purpose: 'custodian' | 'remedy'
      readonly manifestSha256: string
      readonly envelope: string
      /** `opening`, or the later stage at which this envelope opens. */
      readonly opensAt: string
    }

/** Why a custodian's client keeps a share to itself. */
export type ReleaseRefusal =
  | 'own-clock-before-deadline'
  | 'deadline-not-on-chain'
  | 'deadline-checkpoint-missing'
  | 'manifest-not-listed'
  | 'reveal-not-closed'
  | 'bid-not-to-open'
  | 'remedy-not-granted'
  | 'stage-not-opened'

/** Whether a share may leave the device. */
export type ReleaseDecision = { readonly release: true } | { readonly release: false; readonly refusal: ReleaseRefusal }

/**
 * What a custodian's own client decides before a share leaves it, by its own clock and the chain it walked itself, never on the
 * platform's word (`opening/1`): past the newest deadline of the chain; `opening.listed` lists the manifest; for a payload's share
 * also `reveal.closed`, and for a later envelope the act that opens its stage, which names the bid too. Each step must be under a checkpoint it accepts.
 */
export function releaseDecision(input: {
  readonly request: ReleaseRequest
  /** The device's own clock, milliseconds. */
  readonly now: number
  /** deadlineAt of every notice on the chain. The newest one counts, and it is the last in the chain. */
  readonly deadlines: readonly Instant[]
  readonly chain: readonly ChainStep[]
  readonly checkpoints: readonly AcceptedCheckpoint[]
  /** The settlement, canonical text; it counts when it has the digest that `reveal.closed` carries. Needed for remedy shares. */
  readonly settlement?: string | undefined
}): ReleaseDecision {
  const { request, chain } = input
  const deadline = input.deadlines.at(-1)
  if (deadline === undefined || instantOf(input.now) < deadline) return refuse('own-clock-before-deadline')
  const under = (type: string) => chain.findLast((step) => step.type === type && isUnder(step, input.checkpoints))
  if (under('deadline.passed') === undefined) return refuse('deadline-not-on-chain')
  const listed = under('opening.listed')
  if (listed === undefined) return refuse('deadline-checkpoint-missing')
  const added = chain.filter((step) => step.type === 'opening.bid-added' && isUnder(step, input.checkpoints))
  const isListed =
    textsOf(listed.facts, 'manifests').includes(request.manifestSha256) ||
    added.some((step) => textOf(step.facts, 'manifestSha256') === request.manifestSha256)
  if (!isListed) return refuse('manifest-not-listed')
  if (request.purpose === 'identity') return { release: true }
  const closed = under('reveal.closed')
  if (closed === undefined) return refuse('reveal-not-closed')
  if (!textsOf(closed.facts, 'opening').includes(request.manifestSha256)) return refuse('bid-not-to-open')
  if (request.purpose === 'remedy' && !isRemedyGranted(request.manifestSha256, closed.facts, input.settlement)) {
    return refuse('remedy-not-granted')
  }
  if (request.opensAt === 'opening') return { release: true }
  const opened = under(`stage.${request.opensAt}-opened`)
  if (opened === undefined) return refuse('stage-not-opened')
  return textsOf(opened.facts, 'opening').includes(request.manifestSha256) ? { release: true } : refuse('bid-not-to-open')
}

function isUnder(step: ChainStep, checkpoints: readonly AcceptedCheckpoint[]): boolean {
  return checkpoints.some(({ log, size }) => log === step.log && step.leafIndex < size)
}

const settlementSchema = z.looseObject({
  v: z.literal('settlement/1'),
  bids: z.array(z.looseObject({ manifestSha256: digestField, isRemedyGranted: z.boolean() })),
})

function isRemedyGranted(manifestSha256: string, closed: unknown, settlement: string | undefined): boolean {
  if (settlement === undefined || sha256Hex(utf8(settlement)) !== textOf(closed, 'settlementSha256')) return false
  const parsed = settlementSchema.safeParse(JSON.parse(settlement))
  return parsed.success && parsed.data.bids.some((bid) => bid.manifestSha256 === manifestSha256 && bid.isRemedyGranted)
}

function refuse(refusal: ReleaseRefusal): ReleaseDecision {
  return { release: false, refusal }
}

function textsOf(facts: unknown, name: string): readonly string[] {
  const value = partOf(facts, name)
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function textOf(facts: unknown, name: string): string | undefined {
  const value = partOf(facts, name)
  return typeof value === 'string' ? value : undefined
}

function partOf(facts: unknown, name: string): unknown {
  return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>)[name] : undefined
}
