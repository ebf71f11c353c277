import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { CmsRefused } from '#shared/pki/cms-signature.ts'
import { signerFromKey } from '#shared/pki/signer.ts'
import { verifyTimestamp } from '#shared/pki/timestamp.ts'
import { type Bytes, concat, hex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import type { Pki } from '../../certs/make.ts'
import { checkPdfAStructure } from '../../server/platform/pdf/check-pdf-a.ts'
import type { PdfDescription } from '../../server/platform/pdf/description.ts'
import { GlyphsMissing, undrawableCharacters } from '../../server/platform/pdf/fonts.ts'
import { PdfRefused } from '../../server/platform/pdf/pdf-file.ts'
import { qrRuns } from '../../server/platform/pdf/qr-runs.ts'
import { readPdfSignatures } from '../../server/platform/pdf/read-pdf-signatures.ts'
import { renderPdf } from '../../server/platform/pdf/render-pdf.ts'
import { signPdf } from '../../server/platform/pdf/sign-pdf.ts'
import { createTimestampAuthority, type TimestampAuthority } from '../../server/platform/timestamp/create-timestamp-authority.ts'
import { TEST_PKI_AT as AT, random, SOMEBODY, testPki, withFolder } from '../support/pki.ts'

const RECORD: PdfDescription = {
  title: '开标记录 & <更正>',
  subtitle: '城中区道路改造工程施工',
  author: '某市公共资源交易中心',
  createdAt: AT,
  footer: `开标记录　SHA-256 ${'0123456789abcdef'.repeat(4)}`,
  sections: [
    {
      heading: '一、项目',
      blocks: [
        {
          kind: 'facts',
          rows: [
            ['项目编号', 'E3201000001'],
            ['招标人', '某某城市建设投资有限公司'],
            ['摘要', '长'.repeat(300)],
          ],
        },
        { kind: 'paragraph', text: '第一行。\n第二行 with Latin & <markup>, ￥12,345.67。' },
      ],
    },
    {
      heading: '二、投标',
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: '序号' },
            { title: '投标人', weight: 3 },
            { title: '报价（元）', weight: 2, align: 'right' },
            { title: '说明', weight: 2 },
          ],
          rows: Array.from({ length: 60 }, (_, index) => [
            String(index + 1),
            `某某建设工程有限公司第${index + 1}分公司`,
            '12345678.90',
            index === 40 ? '说明很长，一页放不下。'.repeat(120) : '有效',
          ]),
        },
      ],
    },
  ],
}

