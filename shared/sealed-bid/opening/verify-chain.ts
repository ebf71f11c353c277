import { z } from 'zod'
import { type LaterStage, laterStages } from '../../catalogue/letter-form.ts'
import { digestField } from '../../contracts/fields.ts'
import { stageFact } from '../../lifecycle/opening.ts'
import { TimestampRefused, verifyTimestamp } from '../../pki/timestamp.ts'
import { fromBase64url, fromHex, hex, utf8 } from '../../primitives/bytes.ts'
import type { Json } from '../../primitives/canonical-json.ts'
import { sha256 } from '../../primitives/digest.ts'
import { type Checkpoint, openCheckpoint } from '../../transparency/checkpoint.ts'
import { entryLeafHash } from '../../transparency/entry.ts'
import { eventCommitmentHex, factsDigest, parseLedgerEvent } from '../../transparency/event.ts'
import { verifyConsistency, verifyInclusion } from '../../transparency/merkle-proof.ts'
import { NoteRefused } from '../../transparency/signed-note.ts'
import type { OpeningBundle } from './bundle.ts'
import type { CheckList } from './checks.ts'
import type { OpeningTrust } from './verify-opening.ts'

/** An event of the public chain whose commitment has been recomputed. */
export interface VerifiedEvent {
  readonly c: string
  readonly type: string
  readonly seq: number
  readonly at: string
  readonly log: number
  readonly leafIndex: number
  readonly actSha256: string | undefined
  readonly facts: Json | undefined
}

/** A signed checkpoint of the bundle. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly log: number
  readonly note: string
}

/** The steps of an opening; each must be under a checkpoint before the next begins. */
const MAIN_STEPS = [
  'deadline.passed',
  'opening.listed',
  'opening.live-bids-found',
  'opening.window-closed',
  'opening.settlement-prepared',
  'reveal.closed',
  'opening.published',
] as const

const boxFacts = z.looseObject({ box: z.looseObject({ size: z.int(), root: digestField }) })

/** The steps of an opening in which every lot failed (rule O6): nothing was opened. */
const FAILED_STEPS = ['deadline.passed', 'opening.listed', 'opening.failed'] as const

/** Acts that may happen only after a step is under a checkpoint. */
const AFTER: Readonly<Record<string, (typeof MAIN_STEPS)[number]>> = {
  'custody.identities-released': 'opening.listed',
  'custody.reported': 'opening.window-closed',
  'custody.released': 'reveal.closed',
}

/** Checks the signatures of all checkpoints, and that each is a beginning of the newest of its log: nothing was taken back. */
export function verifyCheckpoints(
  bundle: Pick<OpeningBundle, 'checkpoints'>,
  trust: Pick<OpeningTrust, 'logKeys'>,
  list: Pick<CheckList<'checkpoints-signed' | 'checkpoints-consistent'>, 'pass' | 'fail' | 'judge'>,
): VerifiedCheckpoint[] {
  const verified: VerifiedCheckpoint[] = []
  const proofs = new Map<VerifiedCheckpoint, readonly string[]>()
  for (const { log, note, consistencyProof } of bundle.checkpoints) {
    const opened = openByAnyKey(note, trust)
    if (opened === undefined) {
      list.fail('checkpoints-signed', `a checkpoint of log ${log} is signed by no key given as trusted`)
      continue
    }
    const checkpoint = { ...opened, log, note }
    verified.push(checkpoint)
    proofs.set(checkpoint, consistencyProof)
  }
  if (verified.length === bundle.checkpoints.length) list.pass('checkpoints-signed')
  const against = verified.map((checkpoint) => {
    const newest = newestOf(verified, checkpoint.log)
    if (newest === undefined) return 'no newest checkpoint'
    if (newest.size === checkpoint.size) return hex(newest.root) === hex(checkpoint.root) ? undefined : 'two roots of one size'
    const proof = (proofs.get(checkpoint) ?? []).map(fromHex)
    const isConsistent = verifyConsistency({
      older: { size: checkpoint.size, root: checkpoint.root },
      newer: { size: newest.size, root: newest.root },
      proof,
    })
    return isConsistent ? undefined : `the log changed between sizes ${checkpoint.size} and ${newest.size}`
  })
  // Two forks of one log must not pass as two logs.
  const names = new Set(verified.map(({ log, origin }) => `${log} ${origin}`))
  const isOneToOne =
    names.size === new Set(verified.map(({ log }) => log)).size &&
    names.size === new Set(verified.map(({ origin }) => origin)).size
  list.judge('checkpoints-consistent', isOneToOne ? against.find((fault) => fault !== undefined) : 'two logs under one name')
  return verified
}

