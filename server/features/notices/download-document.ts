import type { Readable } from 'node:stream'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { NoticesDeps } from './deps.ts'
import { documentModel } from './document.model.ts'

/** A published tender document, for anybody. Nothing is written, counted or logged by it (P8, P9). Throws `not-found`. */
export async function downloadDocument(
  deps: Pick<NoticesDeps, 'connection' | 'blobs'>,
  sha256: string,
): Promise<{ readonly bytes: Readable; readonly name: string; readonly size: number }> {
  const document = await documentModel(deps.connection).findById(sha256).lean()
  if (document === null) throw new DomainProblem('not-found')
  return { bytes: await deps.blobs.open(sha256), name: document.name, size: document.size }
}
