import type { Bytes } from '#shared/primitives/bytes.ts'
import { drawable } from '../../platform/pdf/drawable.ts'
import { renderPdf } from '../../platform/pdf/render-pdf.ts'
import { signPdf } from '../../platform/pdf/sign-pdf.ts'
import type { ReportedBid } from '../evaluation/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import type { AwardsDeps } from './deps.ts'

/**
 * The award notice (中标通知书) as PDF/A with the platform's PAdES signature and a time stamp, on the signed act that announces the winner;
 * its QR code leads to the check of that act.
 */
export async function noticePdf(
  deps: AwardsDeps,
  input: {
    readonly award: Pick<AwardRecord, 'name' | 'reportSha256' | 'procedure'>
    readonly tender: PublishedTender
    readonly winner: ReportedBid
    readonly actSha256: string
    readonly at: number
  },
): Promise<Bytes> {
  const { award, tender, winner, actSha256, at } = input
  const tenderer = award.procedure === 'procurement' ? '采购人' : '招标人'
  const labels = new Map(tender.envelopes.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label.zh] as const)))
  const pdf = await renderPdf({
    title: '中标通知书',
    subtitle: drawable(tender.title),
    author: deps.config.platformName,
    createdAt: at,
    footer: `中标通知书 ${actSha256}`,
    sections: [
      {
        blocks: [
          { kind: 'paragraph', text: `${drawable(winner.name)}：` },
          {
            kind: 'paragraph',
            text: `贵方对“${drawable(tender.title)}”${drawable(award.name)}的投标已被接受，确定为中标人。请在法定期限内与${tenderer}签订合同。`,
          },
          {
            kind: 'facts',
            rows: [
              ['项目编号', tender.code],
              ['标段', drawable(award.name)],
              [tenderer, drawable(tender.tendererName)],
              ['代理机构', drawable(tender.agencyName ?? '—')],
              ...Object.entries(winner.fields).map(([name, value]) => [labels.get(name) ?? name, drawable(value)] as const),
              ['投标文件摘要', winner.bid],
              ['评标报告摘要', award.reportSha256 ?? '—'],
              ['签发操作 SHA-256', actSha256],
              ['时间戳', `${deps.timestamp.name}${deps.timestamp.isPlatformsOwn ? '（平台自有时间戳）' : ''}`],
              ...(tender.rulePack === 'demo' ? ([['说明', '演示规则包：法定期限已缩短，不具法律效力']] as const) : []),
            ],
          },
          {
            kind: 'qr',
            address: new URL(`/verify?act=${actSha256}`, deps.config.publicUrl).href,
            caption: '扫码核验签发本通知书的操作：签名、证书与存证均在您的浏览器中计算。',
          },
        ],
      },
    ],
  })
  return signPdf(pdf, { signer: deps.keys.platformSigner, timestamp: deps.timestamp, at })
}
