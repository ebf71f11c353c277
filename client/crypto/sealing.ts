import { signCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import type { SealedBid } from '#shared/sealed-bid/seal-bid.ts'
import type {
  PayloadToUpload,
  RehearsalCheck,
  SealingCommand,
  SealingReport,
  SealingStep,
  SealRequest,
} from './sealing-protocol.ts'

/** How the sealing went wrong: a code of the problem catalogue, or of this client. */
export class SealingFailed extends Error {
  override readonly name = 'SealingFailed'
  readonly code: string
  readonly facts: unknown

  constructor(code: string, message: string, facts?: unknown) {
    super(message)
    this.code = code
    this.facts = facts
  }
}

/** Told while the worker works. */
export interface SealingListener {
  onProgress?(step: SealingStep, doneBytes: number, totalBytes: number): void
  /** An upload has a capability: keep it, and a reload costs nothing. */
  onCapability?(envelope: string, capability: string): void
  /** The network is away; it is tried again by itself. */
  onWaiting?(): void
}

/** A worker that seals, uploads and rehearses; the page's end of it. */
export interface Sealing {
  /** Seals; the signer is asked once, for the manifest. Ciphertext lies in OPFS, or is uploaded already when there was no room. Throws SealingFailed. */
  seal(
    request: Omit<SealRequest, 'certificate' | 'chain' | 'origin'>,
    signer: Signer,
  ): Promise<{ readonly sealed: SealedBid; readonly isStaged: boolean; readonly capabilities: Readonly<Record<string, string>> }>
  /** Uploads staged ciphertexts, however long the network is away. Returns envelope → capability. Throws SealingFailed. */
  upload(staging: string, payloads: readonly PayloadToUpload[]): Promise<Readonly<Record<string, string>>>
  /** Reads back what is stored and opens it as far as keys are left. Throws SealingFailed. */
  rehearse(manifest: string, bidderKeys: Readonly<Record<string, string>>): Promise<readonly RehearsalCheck[]>
  /** Ends the worker: what it was doing stops, what it remembered is gone. */
  end(): void
}

type Final = Extract<SealingReport, { say: 'sealed' | 'uploaded' | 'rehearsed' }>

/** Starts a sealing worker. */
export function startSealing(listener: SealingListener): Sealing {
  const worker = new Worker(new URL('./sealing-worker.ts', import.meta.url), { type: 'module', name: 'sealing' })
  let waiting: { resolve(report: Final): void; reject(error: Error): void } | undefined
  let signer: Signer | undefined
  const send = (command: SealingCommand) => worker.postMessage(command)
  const sign = async (content: Uint8Array<ArrayBuffer>) => {
    if (signer === undefined) throw new Error('nobody to sign')
    return signCms({ content, signer })
  }
  worker.addEventListener('message', ({ data }: MessageEvent<SealingReport>) => {
    switch (data.say) {
      case 'progress':
        return listener.onProgress?.(data.step, data.doneBytes, data.totalBytes)
      case 'capability':
        return listener.onCapability?.(data.envelope, data.capability)
      case 'waiting':
        return listener.onWaiting?.()
      case 'sign':
        listener.onProgress?.('sign', 0, 1)
        sign(data.content).then(
          (p7s) => {
            listener.onProgress?.('sign', 1, 1)
            send({ do: 'signed', p7s })
          },
          (error: unknown) => {
            waiting?.reject(error instanceof Error ? error : new Error(String(error)))
            send({ do: 'not-signed' })
          },
        )
        return
      case 'failed':
        return waiting?.reject(new SealingFailed(data.error.code, data.error.message, data.error.facts))
      case 'sealed':
      case 'uploaded':
      case 'rehearsed':
        return waiting?.resolve(data)
    }
  })
  worker.addEventListener('error', (event) =>
    waiting?.reject(new SealingFailed('worker-failed', event.message ?? 'the worker did not start')),
  )
  const ask = async <Say extends Final['say']>(command: SealingCommand, say: Say): Promise<Extract<Final, { say: Say }>> => {
    const report = await new Promise<Final>((resolve, reject) => {
      waiting = { resolve, reject }
      send(command)
    })
    if (report.say !== say) throw new SealingFailed('worker-failed', `${report.say} instead of ${say}`)
    return report as Extract<Final, { say: Say }>
  }
  const { origin } = location
  return {
    async seal(request, by) {
      signer = by
      const { certificate, chain } = by
      const { sealed, isStaged, capabilities } = await ask({ do: 'seal', ...request, certificate, chain, origin }, 'sealed')
      return { sealed, isStaged, capabilities }
    },
    async upload(staging, payloads) {
      return (await ask({ do: 'upload', origin, staging, payloads }, 'uploaded')).capabilities
    },
    async rehearse(manifest, bidderKeys) {
      return (await ask({ do: 'rehearse', origin, manifest, bidderKeys }, 'rehearsed')).checks
    },
    end() {
      worker.terminate()
      waiting?.reject(new SealingFailed('cancelled', 'ended'))
    },
  }
}
