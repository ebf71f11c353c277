import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type Bytes, utf8 } from '#shared/primitives/bytes.ts'
import { beijingTime } from '../../platform/pdf/beijing-time.ts'
import { drawable } from '../../platform/pdf/drawable.ts'
import { renderPdf } from '../../platform/pdf/render-pdf.ts'
import { signPdf } from '../../platform/pdf/sign-pdf.ts'
import { readPerson } from '../identity/index.ts'
import { actOf } from '../ledger/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { bidNamed } from './change-award.ts'
import type { AwardsDeps } from './deps.ts'

type Signature = NonNullable<AwardRecord['contract']>['signatures'][number]

/**
 * The concluded contract as PDF/A-3b (A4): its points beside the bid, its terms, who signed; attached are the text that both signed and their
 * two acts, each with its CMS signature by the party's own certificate. The platform's PAdES signature and time stamp say when both were there.
 */
export async function contractPdf(
  deps: AwardsDeps,
  input: {
    readonly award: AwardRecord
    readonly tender: PublishedTender
    readonly signatures: readonly Signature[]
    /** The act that concludes it; the earlier one is read from the ledger. */
    readonly act: VerifiedAct
    readonly at: number
  },
): Promise<Bytes> {
  const { award, tender, signatures, act, at } = input
  const { contract, winner } = award
  assertHolds(contract !== null && winner !== null, 'a contract that is concluded has a text and a winner')
  const bidder = bidNamed(award, winner.bid)
  const tenderer = award.procedure === 'procurement' ? '采购人' : '招标人'
  const { terms } = JSON.parse(contract.text) as { readonly terms: string }
  const labels = new Map(tender.envelopes.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label.zh] as const)))
  const signed = await Promise.all(
    signatures.map(async (each) => signatureRow(deps, each, { tenderer, tender, bidder: bidder.name })),
  )
  const pdf = await renderPdf({
    title: '合同',
    subtitle: drawable(tender.title),
    author: deps.config.platformName,
    createdAt: at,
    footer: `合同 ${contract.sha256}`,
    sections: [
      {
        blocks: [
          {
            kind: 'facts',
            rows: [
              ['项目编号', tender.code],
              ['标段', drawable(award.name)],
              [tenderer, drawable(tender.tendererName)],
              ['中标人', drawable(bidder.name)],
              ['合同文本 SHA-256', contract.sha256],
              ['投标文件摘要', winner.bid],
              ['时间戳', `${deps.timestamp.name}${deps.timestamp.isPlatformsOwn ? '（平台自有时间戳）' : ''}`],
              ...(tender.rulePack === 'demo' ? ([['说明', '演示规则包：法定期限已缩短，不具法律效力']] as const) : []),
            ],
          },
        ],
      },
      {
        heading: '与投标文件逐项一致',
        blocks: [
          {
            kind: 'facts',
            rows: Object.entries(bidder.fields).map(([name, value]) => [labels.get(name) ?? name, drawable(value)] as const),
          },
        ],
      },
      { heading: '合同条款', blocks: [{ kind: 'paragraph', text: drawable(terms) }] },
      {
        heading: '双方签署',
        blocks: [
          {
            kind: 'table',
            columns: [
              { title: '单位', weight: 2 },
              { title: '签署人' },
              { title: '时间', weight: 2 },
              { title: '签署操作 SHA-256', weight: 3 },
            ],
            rows: signed,
          },
          { kind: 'paragraph', text: '双方签署的文本和两份电子签名（CMS）随本文件附上，可独立核验。' },
          {
            kind: 'qr',
            address: new URL(`/verify?act=${act.sha256}`, deps.config.publicUrl).href,
            caption: '扫码核验订立本合同的签署操作。',
          },
        ],
      },
    ],
    attachments: [
      attachment('contract.json', utf8(contract.text), 'application/json', '双方签署的合同文本'),
      ...(await Promise.all(signatures.map(async ({ as, actSha256 }) => signedAct(deps, act, as, actSha256)))).flat(),
    ],
  })
  return signPdf(pdf, { signer: deps.keys.platformSigner, timestamp: deps.timestamp, at })
}

async function signatureRow(
  deps: AwardsDeps,
  { as, person, at, actSha256 }: Signature,
  names: { readonly tenderer: string; readonly tender: PublishedTender; readonly bidder: string },
): Promise<string[]> {
  const isTenderer = as === 'tenderer'
  const party = `${isTenderer ? names.tenderer : '中标人'} ${isTenderer ? names.tender.tendererName : names.bidder}`
  return [
    drawable(party),
    drawable((await readPerson(deps, person)).name),
    `${beijingTime(Date.parse(at))}（北京时间）`,
    actSha256,
  ]
}

/** An act as its signer's client sent it, and the signature over it. */
async function signedAct(deps: AwardsDeps, concluding: VerifiedAct, as: Signature['as'], sha256: string) {
  const act = sha256 === concluding.sha256 ? concluding : await actOf(deps, sha256)
  assertHolds(act !== undefined, 'the act of a signature is on the ledger')
  return [
    attachment(`${as}.json`, act.bytes, 'application/json', '签署操作'),
    attachment(`${as}.p7s`, act.p7s, 'application/pkcs7-signature', '签署操作的电子签名'),
  ]
}

function attachment(name: string, bytes: Bytes, mediaType: string, description: string) {
  return { name, bytes, mediaType, description }
}