/** What a tool says of a file; undefined where the tool is not installed: the structural check stands alone then. */
async function ask(
  tool: string,
  args: readonly string[],
  bytes: Bytes,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string | undefined> {
  return withFolder(async (folder) => {
    await writeFile(join(folder, 'file.pdf'), bytes)
    const done = spawnSync(tool, [...args.map((argument) => (argument === 'FILE' ? 'file.pdf' : argument))], {
      cwd: folder,
      encoding,
    })
    return done.error === undefined ? `${done.stdout}${done.stderr}` : undefined
  })
}

describe('a record as PDF', () => {
  let record: Bytes

  before(async () => {
    record = await renderPdf(RECORD)
  })

  it('has the structure of PDF/A-2b and is small', async () => {
    expect(checkPdfAStructure(record)).to.deep.equal([])
    expect(record.length).to.be.below(60_000)
    const checked = await ask('qpdf', ['--check', 'FILE'], record)
    if (checked !== undefined) expect(checked).to.include('No syntax or stream encoding errors found')
    const fonts = await ask('pdffonts', ['FILE'], record)
    if (fonts !== undefined)
      expect(fonts.match(/NotoSansSC-(?:Regular|Bold)\s+CID TrueType\s+Identity-H\s+yes yes yes/g)).to.have.length(2)
  })

  it('is the same bytes for the same description, and others for another moment', async () => {
    expect(hex(sha256(await renderPdf(RECORD)))).to.equal(hex(sha256(record)))
    expect(hex(sha256(await renderPdf({ ...RECORD, createdAt: AT + 60_000 })))).not.to.equal(hex(sha256(record)))
  })

  it('holds every word, also of a row longer than a page, heading and footer on each page', async () => {
    const text = await ask('pdftotext', ['-raw', 'FILE', '-'], record)
    if (text === undefined) return
    const joined = text.replaceAll(/\s/g, '')
    expect(joined.split('说明很长，一页放不下。').length - 1).to.be.within(115, 120)
    expect(joined).to.include('第60分公司').and.to.include('withLatin&<markup>,￥12,345.67。')
    const pages = Number(/共(\d+)页/.exec(joined)?.[1])
    expect(pages).to.be.greaterThan(3)
    expect(joined.split('0123456789abcdef'.repeat(4)).length - 1).to.equal(pages)
    expect(joined.split('序号投标人').length - 1).to.be.greaterThan(2)
  })

  it('draws the QR code of an address module by module', async () => {
    const address = `https://kaibiao.test/verify?act=${'0123456789abcdef'.repeat(4)}`
    const qr: PdfDescription = { ...RECORD, title: '码', sections: [{ blocks: [{ kind: 'qr', address, caption: '核验' }] }] }
    delete (qr as { subtitle?: string }).subtitle
    const pdf = await renderPdf(qr)
    expect(checkPdfAStructure(pdf)).to.deep.equal([])
    const { size, runs } = qrRuns(address)
    const isDark = (x: number, y: number) => runs.some((run) => run.y === y && run.x <= x && x < run.x + run.width)
    for (const [x, y] of [
      [0, 0],
      [size - 7, 0],
      [0, size - 7],
    ] as const)
      expect(
        Array.from({ length: 7 }, (_, index) => isDark(x + index, y + 1)),
        'a finder pattern',
      ).to.deep.equal([true, false, false, false, false, false, true])
    const pgm = await ask(
      'pdftoppm',
      ['-r', '288', '-x', '224', '-W', '340', '-y', '0', '-H', '1600', '-gray', 'FILE'],
      pdf,
      'latin1',
    )
    if (pgm === undefined) return
    const [, width = 0] = (/^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm) ?? []).map(Number)
    const pixels = pgm.slice((/^P5\s+\d+\s+\d+\s+255\s/.exec(pgm) ?? [''])[0].length)
    const shade = (x: number, y: number) => pixels.charCodeAt(Math.round(y) * width + Math.round(x))
    // Four pixels a point; the picture begins at the left margin, as does the code, in a square of 84 with a quiet zone of four modules.
    const module = (84 * 4) / (size + 8)
    const left = 4 * module
    let top = 0
    while (top < 1600 && shade(left + module / 2, top) > 128) top += 1
    const wrong: string[] = []
    for (let y = 0; y < size; y += 1)
      for (let x = 0; x < size; x += 1)
        if (shade(left + (x + 0.5) * module, top + (y + 0.5) * module) < 128 !== isDark(x, y)) wrong.push(`${x},${y}`)
    expect(wrong).to.deep.equal([])
  })

  it('carries attached files as PDF/A-3b', async () => {
    const attachments = [
      { name: 'record.json', bytes: utf8('{"v":"opening-record/1"}'), mediaType: 'application/json', description: '数据' },
    ]
    const carrying = await renderPdf({ ...RECORD, attachments })
    expect(checkPdfAStructure(carrying)).to.deep.equal([])
    expect(Buffer.from(carrying).toString('latin1'))
      .to.include('<pdfaid:part>3</pdfaid:part>')
      .and.to.include('/AFRelationship /Source')
    const checked = await ask('qpdf', ['--check', 'FILE'], carrying)
    if (checked !== undefined) expect(checked).to.include('No syntax or stream encoding errors found')
  })

  it('names the characters it cannot draw and whose they are, instead of drawing boxes', async () => {
    const rare = {
      ...RECORD,
      sections: [{ heading: '三、专家', blocks: [{ kind: 'paragraph' as const, text: '王𠮷祥\u{2A6DF}' }] }],
    }
    const error: unknown = await renderPdf(rare).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(GlyphsMissing)
    expect((error as GlyphsMissing).missing).to.deep.equal([
      { character: '𠮷', where: '三、专家', text: '王𠮷祥\u{2A6DF}' },
      { character: '\u{2A6DF}', where: '三、专家', text: '王𠮷祥\u{2A6DF}' },
    ])
    expect((error as GlyphsMissing).message).to.include('U+20BB7')
    expect(undrawableCharacters('张三 Zhang, 靐龘；\n（甲）—“乙”')).to.deep.equal([])
    expect(undrawableCharacters('a\u0000b\u0007')).to.deep.equal(['\u0000', '\u0007'])
  })

  it('the structural check sees what is missing', () => {
    const text = Buffer.from(record).toString('latin1')
    const without = (old: string, next: string) =>
      checkPdfAStructure(new Uint8Array(Buffer.from(text.replace(old, next.padEnd(old.length)), 'latin1')))
    expect(without('<pdfaid:part>2', '<pdfaid:part>1')).to.deep.equal(['part and conformance in the metadata'])
    expect(without('/GTS_PDFA1', '/GTS_PDFX')).to.deep.equal(['an output intent'])
    expect(without('/FontFile2', '/FontFilez')).to.deep.equal(['every font embedded'])
    expect(without('%PDF-1.7', '%PDF-1.4')).to.deep.equal(['header of version 1.7 with a binary comment'])
    expect(without('/Type /Catalog', '/JS (x)')).to.include('nothing active: /JS')
  })
})

