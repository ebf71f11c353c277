import { earliestAfter } from '#shared/calendar/period.ts'
import { clockOf } from '#shared/catalogue/catalogue.ts'
import type { PeriodName, StatutoryPeriod } from '#shared/catalogue/clocks.ts'
import type { EnvelopeForm, EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { envelopeNames } from '#shared/catalogue/letter-form.ts'
import { type Notice, type NoticeDraft, noticeDraftField } from '#shared/catalogue/notice.ts'
import { type RulePack, rulePack } from '#shared/catalogue/rule-pack.ts'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'
import { typedYuan } from '../../../ui/typed-yuan.ts'
import type { DeskTender } from '../reading.ts'

/** An envelope as it is edited: absent ones are not asked for. */
export interface EditedEnvelope {
  readonly isAsked: boolean
  /** Opened later, after the scores are locked; of the commercial one only. */
  readonly isLater?: boolean | undefined
  readonly fields: EnvelopeForm['fields']
  readonly files: EnvelopeForm['files']
}

/** The bid deposit of a lot as it is edited. */
export interface EditedDeposit {
  readonly isAsked?: boolean | undefined
  readonly amount?: string | undefined
  readonly payment?: string | undefined
}

/** The notice as it is edited: a draft whose times and envelopes may still be incomplete. */
export interface Edited
  extends Omit<
    NoticeDraft,
    'publishAt' | 'documentsUntil' | 'questionsUntil' | 'deadlineAt' | 'seats' | 'envelopes' | 'deposits'
  > {
  readonly publishAt: Instant | undefined
  readonly documentsUntil: Instant | undefined
  readonly questionsUntil: Instant | undefined
  readonly deadlineAt: Instant | undefined
  /** Party of each seat, in order. */
  readonly seats: readonly (string | undefined)[]
  readonly envelopes: Readonly<Record<EnvelopeName, EditedEnvelope>>
  /** By lot. */
  readonly deposits?: Readonly<Record<string, EditedDeposit>> | undefined
}

const label = (zh: string, en: string) => ({ zh, en })
const usualFields: Readonly<Record<EnvelopeName, EditedEnvelope>> = {
  qualification: {
    isAsked: true,
    fields: [{ name: 'project-manager', label: label('项目经理', 'Project manager'), type: 'text', isRequired: true }],
    files: [{ name: 'licences', label: label('资格证明文件', 'Proof of qualification'), isRequired: true }],
  },
  technical: {
    isAsked: false,
    fields: [],
    files: [{ name: 'technical-bid', label: label('技术标', 'Technical bid'), isRequired: true }],
  },
  commercial: {
    isAsked: true,
    fields: [
      { name: 'price', label: label('投标总价（元）', 'Total price (yuan)'), type: 'price', isRequired: true },
      { name: 'period', label: label('工期（日历天）', 'Period (calendar days)'), type: 'days', isRequired: true },
      { name: 'quality', label: label('质量标准', 'Quality'), type: 'quality', isRequired: true },
    ],
    files: [{ name: 'price-sheet', label: label('报价书', 'Price sheet'), isRequired: true }],
  },
}

/** What the form begins with: the published notice, the draft, or the usual values with the shortest lawful times from `now` (ms). */
export function editedOf(tender: DeskTender, now: number): Edited {
  const { draft } = tender.desk ?? { draft: null }
  const source: NoticeDraft | Omit<Notice, 'seats'> | null = tender.state === 'published' ? tender.notice : draft
  const pack = rulePack(tender.rulePack)
  const threshold = tender.desk?.usualThreshold ?? { k: 3, n: 5 }
  if (source === null) {
    const publishAt = instantOf(now + (pack.isShortened ? 60_000 : 3_600_000))
    const times = shortestTimes(pack, tender.category, publishAt)
    return {
      title: tender.title,
      summary: '',
      text: '',
      qualification: '',
      evaluation: { method: 'lowest-evaluated-price', text: '' },
      publishAt,
      ...times,
      openingPolicy: { kind: 'both', ...threshold, windows: { ...pack.windows.usual } },
      seats: Array.from({ length: threshold.n }, () => undefined),
      envelopes: usualFields,
      limits: { maxEnvelopeBytes: 1_073_741_824 },
    }
  }
  const seats = draft?.seats ?? tender.custodians
  const { title, summary, text, qualification, evaluation, publishAt, documentsUntil, questionsUntil, deadlineAt } = source
  const { openingPolicy, limits } = source
  const texts = { title, summary, text, qualification, evaluation, openingPolicy, limits }
  return {
    ...texts,
    publishAt,
    documentsUntil,
    questionsUntil,
    deadlineAt,
    seats: seats.map(({ party }) => party),
    envelopes: envelopesOf(source.envelopes),
    deposits: Object.fromEntries(
      (source.deposits ?? []).map(({ lot, amount, payment }) => [lot, { isAsked: true, amount, payment }]),
    ),
  }
}

/** The draft that a complete form says; undefined while something is missing. */
export function draftOf(edited: Edited): NoticeDraft | undefined {
  const { deposits, ...written } = edited
  const asked = depositsOf(deposits)
  const parsed = noticeDraftField.safeParse({
    ...written,
    seats: edited.seats.map((party, index) => ({ i: index + 1, party })),
    envelopes: envelopeNames.flatMap((name) => {
      const { isAsked, isLater, fields, files } = edited.envelopes[name]
      return isAsked ? [{ name, opensAt: isLater === true ? 'price' : 'opening', fields, files }] : []
    }),
    // A notice that asks for none says nothing of them.
    ...(asked.length === 0 ? {} : { deposits: asked }),
  })
  return parsed.success ? parsed.data : undefined
}

/** The deposits asked for, as a notice states them. */
function depositsOf(deposits: Edited['deposits'] = {}) {
  return Object.entries(deposits).flatMap(([lot, { isAsked, amount, payment }]) =>
    isAsked === true ? [{ lot, amount: typedYuan(amount ?? ''), payment: payment?.trim() }] : [],
  )
}

/** The whole notice an amendment makes of the one in force (N4): the form's texts, times and envelopes, new versions of documents. */
export function amendedNotice(
  tender: DeskTender,
  edited: Edited,
  change: { readonly changes: string; readonly affectsBids: boolean },
): Notice | undefined {
  const draft = draftOf(edited)
  const { notice, noticeSha256 } = tender
  if (draft === undefined || notice === null || noticeSha256 === null) return undefined
  const { seats: _, openingPolicy: __, publishAt: ___, ...written } = draft
  // What is asked for no more is left out, not carried on.
  const { deposits: ____, ...inForce } = notice
  const attached = tender.desk?.attached ?? []
  const replaced = new Set(attached.map(({ name }) => name))
  const documents = [...notice.documents.filter(({ name }) => !replaced.has(name)), ...attached]
  return { ...inForce, ...written, documents, amends: { notice: noticeSha256, ...change } }
}

/** A statutory minimum of the form: what it holds, from when it counts, and the earliest lawful moment. */
export interface HeldTime {
  readonly period: PeriodName
  readonly rule: StatutoryPeriod
  readonly earliestAt: Instant
  readonly isKept: boolean
}

/** The periods that hold a time of the form when it is published at `publishAt` (N2, N3, G1, G2). */
export function heldTime(
  pack: RulePack,
  category: string,
  name: 'documentsUntil' | 'deadlineAt',
  publishAt: Instant | undefined,
  value: Instant | undefined,
): HeldTime | undefined {
  if (publishAt === undefined) return undefined
  const period: PeriodName = name === 'deadlineAt' ? 'issue-to-deadline' : 'documents-available'
  const rule = clockOf(pack, category).periods[period]
  const earliest = earliestAfter(pack.calendar, millisOf(publishAt), rule.applied)
  return { period, rule, earliestAt: instantOf(earliest), isKept: value !== undefined && millisOf(value) >= earliest }
}

/** The shortest times the law allows from a publication on. */
function shortestTimes(pack: RulePack, category: string, publishAt: Instant) {
  const deadline = heldTime(pack, category, 'deadlineAt', publishAt, undefined)?.earliestAt
  const documents = heldTime(pack, category, 'documentsUntil', publishAt, undefined)?.earliestAt
  return { documentsUntil: documents, questionsUntil: documents, deadlineAt: deadline }
}

function envelopesOf(forms: readonly EnvelopeForm[]): Edited['envelopes'] {
  const edited = (name: EnvelopeName): EditedEnvelope => {
    const form = forms.find((candidate) => candidate.name === name)
    return form === undefined
      ? { isAsked: false, fields: [], files: [] }
      : { isAsked: true, isLater: form.opensAt !== 'opening', fields: form.fields, files: form.files }
  }
  return { qualification: edited('qualification'), technical: edited('technical'), commercial: edited('commercial') }
}
