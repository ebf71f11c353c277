import type { SealingStep } from '../../crypto/sealing-protocol.ts'
import type { Bar, Job } from './job.ts'

/** How long the work still takes, against the time left. */
export interface Estimate {
  /** Milliseconds; undefined until the upload's speed is known. */
  readonly remainingMs: number | undefined
  readonly leftMs: number
  readonly isTooLate: boolean
}

/** Bytes a second reckoned with until a step has shown its own. */
const USUAL: Readonly<Partial<Record<SealingStep, number>>> = { hash: 120_000_000, seal: 100_000_000 }
/** Kept for what is neither bytes: signature, submission, receipt. */
const SPARE_MS = 3000
let lastUploadSpeed: number | undefined

/** The time the work of a job still takes, by the speed of the last seconds, and whether that is too long. `leftMs`: until the deadline, server time. */
export function estimateOf(job: Job, leftMs: number): Estimate {
  if (job.bars.upload?.speed !== undefined && job.bars.upload.speed > 0) lastUploadSpeed = job.bars.upload.speed
  const seal = remaining(job.bars.hash, job.totalBytes, USUAL.hash) + remaining(job.bars.seal, job.totalBytes, USUAL.seal)
  const speed = job.bars.upload?.speed ?? lastUploadSpeed
  const isUploaded = job.bars.upload?.endedAt !== undefined
  const upload = isUploaded
    ? 0
    : speed === undefined || speed === 0
      ? undefined
      : remaining(job.bars.upload, job.totalBytes, speed)
  const remainingMs = upload === undefined ? undefined : seal + upload + SPARE_MS
  return { remainingMs, leftMs, isTooLate: leftMs <= 0 || (remainingMs !== undefined && remainingMs > leftMs) }
}

function remaining(bar: Bar | undefined, totalBytes: number, usual: number | undefined): number {
  if (bar?.endedAt !== undefined) return 0
  const bytes = bar === undefined ? totalBytes : bar.totalBytes - bar.doneBytes
  const speed = bar?.speed ?? usual
  return speed === undefined || speed === 0 ? 0 : (bytes / speed) * 1000
}
