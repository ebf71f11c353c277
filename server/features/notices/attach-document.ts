import { sanitizeFileName } from '#shared/catalogue/file-name.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { assertOperation, changeTender, readRecord } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { documentModel } from './document.model.ts'
import type { TenderRecord } from './tender.model.ts'
import type { TenderDocument } from './tender.ts'

/** While the notice is being written, and later for an amendment. */
const attachable = ['draft', 'returned', 'published'] as const

/**
 * Makes a finished upload a document of the tender, not yet public. The same name again is its next version; the very same file again is
 * no change. Throws `upload-not-finished`, `document-name-refused`, `tender-wrong-state`.
 */
export async function attachDocument(
  deps: NoticesDeps,
  input: { readonly id: string; readonly name: string; readonly upload: string; readonly actor: Actor },
): Promise<TenderDocument> {
  const name = sanitizeFileName(input.name)
  if (name === '') throw new DomainProblem('document-name-refused')
  const before = await readRecord(deps, input.id)
  assertOperation('attachDocument', input.actor, before)
  assertAttachable(before)
  if ((await deps.uploads.finished(input.upload)) === undefined) throw new DomainProblem('upload-not-finished')
  const { sha256, size } = await deps.uploads.adopt(input.upload)
  const document = await inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, input.id, session)
    assertAttachable(record)
    const known = [...(record.notice?.documents ?? []), ...record.attached].filter((found) => found.name === name)
    const same = known.find((found) => found.sha256 === sha256)
    if (same !== undefined) return same
    const version = Math.max(0, ...known.map((found) => found.version)) + 1
    await changeTender(deps, session, { record, set: { attached: [...record.attached, { name, version, sha256, size }] } })
    return { name, version, sha256, size }
  })
  await deps.uploads.forget(input.upload)
  return { name: document.name, version: document.version, sha256: document.sha256, size: document.size }
}

/** Removes a document no published notice lists. Throws `document-published`, `tender-wrong-state`, `not-found`. */
export async function detachDocument(
  deps: NoticesDeps,
  input: { readonly id: string; readonly sha256: string; readonly actor: Actor },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, input.id, session)
    assertOperation('detachDocument', input.actor, record)
    assertAttachable(record)
    if ((await documentModel(deps.connection).exists({ _id: input.sha256 }).session(session)) !== null)
      throw new DomainProblem('document-published')
    const attached = record.attached.filter(({ sha256 }) => sha256 !== input.sha256)
    if (attached.length === record.attached.length) throw new DomainProblem('not-found')
    await changeTender(deps, session, { record, set: { attached } })
  })
}

function assertAttachable(record: TenderRecord): void {
  if (!attachable.some((state) => state === record.state)) throw new DomainProblem('tender-wrong-state', { state: record.state })
}
