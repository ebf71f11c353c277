import { z } from 'zod'
import { noticeDraftField, noticeField, tenderDocumentField } from '../../catalogue/notice.ts'
import { tenderStates } from '../../lifecycle/tender.ts'
import { defineContract } from '../contract.ts'
import { digestField, idField, instantField, proseField } from '../fields.ts'
import { noticeKinds, publishedActAnswer, tenderAnswer } from './answers.ts'

const params = z.object({ tender: idField })
const seen = z.strictObject({ tender: idField, version: z.int().min(1) })
const reason = z.strictObject({ reason: proseField.max(4000) })
const answer = { kind: 'json', status: 200, schema: tenderAnswer } as const

/** Begins a notice round for lots of an accepted project. */
export const startTenderContract = defineContract({
  id: 'startTender',
  method: 'POST',
  path: '/api/tenders',
  summary: { zh: '新建招标公告（新一轮）', en: 'Begin a notice round' },
  body: z.strictObject({ project: idField, lots: z.array(idField).min(1).max(50) }),
  answer: { kind: 'json', status: 201, schema: tenderAnswer },
  problems: ['project-wrong-state', 'project-suspended', 'lot-unknown', 'lot-already-tendered'],
})

/** Saves the draft. Custodians who had accepted another opening policy are asked again. */
export const writeDraftContract = defineContract({
  id: 'writeDraft',
  method: 'PUT',
  path: '/api/tenders/:tender/draft',
  summary: { zh: '保存公告草稿', en: 'Save the draft of a notice' },
  params,
  body: z.strictObject({ version: z.int().min(1), draft: noticeDraftField }),
  answer,
  problems: [
    'tender-wrong-state',
    'opening-policy-refused',
    'letter-form-refused',
    'party-not-in-role',
    'period-too-short',
    'window-too-short',
    'lot-unknown',
    'deposit-too-high',
  ],
})

/** Attaches a finished upload as a tender document; the same name again is its next version. */
export const attachDocumentContract = defineContract({
  id: 'attachDocument',
  method: 'POST',
  path: '/api/tenders/:tender/documents',
  summary: { zh: '添加招标文件', en: 'Attach a tender document' },
  params,
  body: z.strictObject({ name: z.string().min(1).max(300), upload: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
  answer: { kind: 'json', status: 201, schema: tenderDocumentField },
  problems: ['tender-wrong-state', 'upload-not-finished', 'document-name-refused'],
})

/** Removes an attached document no published notice lists. */
export const detachDocumentContract = defineContract({
  id: 'detachDocument',
  method: 'DELETE',
  path: '/api/tenders/:tender/documents/:sha256',
  summary: { zh: '移除未发布的招标文件', en: 'Remove an unpublished document' },
  params: params.extend({ sha256: digestField }),
  answer: { kind: 'empty', status: 204 },
  problems: ['tender-wrong-state', 'document-published'],
})

/** A tender; drafts only for those who prepare or review them. */
export const readTenderContract = defineContract({
  id: 'readTender',
  method: 'GET',
  path: '/api/tenders/:tender',
  summary: { zh: '招标项目详情', en: 'A tender' },
  params,
  answer,
})

/** The other rounds of a tender's lots, before and after it: what was tendered again, and where. */
export const listRoundsContract = defineContract({
  id: 'listRounds',
  method: 'GET',
  path: '/api/tenders/:tender/rounds',
  summary: { zh: '同一标段的各轮招标', en: 'The other rounds of a tender’s lots' },
  params,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      rounds: z.array(
        z.strictObject({
          tender: idField,
          round: z.int(),
          state: z.enum(tenderStates),
          publishedAt: instantField.nullable(),
          /** Lots of both rounds. */
          lots: z.array(idField),
          /** Of these, the ones that ended there without an award. */
          failedLots: z.array(idField),
        }),
      ),
    }),
  },
  problems: ['not-found'],
})

/** Files the notice with the regulator (备案): the whole notice is signed. */
export const fileNoticeContract = defineContract({
  id: 'fileNotice',
  method: 'POST',
  path: '/api/tenders/:tender/file',
  summary: { zh: '公告备案', en: 'File a notice' },
  params,
  act: { type: 'notice.file', subject: seen, body: noticeField },
  answer,
  problems: [
    'tender-wrong-state',
    'tender-suspended',
    'notice-differs',
    'custodians-missing',
    'documents-missing',
    'period-too-short',
    'opening-policy-refused',
    'lot-unknown',
    'deposit-too-high',
  ],
})

