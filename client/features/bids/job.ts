import { hex } from '#shared/primitives/bytes.ts'
import { keepFileOf } from '#shared/sealed-bid/client/keep-bid.ts'
import type { Intent } from '#shared/sealed-bid/commitments.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'
import { dropStaging } from '../../crypto/opfs.ts'
import { randomBytes } from '../../crypto/random.ts'
import { type Sealing, SealingFailed, startSealing } from '../../crypto/sealing.ts'
import type { EnvelopeInput, RehearsalCheck, SealingStep } from '../../crypto/sealing-protocol.ts'
import { dropUploaded } from '../../crypto/sealing-upload.ts'
import type { Vault } from '../../crypto/vault.ts'
import { serverNow } from '../../platform/server-time.ts'
import { createStore, useStore } from '../../platform/store.ts'
import { requireCredentials } from '../identity/credentials.ts'
import { forgetCiphertext, forgetReplaced, KEPT_CIPHERTEXT_BYTES } from './ciphertext-copy.ts'
import { handIn, withCapabilities } from './hand-in.ts'
import { bidOfKeep, changeBid, type MyBid, putBid, removeBid } from './my-bids.ts'
import { openedVault, vaultChanged } from './vault-state.ts'

/** One bar of the work: bytes done of all, and when it began and ended by this device's clock. */
export interface Bar {
  readonly doneBytes: number
  readonly totalBytes: number
  readonly startedAt: number
  readonly endedAt?: number | undefined
  /** Bytes a second over the last seconds. */
  readonly speed?: number | undefined
}

/** Work on a tender that goes on while the person looks at other pages. */
export interface Job {
  readonly tender: string
  readonly intent: Intent
  readonly phase: 'working' | 'submitting' | 'rehearsing' | 'done' | 'failed'
  readonly bars: Readonly<Partial<Record<SealingStep, Bar>>>
  readonly totalBytes: number
  readonly files: number
  /** The network is away; the upload waits for it. */
  readonly isWaiting: boolean
  /** The bid, once it is sealed and kept. */
  readonly bid?: MyBid | undefined
  readonly checks?: readonly RehearsalCheck[] | undefined
  readonly error?: unknown
}

/** A rehearsal of up to so many bytes begins by itself. */
const REHEARSED_AT_ONCE_BYTES = 64 * 1024 * 1024
const SPEED_OVER_MS = 8000

const jobs = createStore<ReadonlyMap<string, Job>>(new Map())
const workers = new Map<string, Sealing>()
const samples = new Map<string, { at: number; bytes: number }[]>()

/** The work on a tender, followed. */
export function useJob(tender: string): Job | undefined {
  return useStore(jobs).get(tender)
}

/** Whether a job is still at work. */
export function isBusy(job: Job | undefined): boolean {
  return job !== undefined && (job.phase === 'working' || job.phase === 'submitting')
}

/** What is to be sealed. */
export interface BidOrder {
  readonly vault: Vault
  readonly target: SealingTarget
  readonly intent: Intent
  readonly envelopes: readonly EnvelopeInput[]
  readonly deadlineAt: string
  /** What is signed, in the person's words. */
  readonly purpose: string
}

/** Seals, uploads, hands in and rehearses a bid. Progress and errors stand in the job. Throws SigningCancelled when no certificate is given. */
export async function placeBid(order: BidOrder): Promise<void> {
  const { target, intent, vault, envelopes } = order
  const { tender, lot } = target
  const { signer } = await requireCredentials(order.purpose)
  const staging = hex(randomBytes(16))
  const sealing = begin(tender, intent, envelopes)
  try {
    // The lock tells other tabs that what lies staged without a bid is not left over.
    const { sealed, isStaged, capabilities } = await holding(() => sealing.seal({ target, intent, envelopes, staging }, signer))
    const about = { origin: location.origin, deadlineAt: order.deadlineAt as never, locations: {} }
    const keep = withCapabilities(keepFileOf(sealed, about), capabilities)
    const bid = bidOfKeep(keep, {
      sealedAt: serverNow(),
      letter: Object.fromEntries(envelopes.map(({ name, fields }) => [name, fields])),
      files: envelopes.flatMap(({ name, files }) => files.map((file) => ({ envelope: name, name: file.name, size: file.size }))),
      ...(isStaged ? { staging } : {}),
    })
    await putBid(vault, { ...bid, lot })
    await vaultChanged()
    change(tender, { bid })
    await finish(vault, sealing, bid)
  } catch (error) {
    if (jobs.get().get(tender)?.bid === undefined) await dropStaging(staging)
    fail(tender, error)
  }
}

/** Goes on with a bid that was sealed here but not handed in: after a reload, a break, a refusal. */
export async function resumeBid(vault: Vault, bid: MyBid): Promise<void> {
  const sealing = begin(bid.tender, bid.keep.intent, [])
  const totalBytes = bid.keep.payloads.reduce((sum, { size }) => sum + size, 0)
  change(bid.tender, { bid, totalBytes, files: bid.files?.length ?? 0 })
  try {
    await finish(vault, sealing, bid)
  } catch (error) {
    fail(bid.tender, error)
  }
}