/** Checks links, commitments, places in the log and facts of the tender's public chain. */
export function verifyChain(
  bundle: Pick<OpeningBundle, 'chain' | 'tender'>,
  checkpoints: readonly VerifiedCheckpoint[],
  list: Pick<CheckList<'chain-linked' | 'chain-in-log' | 'facts-match'>, 'judge'>,
): VerifiedEvent[] {
  const events: VerifiedEvent[] = []
  let linked: string | undefined
  let placed: string | undefined
  let facts: string | undefined
  for (const [index, entry] of bundle.chain.entries()) {
    const event = parseLedgerEvent(entry.event)
    const c = eventCommitmentHex(fromHex(entry.salt), event)
    const previous = events.at(-1)?.c
    if (event.seq !== index + 1 || event.previous !== previous) linked ??= `event ${index + 1} (${event.type}) breaks the chain`
    if (event.subject['tender'] !== bundle.tender) linked ??= `event ${index + 1} is of another tender`
    const newest = newestOf(checkpoints, entry.log)
    const isIncluded =
      newest !== undefined &&
      verifyInclusion({
        index: entry.proof.leafIndex,
        size: newest.size,
        leaf: entryLeafHash(c),
        proof: entry.proof.inclusionProof.map(fromHex),
        root: newest.root,
      })
    if (!isIncluded) placed ??= `event ${index + 1} (${event.type}) is not proven to be in the log`
    if (entry.facts !== undefined && event.objectSha256 !== factsDigest(entry.facts as Json)) {
      facts ??= `the facts of event ${index + 1} (${event.type}) are not those committed to`
    }
    events.push({
      c,
      type: event.type,
      seq: index + 1,
      at: event.at,
      log: entry.log,
      leafIndex: entry.proof.leafIndex,
      actSha256: event.actSha256,
      facts: entry.facts as Json | undefined,
    })
  }
  list.judge('chain-linked', linked)
  list.judge('chain-in-log', placed)
  list.judge('facts-match', facts)
  return events
}

/** Checks that every step was under a signed checkpoint before the next one, and before the custodians' acts that follow it. */
export function verifyOrder(events: readonly VerifiedEvent[], checkpoints: readonly VerifiedCheckpoint[], list: CheckList): void {
  const names = events.some((event) => event.type === 'opening.failed') ? FAILED_STEPS : MAIN_STEPS
  const steps = names.map((type) => events.find((event) => event.type === type))
  for (const [index, type] of names.entries()) {
    const step = steps[index]
    const before = steps[index - 1]
    if (step === undefined) list.fail('steps-in-order', 'the chain has no such step', type)
    else if (index > 0 && before !== undefined) list.judge('steps-in-order', notSeparated(before, step, checkpoints), type)
  }
  for (const stage of laterStages) verifyStageOrder(stage, events, checkpoints, list)
  for (const [type, stepType] of Object.entries(AFTER)) {
    const step = events.find((event) => event.type === stepType)
    const acts = events.filter((event) => event.type === type)
    if (step === undefined || acts.length === 0) continue
    const fault = acts.map((act) => notSeparated(step, act, checkpoints)).find((found) => found !== undefined)
    list.judge('steps-in-order', fault, type)
  }
}