describe('a signed PDF (PAdES B-T)', () => {
  let pki: Pki
  let record: Bytes
  let timestamp: TimestampAuthority

  before(async () => {
    pki = await testPki()
    record = await renderPdf(RECORD)
    const { certificate, chain, privateKey } = pki.timestampAuthority
    timestamp = createTimestampAuthority({
      signer: signerFromKey(certificate, chain, privateKey),
      name: '',
      now: () => AT + 5,
      random,
    })
  })

  async function signedBy(...kinds: readonly ('p256' | 'rsa')[]): Promise<Bytes> {
    let bytes = record
    for (const [index, kind] of kinds.entries()) {
      const person = await pki.person({ ...SOMEBODY, name: `签字人${index + 1}`, kind })
      bytes = await signPdf(bytes, { signer: person.signer, timestamp, at: AT, name: person.name, reason: '确认开标记录' })
    }
    return bytes
  }

  it('verifies for each of three signers in turn, P-256 and RSA; only the last covers the whole file', async () => {
    const bytes = await signedBy('p256', 'rsa', 'p256')
    expect(hex(bytes.subarray(0, record.length))).to.equal(hex(record))
    const signatures = await readPdfSignatures(bytes)
    expect(
      signatures.map(({ field, signer, coversWholeFile }) => [field, signer.subject.commonName, coversWholeFile]),
    ).to.deep.equal([
      ['Signature1', '签字人1', false],
      ['Signature2', '签字人2', false],
      ['Signature3', '签字人3', true],
    ])
    for (const { timestamp: token, signature } of signatures) {
      const verified = await verifyTimestamp({ token: token ?? new Uint8Array(0), digest: sha256(signature), ...pki.trust })
      expect(verified.at).to.equal(AT + 5)
      expect(verified.authority.sha256).to.equal(parseCertificate(pki.timestampAuthority.certificate).sha256)
    }
    expect(checkPdfAStructure(bytes)).to.deep.equal([])
  })

  it('passes pdfsig and qpdf where they are installed', async () => {
    const bytes = await signedBy('p256', 'rsa')
    const checked = await ask('qpdf', ['--check', 'FILE'], bytes)
    if (checked !== undefined) expect(checked).to.include('No syntax or stream encoding errors found')
    const signatures = await ask('pdfsig', ['-nocert', 'FILE'], bytes)
    if (signatures === undefined) return
    expect(signatures.split('Signature Validation: Signature is Valid.').length - 1).to.equal(2)
    expect(signatures.split('Signature Type: ETSI.CAdES.detached').length - 1).to.equal(2)
    expect(signatures).to.include('Total document signed').and.to.include('签字人2')
  })

  it('is signed without a token when no authority answers, and says so', async () => {
    const person = await pki.person(SOMEBODY)
    const [signature] = await readPdfSignatures(await signPdf(record, { signer: person.signer, at: AT }))
    expect(signature?.timestamp).to.equal(undefined)
    const failing = { stamp: () => Promise.reject(new Error('down')) }
    const tried = await signPdf(record, { signer: person.signer, timestamp: failing, at: AT }).catch(
      (error: Error) => error.message,
    )
    expect(tried).to.equal('down')
  })

  it('takes a token larger than the room usually kept for one', async () => {
    const { certificate, chain, privateKey } = pki.timestampAuthority
    const others = await Promise.all(Array.from({ length: 20 }, () => pki.person(SOMEBODY)))
    const long = [...chain, ...others.map(({ signing }) => signing.certificate)]
    const verbose = createTimestampAuthority({
      signer: signerFromKey(certificate, long, privateKey),
      name: '',
      now: () => AT,
      random,
    })
    const { signer } = await pki.person(SOMEBODY)
    const [signature] = await readPdfSignatures(await signPdf(record, { signer, timestamp: verbose, at: AT }))
    expect(signature?.timestamp?.length).to.be.greaterThan(10_240)
    expect(signature?.coversWholeFile).to.equal(true)
  })

  it('is refused when a byte of the page, of the signature or behind the end was changed', async () => {
    const bytes = await signedBy('p256')
    const changed = async (at: number): Promise<string> => {
      const copy = bytes.slice()
      copy[at] = (copy[at] ?? 0) ^ 1
      return readPdfSignatures(copy).then(
        () => 'accepted',
        (error: unknown) => (error instanceof CmsRefused ? error.code : error instanceof PdfRefused ? 'refused' : String(error)),
      )
    }
    expect(await changed(2_000)).to.equal('cms-digest-mismatch')
    const contents = Buffer.from(bytes).lastIndexOf('/Contents <')
    expect(await changed(contents + 40)).not.to.equal('accepted')
    expect(await changed(bytes.length - 3)).not.to.equal('accepted')
    const longer = concat(bytes, utf8('\n'))
    expect((await readPdfSignatures(longer)).map(({ coversWholeFile }) => coversWholeFile)).to.deep.equal([false])
  })

  it('is refused when its byte range leaves out more than the signature', async () => {
    const bytes = await signedBy('p256')
    const text = Buffer.from(bytes).toString('latin1')
    const [range = '', , after = ''] = /\/ByteRange \[0 (\d+)\s+(\d+)/.exec(text) ?? []
    const wider = range.replace(after, String(Number(after) + 10).padEnd(after.length))
    const error: unknown = await readPdfSignatures(new Uint8Array(Buffer.from(text.replace(range, wider), 'latin1'))).catch(
      (reason: unknown) => reason,
    )
    expect(error).to.be.instanceOf(PdfRefused)
  })

  it('what is no PDF of ours is refused before anything is signed', async () => {
    const { signer } = await pki.person(SOMEBODY)
    for (const bytes of [utf8('hello'), utf8('%PDF-1.7\n'), record.subarray(0, record.length - 20), new Uint8Array(0)]) {
      const error: unknown = await signPdf(bytes, { signer, at: AT }).catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(PdfRefused)
    }
  })
})
