import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { readAct, readActSignature, readTlogProof } from '#shared/contracts/ledger.ts'
import { getOpeningRecordPdf } from '#shared/contracts/opening-reading.ts'
import { base64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { bidders, bundleText, type Hall, type HallBid, hallOf, passStep, throughToPublished } from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'

/** A file as a chooser takes it. */
function file(name: string, content: Uint8Array | string) {
  return {
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(typeof content === 'string' ? utf8(content) : content),
  }
}

/** Gives the files to the page and waits for its verdict: the sentence at the top. */
async function verdictOf(page: Page, files: readonly ReturnType<typeof file>[]): Promise<string> {
  await page.locator('.cols > div:first-child input[type=file]').setInputFiles([...files])
  const head = page.locator('.verdict .status .head').first()
  await head.waitFor(SOON)
  return head.innerText()
}

describe('the verification page in a browser', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  let bids: HallBid[]

  before('an opening that has come to its record', async function () {
    this.timeout(120_000)
    hall = await hallOf(platform())
    bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    await passStep(hall)
    await passStep(hall)
    await platform().beat()
  })

  const open = async (options: { width?: number; language?: 'zh-CN' | 'en' } = {}, path = '/verify') => {
    const page = await browser().open({ origin: platform().origin, ...options })
    await page.goto(path)
    return page
  }
  const receiptFile = () => file('receipt.json', JSON.stringify(bids[0]?.receipt))

  it('passes a genuine receipt, says what was not checked, and adds the ledger proof when asked (B5)', async () => {
    const page = await open()
    expect(await verdictOf(page, [receiptFile()])).to.equal('回执真实有效，平台确已收到这份投标。')
    expect(await page.getByText('没有放进存证证明').count()).to.equal(1)
    await page.getByRole('button', { name: '向平台取存证证明' }).click()
    await page.getByText('证明通向已签名的存证根').waitFor(SOON)
    expect(await page.locator('.ck.fail').count()).to.equal(0)
    await expectAccessible(page)
  })

  it('takes receipt and proof dropped together, without the network once the page is there', async () => {
    const entry = (JSON.parse(bids[0]?.receipt.receipt ?? '{}') as { entry: string }).entry
    const proof = fromUtf8(await platform().client.call(readTlogProof, { params: { c: entry } }))
    const page = await open()
    await page.getByText('本平台自己公布的根证书与存证公钥').waitFor(SOON)
    await page.context().setOffline(true)
    expect(await verdictOf(page, [receiptFile(), file('entry.tlog-proof', proof)])).to.include('真实有效')
    await page.getByText('证明通向已签名的存证根').waitFor(SOON)
    await page.context().setOffline(false)
  })

  it('says of a tampered receipt what does not hold, what it means and what to do', async () => {
    const receipt = bids[0]?.receipt
    const tampered = { ...receipt, receipt: receipt?.receipt.replace(/"receivedAt":"(\d)/, '"receivedAt":"9') }
    const page = await open()
    expect(await verdictOf(page, [file('receipt.json', JSON.stringify(tampered))])).to.match(/投标回执：有 \d 项不符/)
    const failed = page.locator('.ck.fail').first()
    expect(await failed.innerText())
      .to.include('这意味着')
      .and.to.include('该怎么办')
    await expectAccessible(page)
  })

  it('passes the signed PDF of the record, and fails one altered or added to after it was signed', async () => {
    const pdf = await platform().client.call(getOpeningRecordPdf, { params: { tender: hall.tender.id } })
    const page = await open()
    expect(await verdictOf(page, [file('record.pdf', pdf)])).to.equal('签章真实有效，文件自签章后未被改动。')
    const altered = pdf.slice()
    altered[600] = (altered[600] ?? 0) ^ 1
    expect(await verdictOf(await open(), [file('record.pdf', altered)])).to.include('不符')
    const added = new Uint8Array([...pdf, ...utf8('\n% more\n%%EOF\n')])
    expect(await verdictOf(await open(), [file('record.pdf', added)])).to.include('不符')
  })

  it('passes a whole opening by its address and by its file, and fails one with another price (O8)', async () => {
    const page = await open({ width: 360, language: 'en' }, `/verify?tender=${hall.tender.id}`)
    await page.getByText('The whole opening agrees with the ledger').waitFor(SOON)
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    const text = await bundleText(hall)
    const price = bids[0]?.bid === undefined ? '' : '1000000.00'
    const lie = text.replaceAll(price, '1000001.00')
    expect(lie).not.to.equal(text)
    const failed = await open()
    expect(await verdictOf(failed, [file('opening.json', lie)])).to.match(/开标核验包：有 \d+ 项不符/)
    expect(await failed.locator('.ck.fail').count()).to.be.greaterThan(0)
  })

  it('passes a signed act by its digest, as one file and as two, and fails another text under the same signature', async () => {
    const sha256 = hall.tender.noticeSha256 ?? ''
    const page = await open({}, `/verify?act=${sha256}`)
    await page.getByText('签名真实有效，文本未被改动。').waitFor(SOON)
    await page.getByText('由链上事件指明').waitFor(SOON)
    const act = await platform().client.call(readAct, { params: { sha256 } })
    const p7s = await platform().client.call(readActSignature, { params: { sha256 } })
    expect(await verdictOf(await open(), [file('act.json', act), file('act.p7s', p7s)])).to.include('真实有效')
    const joined = { act: fromUtf8(act).replace('"round":1', '"round":2'), p7s: base64url(p7s) }
    expect(await verdictOf(await open(), [file('act.json', JSON.stringify(joined))])).to.match(/签名操作：有 \d 项不符/)
  })

  it('says that the verifier did not come over the network, and fetches it again when asked', async () => {
    const page = await browser().open({ origin: platform().origin })
    await page.route(/verify-worker-/, (route) => route.abort())
    await page.goto('/verify')
    expect(await verdictOf(page, [receiptFile()])).to.equal('网络中断，这一部分没有加载出来。')
    await page.unroute(/verify-worker-/)
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByText('回执真实有效，平台确已收到这份投标。').waitFor(SOON)
  })

  it('stops when asked, and verifies what comes next', async () => {
    const page = await browser().open({ origin: platform().origin })
    // The act never comes: the verification waits for it until it is stopped.
    await page.route(/\/api\/acts\//, () => undefined)
    await page.goto(`/verify?act=${hall.tender.noticeSha256 ?? ''}`)
    await page.getByRole('button', { name: '停止核验' }).click()
    await page.getByText('开标大厅“核验包”下载的 JSON').waitFor(SOON)
    expect(await verdictOf(page, [receiptFile()])).to.include('真实有效')
  })

  it('answers a wrong file with a sentence that says what it is and what to bring', async () => {
    const page = await open()
    const cases = [
      [file('photo.jpg', new Uint8Array([255, 216, 255, 224, 0, 16])), '这不是本页能核验的文件。'],
      [file('cut.json', '{"v":"opening/1","platfo'), '文件不完整'],
      [file('scan.pdf', '%PDF-1.7\nnothing\n%%EOF\n'), '这份 PDF 没有电子签章。'],
      [file('empty.json', ''), '文件是空的。'],
      [file('all.zip', new Uint8Array([80, 75, 3, 4, 0, 0])), '这是压缩包，但不是项目档案包。'],
      [file('keep.json', '{"v":"keep/1"}'), '这是您的保管文件'],
    ] as const
    for (const [wrong, sentence] of cases) {
      await page.locator('.cols > div:first-child input[type=file]').setInputFiles([wrong])
      await page.locator('.verdict .head', { hasText: sentence }).waitFor(SOON)
    }
  })
})