/** The steps of a later stage that have happened: each under a checkpoint before the next, the act before the releases it allows. */
function verifyStageOrder(
  stage: LaterStage,
  events: readonly VerifiedEvent[],
  checkpoints: readonly VerifiedCheckpoint[],
  list: CheckList,
): void {
  const opened = events.find((event) => event.type === stageFact(stage, 'opened'))
  if (opened === undefined) return
  const before = events.find((event) => event.type === 'opening.published')
  list.judge(
    'steps-in-order',
    before === undefined ? 'opened before anything was' : notSeparated(before, opened, checkpoints),
    opened.type,
  )
  const following = ['custody.stage-released', stageFact(stage, 'published')]
  for (const type of following) {
    const acts = events.filter((event) => event.type === type && isOfStage(event, stage))
    if (acts.length === 0) continue
    list.judge(
      'steps-in-order',
      acts.map((act) => notSeparated(opened, act, checkpoints)).find((found) => found !== undefined),
      type,
    )
  }
}

function isOfStage({ facts }: VerifiedEvent, stage: LaterStage): boolean {
  return typeof facts === 'object' && facts !== null && 'stage' in facts && facts['stage'] === stage
}

/** Checks the deadline's checkpoint and the time-stamp over it. */
export async function verifyDeadline(
  bundle: OpeningBundle,
  trust: OpeningTrust,
  events: readonly VerifiedEvent[],
  checkpoints: readonly VerifiedCheckpoint[],
  list: CheckList,
): Promise<VerifiedCheckpoint | undefined> {
  const { log, size, timestamp } = bundle.deadline
  const checkpoint = checkpoints.find((candidate) => candidate.log === log && candidate.size === size)
  if (checkpoint === undefined) {
    list.fail('deadline-checkpoint', 'the bundle does not hold the checkpoint that closed the box')
    return undefined
  }
  const passed = events.find((event) => event.type === 'deadline.passed')
  const listed = events.find((event) => event.type === 'opening.listed')
  const isInOrder = passed !== undefined && passed.log === log && passed.leafIndex < size && !isBelow(listed, checkpoint)
  const facts = boxFacts.safeParse(listed?.facts)
  const isSame = facts.success && facts.data.box.size === size && facts.data.box.root === hex(checkpoint.root)
  list.judge('deadline-checkpoint', isInOrder && isSame ? undefined : 'not the checkpoint between the deadline and the list')
  if (timestamp === null) {
    list.skip('deadline-timestamp', 'the authority had not answered when the bundle was made')
    return checkpoint
  }
  try {
    const { anchors, intermediates, revocation } = trust.trust
    await verifyTimestamp({
      token: fromBase64url(timestamp),
      digest: sha256(utf8(checkpoint.note)),
      anchors,
      intermediates,
      ...(trust.isRevocationChecked && { revocation }),
    })
    list.pass('deadline-timestamp')
  } catch (error) {
    if (!(error instanceof TimestampRefused || error instanceof RangeError)) throw error
    list.fail('deadline-timestamp', error.message)
  }
  return checkpoint
}

/** The checkpoint of the largest size of a log. */
export function newestOf(checkpoints: readonly VerifiedCheckpoint[], log: number): VerifiedCheckpoint | undefined {
  return checkpoints
    .filter((checkpoint) => checkpoint.log === log)
    .reduce<VerifiedCheckpoint | undefined>(
      (best, next) => (best === undefined || next.size > best.size ? next : best),
      undefined,
    )
}

/** What speaks against one event having stood under a signed checkpoint before another began; undefined when nothing does. */
export function notSeparated(
  before: VerifiedEvent,
  after: VerifiedEvent,
  checkpoints: readonly VerifiedCheckpoint[],
): string | undefined {
  if (before.log < after.log) return undefined
  const isSeparated = checkpoints.some(
    ({ log, size }) => log === after.log && before.leafIndex < size && size <= after.leafIndex && before.log === log,
  )
  return isSeparated ? undefined : `${before.type} was not under a checkpoint before ${after.type}`
}

function isBelow(event: VerifiedEvent | undefined, checkpoint: VerifiedCheckpoint): boolean {
  return event !== undefined && event.log === checkpoint.log && event.leafIndex < checkpoint.size
}

function openByAnyKey(note: string, trust: Pick<OpeningTrust, 'logKeys'>): Checkpoint | undefined {
  for (const key of trust.logKeys) {
    try {
      return openCheckpoint(note, key)
    } catch (error) {
      if (!(error instanceof NoteRefused)) throw error
    }
  }
  return undefined
}