/** The regulator returns a filed notice. */
export const returnNoticeContract = defineContract({
  id: 'returnNotice',
  method: 'POST',
  path: '/api/tenders/:tender/return',
  summary: { zh: '退回公告', en: 'Return a notice' },
  params,
  act: { type: 'notice.return', subject: seen, body: reason },
  answer,
  problems: ['tender-wrong-state'],
})

/** The regulator accepts the filing: published at the time the notice says, or at once when that has passed. */
export const approveNoticeContract = defineContract({
  id: 'approveNotice',
  method: 'POST',
  path: '/api/tenders/:tender/approve',
  summary: { zh: '公告备案通过', en: 'Approve a notice' },
  params,
  act: { type: 'notice.approve', subject: seen.extend({ notice: digestField }), body: z.strictObject({}) },
  answer,
  problems: ['tender-wrong-state', 'tender-suspended', 'period-too-short'],
})

/** Amends a published notice by a whole new one; the deadline moves by N4 and G3. */
export const amendNoticeContract = defineContract({
  id: 'amendNotice',
  method: 'POST',
  path: '/api/tenders/:tender/amend',
  summary: { zh: '澄清与变更公告', en: 'Amend a notice' },
  params,
  act: { type: 'notice.amend', subject: seen, body: noticeField },
  answer,
  problems: [
    'tender-wrong-state',
    'tender-suspended',
    'notice-differs',
    'opening-policy-fixed',
    'documents-missing',
    'period-too-short',
    'deadline-passed',
    'lot-unknown',
    'deposit-too-high',
  ],
})

/** Terminates a tender (N12). Deposits, where there are any, are returned. */
export const terminateTenderContract = defineContract({
  id: 'terminateTender',
  method: 'POST',
  path: '/api/tenders/:tender/terminate',
  summary: { zh: '终止公告', en: 'Terminate a tender' },
  params,
  act: { type: 'notice.terminate', subject: seen, body: reason },
  answer,
  problems: ['tender-wrong-state'],
})

/** Publishes the notice of a failed tender (流标公告). */
export const announceFailureContract = defineContract({
  id: 'announceFailure',
  method: 'POST',
  path: '/api/tenders/:tender/announce-failure',
  summary: { zh: '流标公告', en: 'Announce a failed tender' },
  params,
  act: {
    type: 'notice.announce-failure',
    subject: seen,
    body: z.strictObject({ reason: proseField.max(4000), next: z.enum(['new-round', 'no-new-round']) }),
  },
  answer,
  problems: ['tender-wrong-state', 'already-announced'],
})

/** Drops a draft for good. */
export const discardTenderContract = defineContract({
  id: 'discardTender',
  method: 'POST',
  path: '/api/tenders/:tender/discard',
  summary: { zh: '放弃草稿', en: 'Discard a draft' },
  params,
  act: { type: 'notice.discard', subject: seen, body: reason },
  answer,
  problems: ['tender-wrong-state'],
})

/** Every published notice act of a tender, oldest first, to be checked by anybody. */
export const readNoticesContract = defineContract({
  id: 'readNotices',
  method: 'GET',
  path: '/api/tenders/:tender/notices',
  summary: { zh: '公告及变更的签名原文', en: 'The signed notices of a tender' },
  params,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.object({ notices: z.array(publishedActAnswer.extend({ kind: z.enum(noticeKinds) })) }),
  },
})

/** The work list: every tender the caller prepares, reviews or watches. */
export const listDeskTendersContract = defineContract({
  id: 'listDeskTenders',
  method: 'GET',
  path: '/api/desk/tenders',
  summary: { zh: '我的招标项目', en: 'My tenders' },
  query: z.object({ after: idField.optional() }),
  answer: { kind: 'json', status: 200, schema: z.object({ tenders: z.array(tenderAnswer), next: idField.nullable() }) },
})

/** A tender document by its digest. Nobody is counted or logged (rule P9), nobody must register (P8). */
export const downloadDocumentContract = defineContract({
  id: 'downloadDocument',
  method: 'GET',
  path: '/api/documents/:sha256',
  summary: { zh: '下载招标文件', en: 'Download a tender document' },
  params: z.object({ sha256: digestField }),
  isSecret: true,
  answer: {
    kind: 'bytes',
    status: 200,
    mediaType: 'application/octet-stream',
    headers: ['content-disposition', 'content-length'],
  },
})
