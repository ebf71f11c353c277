import { z } from 'zod'
import { subjectKinds } from '../../catalogue/categories.ts'
import { defineContract } from '../contract.ts'
import { yuanField } from '../fields.ts'
import { tenderRow } from './tender-row.ts'

/** The states of the public list, as people name them: each stands for states of the table and moments. */
const publicStatuses = ['bidding', 'closed', 'opening', 'opened', 'failed', 'terminated'] as const

/** A day of the Beijing calendar in a query. */
const dayField = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** The filters of the public list; they stand in the address. */
export const filters = z.object({
  /** Words to be found in title, number, parties, region or summary; all of them. */
  q: z.string().max(100).optional(),
  code: z.string().max(40).optional(),
  category: z.string().max(40).optional(),
  kind: z.enum(subjectKinds).optional(),
  /** Beginning of an industry code: a letter, or more. */
  industry: z
    .string()
    .regex(/^[A-T]\d{0,4}$/)
    .optional(),
  /** Beginning of a region code: two, four or six digits. */
  region: z
    .string()
    .regex(/^(?:\d{2}){1,3}$/)
    .optional(),
  method: z.string().max(40).optional(),
  status: z.enum(publicStatuses).optional(),
  /** Without a status: running tenders only (the default), or all there are. */
  scope: z.enum(['active', 'all']).default('active'),
  budgetFrom: yuanField.optional(),
  budgetTo: yuanField.optional(),
  dateKind: z.enum(['published', 'deadline']).default('published'),
  /** Beijing days, both included. */
  dateFrom: dayField.optional(),
  dateTo: dayField.optional(),
  tenderer: z.string().max(100).optional(),
  agency: z.string().max(100).optional(),
  /** Default: closing soonest for running tenders, newest otherwise. */
  sort: z.enum(['closing', 'newest', 'oldest', 'budget']).optional(),
})

/** The public list of tenders. */
export const listTendersContract = defineContract({
  id: 'listTenders',
  method: 'GET',
  path: '/api/tenders',
  summary: { zh: '招标公告列表', en: 'The public list of tenders' },
  query: filters.extend({
    /** Where the page before ended; it stays true while tenders come and go. */
    cursor: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,200}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: { kind: 'json', status: 200, schema: z.object({ tenders: z.array(tenderRow), next: z.string().nullable() }) },
  problems: ['cursor-refused'],
})

/** The same list as a table, up to 5,000 rows. */
export const exportTendersContract = defineContract({
  id: 'exportTenders',
  method: 'GET',
  path: '/api/tenders.csv',
  summary: { zh: '导出招标公告列表', en: 'Export the public list' },
  query: filters,
  answer: { kind: 'bytes', status: 200, mediaType: 'text/csv; charset=utf-8', headers: ['content-disposition'] },
})

/** The newest notices of every kind and answers as an Atom feed (RFC 4287), filtered like the lists. */
export const readFeedContract = defineContract({
  id: 'readFeed',
  method: 'GET',
  path: '/api/notices.atom',
  summary: { zh: '公告订阅源', en: 'Feed of notices' },
  query: filters.pick({ category: true, region: true }).extend({
    /** Only what the list of changes has. */
    channel: z.enum(['changes']).optional(),
  }),
  answer: { kind: 'bytes', status: 200, mediaType: 'application/atom+xml; charset=utf-8' },
})