/** Stops the work and forgets what was not handed in: uploads are dropped, ciphertext and keys too. A bid received earlier stays as it is. */
export async function giveUp(vault: Vault, tender: string, pending: MyBid | undefined): Promise<void> {
  end(tender)
  jobs.set(without(tender))
  if (pending === undefined) return
  if (pending.staging !== undefined) await dropStaging(pending.staging)
  await removeBid(vault, pending)
  await vaultChanged()
  for (const { capability } of pending.keep.payloads)
    if (capability !== undefined) await dropUploaded(location.origin, capability).catch(() => undefined)
}

/** Puts a finished or failed job away. */
export function dismissJob(tender: string): void {
  end(tender)
  jobs.set(without(tender))
}

/** 试解密 of a bid received: whole while its content keys are remembered, the bidder's half afterwards. */
export async function rehearseBid(vault: Vault, bid: MyBid): Promise<void> {
  const { tender } = bid
  const sealing = workers.get(tender) ?? begin(tender, bid.keep.intent, [])
  change(tender, { phase: 'rehearsing', bid, error: undefined })
  try {
    const checks = await sealing.rehearse(bid.keep.manifest, bid.keep.bidderKeys)
    const rehearsal = {
      at: serverNow(),
      isWhole: checks.every(({ name, verdict }) => name !== 'opened' || verdict === 'pass'),
      isPassed: checks.every(({ verdict }) => verdict !== 'fail'),
    }
    await changeBid(vault, bid, (kept) => ({ ...kept, rehearsal }))
    await vaultChanged()
    change(tender, { phase: 'done', checks })
  } catch (error) {
    fail(tender, error)
  }
}

function holding<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks === undefined ? work() : navigator.locks.request('kaibiao.sealing', { mode: 'shared' }, work)
}

async function finish(vault: Vault, sealing: Sealing, bid: MyBid): Promise<void> {
  const { tender } = bid
  const done = await handIn(vault, sealing, bid, () => change(tender, { phase: 'submitting', isWaiting: false }))
  const bytes = bid.keep.payloads.reduce((sum, { size }) => sum + size, 0)
  if (bytes > KEPT_CIPHERTEXT_BYTES || bid.keep.intent === 'withdrawal') await forgetCiphertext(vault, bid)
  await forgetReplaced(vault, done)
  change(tender, { phase: 'done', bid: done })
  await vaultChanged()
  if (bytes <= REHEARSED_AT_ONCE_BYTES) await rehearseBid(vault, done)
}

function begin(tender: string, intent: Intent, envelopes: readonly EnvelopeInput[]): Sealing {
  end(tender)
  const files = envelopes.flatMap((envelope) => envelope.files)
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0)
  put({ tender, intent, phase: 'working', bars: {}, totalBytes, files: files.length, isWaiting: false })
  const sealing = startSealing({
    onProgress: (step, doneBytes, all) => advance(tender, step, doneBytes, all),
    onWaiting: () => change(tender, { isWaiting: true }),
    onCapability(envelope, capability) {
      const { bid } = jobs.get().get(tender) ?? {}
      if (bid === undefined) return
      change(tender, { bid: { ...bid, keep: withCapabilities(bid.keep, { [envelope]: capability }) } })
      void keepCapability(bid, envelope, capability)
    },
  })
  workers.set(tender, sealing)
  return sealing
}

/** Capabilities are kept one after the other: two at once would overwrite each other. */
let keeping: Promise<void> = Promise.resolve()
function keepCapability(bid: MyBid, envelope: string, capability: string): Promise<void> {
  keeping = keeping.then(async () => {
    const vault = openedVault()
    if (vault !== undefined)
      await changeBid(vault, bid, (kept) => ({ ...kept, keep: withCapabilities(kept.keep, { [envelope]: capability }) }))
  })
  return keeping
}

function advance(tender: string, step: SealingStep, doneBytes: number, totalBytes: number): void {
  const job = jobs.get().get(tender)
  if (job === undefined) return
  const now = performance.now()
  const { startedAt = now } = job.bars[step] ?? {}
  const key = `${tender} ${step}`
  const recent = [...(samples.get(key) ?? []), { at: now, bytes: doneBytes }].filter(({ at }) => now - at <= SPEED_OVER_MS)
  samples.set(key, recent)
  const first = recent[0]
  const speed =
    first === undefined || now - first.at < 500 ? undefined : ((doneBytes - first.bytes) * 1000) / Math.max(1, now - first.at)
  const bar: Bar = { doneBytes, totalBytes, startedAt, speed, ...(doneBytes >= totalBytes ? { endedAt: now } : {}) }
  change(tender, { bars: { ...job.bars, [step]: bar }, ...(step === 'upload' ? { isWaiting: false } : {}) })
}

function change(tender: string, part: Partial<Job>): void {
  const job = jobs.get().get(tender)
  if (job !== undefined) put({ ...job, ...part })
}

function put(job: Job): void {
  jobs.set(new Map(jobs.get()).set(job.tender, job))
}

function without(tender: string): ReadonlyMap<string, Job> {
  const rest = new Map(jobs.get())
  rest.delete(tender)
  return rest
}

function fail(tender: string, error: unknown): void {
  if (error instanceof SealingFailed && error.code === 'cancelled') return
  change(tender, { phase: 'failed', error })
}

function end(tender: string): void {
  workers.get(tender)?.end()
  workers.delete(tender)
}
