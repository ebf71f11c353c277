import { beijingDayOf } from '#shared/calendar/beijing.ts'
import { attachmentHeader } from '#shared/catalogue/file-name.ts'
import { listChangesContract } from '#shared/contracts/notices/changes.ts'
import * as publicList from '#shared/contracts/notices/public-list.ts'
import * as contracts from '#shared/contracts/notices/tenders.ts'
import { resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { presentProject } from '../projects/index.ts'
import { amendNotice } from './amend-notice.ts'
import { attachDocument, detachDocument } from './attach-document.ts'
import { readRecord } from './change-tender.ts'
import { registerCustodyRoutes } from './custody.routes.ts'
import { approveNotice, returnNotice } from './decide-notice.ts'
import type { NoticesDeps } from './deps.ts'
import { downloadDocument } from './download-document.ts'
import { announceFailure, discardTender, terminateTender } from './end-tender.ts'
import { exportTenders } from './export-tenders.ts'
import { fileNotice } from './file-notice.ts'
import { listChanges } from './list-changes.ts'
import { listDeskTenders } from './list-desk-tenders.ts'
import { listRounds } from './list-rounds.ts'
import { listTenders } from './list-tenders.ts'
import { presentRow, presentTender } from './present-tender.ts'
import { registerQuestionsRoutes } from './questions.routes.ts'
import { readFeed } from './read-feed.ts'
import { readNotices } from './read-notices.ts'
import { startTender } from './start-tender.ts'
import { resumeProject, suspendProject } from './suspend-project.ts'
import { writeDraft } from './write-draft.ts'

/** Adds the endpoints of notices, custody, questions and objections. */
export function registerNoticesRoutes(http: HttpRegistrar, deps: NoticesDeps): void {
  registerPublicRoutes(http, deps)
  registerDraftRoutes(http, deps)
  registerActRoutes(http, deps)
  registerCustodyRoutes(http, deps)
  registerQuestionsRoutes(http, deps)
}

function registerPublicRoutes(http: HttpRegistrar, deps: NoticesDeps): void {
  http.route(publicList.listTendersContract, async ({ query: { cursor, limit, ...filters } }) => {
    const { records, next } = await listTenders(deps, { filters, cursor, limit })
    return { tenders: records.map(presentRow), next }
  })
  http.route(publicList.exportTendersContract, async ({ query, at }) => ({
    bytes: await exportTenders(deps, query),
    headers: { 'content-disposition': attachmentHeader(`tenders-${beijingDayOf(at)}.csv`) },
  }))
  http.route(listChangesContract, ({ query }) => listChanges(deps, query))
  http.route(publicList.readFeedContract, async ({ query, at }) => ({ bytes: await readFeed(deps, query, at) }))
  http.route(contracts.readTenderContract, async ({ params, actor }) =>
    presentTender(await readRecord(deps, params.tender), actor),
  )
  http.route(contracts.listRoundsContract, ({ params, actor }) => listRounds(deps, params.tender, actor))
  http.route(contracts.readNoticesContract, ({ params }) => readNotices(deps, params.tender))
  http.route(contracts.downloadDocumentContract, async ({ params }) => {
    const { bytes, name, size } = await downloadDocument(deps, params.sha256)
    return {
      bytes,
      headers: {
        'content-disposition': attachmentHeader(name),
        'content-length': String(size),
        'x-content-type-options': 'nosniff',
      },
    }
  })
}

function registerDraftRoutes(http: HttpRegistrar, deps: NoticesDeps): void {
  http.route(contracts.startTenderContract, async ({ body, actor, at }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors start tenders')
    return presentTender(await startTender(deps, { ...body, actor, at }), actor)
  })
  http.route(contracts.writeDraftContract, async ({ params, body, actor, at }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors write drafts')
    return presentTender(await writeDraft(deps, { id: params.tender, ...body, actor, at }), actor)
  })
  http.route(contracts.attachDocumentContract, ({ params, body, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors attach documents')
    return attachDocument(deps, { id: params.tender, ...body, actor })
  })
  http.route(contracts.detachDocumentContract, async ({ params, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors detach documents')
    await detachDocument(deps, { id: params.tender, sha256: params.sha256, actor })
    return undefined
  })
  http.route(contracts.listDeskTendersContract, async ({ query, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors see a desk')
    const { records, next } = await listDeskTenders(deps, { actor, after: query.after })
    return { tenders: records.map((record) => presentTender(record, actor)), next }
  })
}

function registerActRoutes(http: HttpRegistrar, deps: NoticesDeps): void {
  http.route(contracts.fileNoticeContract, async ({ params, act, at }) =>
    presentTender(await fileNotice(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(contracts.returnNoticeContract, async ({ params, act, at }) =>
    presentTender(await returnNotice(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(contracts.approveNoticeContract, async ({ params, act, at }) =>
    presentTender(await approveNotice(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(contracts.amendNoticeContract, async ({ params, act, at }) =>
    presentTender(await amendNotice(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(contracts.terminateTenderContract, async ({ params, act, at }) =>
    presentTender(await terminateTender(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(contracts.announceFailureContract, async ({ params, act, at }) =>
    presentTender(await announceFailure(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(contracts.discardTenderContract, async ({ params, act, at }) =>
    presentTender(await discardTender(deps, { id: params.tender, act, at }), act.by),
  )
  http.route(suspendProjectContract, async ({ params, act, at }) =>
    presentProject(await suspendProject(deps, { id: params.project, act, at })),
  )
  http.route(resumeProjectContract, async ({ params, act, at }) =>
    presentProject(await resumeProject(deps, { id: params.project, act, at })),
  )
}
