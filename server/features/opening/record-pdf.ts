import { z } from 'zod'
import type { OpeningStage } from '#shared/catalogue/letter-form.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, utf8 } from '#shared/primitives/bytes.ts'
import { drawable } from '../../platform/pdf/drawable.ts'
import { renderPdf } from '../../platform/pdf/render-pdf.ts'
import { signPdf } from '../../platform/pdf/sign-pdf.ts'
import type { TimestampSource } from '../../platform/timestamp/timestamp-source.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { PaperSignature } from './opening.model.ts'

/** What the PDF shows of the record; the record itself is attached to it, whole. */
const shownRecord = z.looseObject({
  code: z.string(),
  title: z.string(),
  tenderer: z.string(),
  agency: z.string().nullable(),
  deadlineAt: z.string(),
  lots: z.array(
    z.looseObject({
      name: z.string(),
      liveBids: z.number().nullable(),
      isFailed: z.boolean(),
      ceilingPrice: z.string().nullable(),
      bids: z.array(
        z.looseObject({
          number: z.number(),
          bidder: z.string().nullable(),
          receivedAt: z.string().nullable(),
          fields: z.record(z.string(), z.string()).nullable(),
          cause: z.looseObject({ code: z.string(), attributedTo: z.string(), detail: z.string() }).nullable(),
        }),
      ),
    }),
  ),
  objections: z.array(
    z.looseObject({ party: z.string(), text: z.string(), answer: z.looseObject({ text: z.string() }).nullable() }),
  ),
})

const titles: Readonly<Record<OpeningStage, string>> = { opening: '开标记录', price: '第二次开标记录（报价）' }

/** The opening record (O8) as PDF/A with the platform's PAdES signature and a time stamp; the JSON that was signed is attached. */
export async function recordPdf(
  deps: {
    readonly keys: { readonly platformSigner: Signer }
    readonly timestamp: TimestampSource
    readonly config: { readonly platformName: string; readonly publicUrl: string }
  },
  input: {
    readonly text: string
    readonly sha256: string
    readonly signatures: readonly PaperSignature[]
    readonly stage: OpeningStage
    readonly tender: PublishedTender
    readonly at: number
  },
): Promise<Bytes> {
  const record = shownRecord.parse(JSON.parse(input.text))
  const names = fieldLabels(input.tender)
  const pdf = await renderPdf({
    title: titles[input.stage],
    subtitle: drawable(record.title),
    author: deps.config.platformName,
    createdAt: input.at,
    footer: `${titles[input.stage]} ${input.sha256}`,
    sections: [
      {
        blocks: [
          {
            kind: 'facts',
            rows: [
              ['项目编号', record.code],
              ['招标人', drawable(record.tenderer)],
              ['招标代理', drawable(record.agency ?? '—')],
              ['投标截止时间', record.deadlineAt],
              ['记录摘要 SHA-256', input.sha256],
              ['时间戳', `${deps.timestamp.name}${deps.timestamp.isPlatformsOwn ? '（平台自有时间戳）' : ''}`],
              ...(input.tender.rulePack === 'demo' ? ([['说明', '演示规则包：法定期限已缩短，不具法律效力']] as const) : []),
            ],
          },
        ],
      },
      ...record.lots.map((lot) => ({
        heading: drawable(lot.name),
        blocks: [
          {
            kind: 'facts' as const,
            rows: [
              ['最高限价', lot.ceilingPrice ?? '—'] as const,
              ['有效投标', lot.isFailed ? `${lot.liveBids ?? 0}（不足三家，流标）` : String(lot.liveBids ?? 0)] as const,
            ],
          },
          {
            kind: 'table' as const,
            columns: [
              { title: '序号', weight: 0.5 },
              { title: '投标人', weight: 2 },
              { title: '递交时间', weight: 1.6 },
              { title: '投标内容', weight: 3 },
            ],
            rows: lot.bids.map((bid) => [
              String(bid.number),
              drawable(bid.bidder ?? '—'),
              bid.receivedAt ?? '—',
              drawable(contentOf(bid, names)),
            ]),
          },
        ],
      })),
      {
        heading: '异议',
        blocks:
          record.objections.length === 0
            ? [{ kind: 'paragraph' as const, text: '无异议。' }]
            : record.objections.map(({ party, text, answer }) => ({
                kind: 'paragraph' as const,
                text: drawable(`${party}：${text}\n答复：${answer?.text ?? '（未答复）'}`),
              })),
      },
      {
        heading: '签署',
        blocks: [
          {
            kind: 'table',
            columns: [
              { title: '身份', weight: 1 },
              { title: '时间', weight: 1.5 },
              { title: '签名操作 SHA-256', weight: 4 },
            ],
            rows: input.signatures.map(({ as, at, actSha256, isRefusal }) => [isRefusal ? `${as}（拒签）` : as, at, actSha256]),
          },
          { kind: 'paragraph', text: '未签署者视为逾期沉默，不影响本记录的效力。' },
          {
            kind: 'qr',
            address: new URL(`/verify?tender=${input.tender._id}`, deps.config.publicUrl).href,
            caption: '扫码重新核验整个开标过程：清单、密文、解密与记录均在您的浏览器中计算。',
          },
        ],
      },
    ],
    attachments: [
      { name: 'opening-record.json', bytes: utf8(input.text), mediaType: 'application/json', description: 'opening-record/1' },
    ],
  })
  return signPdf(pdf, { signer: deps.keys.platformSigner, timestamp: deps.timestamp, at: input.at })
}

function fieldLabels(tender: PublishedTender): ReadonlyMap<string, string> {
  return new Map(tender.envelopes.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label.zh] as const)))
}

function contentOf(
  bid: {
    readonly fields: Record<string, string> | null
    readonly cause: { readonly code: string; readonly attributedTo: string; readonly detail: string } | null
  },
  labels: ReadonlyMap<string, string>,
): string {
  if (bid.cause !== null) return `未开启：${bid.cause.code}（责任方：${bid.cause.attributedTo}）${bid.cause.detail}`
  return Object.entries(bid.fields ?? {})
    .map(([name, value]) => `${labels.get(name) ?? name}：${value}`)
    .join('\n')
}
