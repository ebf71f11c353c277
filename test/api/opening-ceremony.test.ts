import { expect } from 'chai'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { bidFor } from '../support/bids.ts'
import { type Cast, type CustodyKey, castOf, publishedTender, type TenderAnswer, usualEnvelopes } from '../support/notices.ts'
import {
  closeAndList,
  openingOf,
  releaseIdentitiesOf,
  releaseSharesOf,
  reportOf,
  revealOf,
  sealable,
  signSettlementOf,
} from '../support/opening.ts'
import { type TestPerson, type TestPlatform, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { fileOf, type TestBid, type TestTender } from '../support/sealed-bid.ts'

const MINUTE = 60_000

describe('the opening of a tender, from the deadline to the published record (opening/1, O1–O9)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let cast: Cast
  let keys: CustodyKey[]
  let tender: TenderAnswer
  let target: TestTender
  const bidders: { person: TestPerson; bid: TestBid; price: string }[] = []
  let replaced: TestBid

  before('four bidders bid, one replaces its bid', async function () {
    this.timeout(60_000)
    platform = running()
    cast = await castOf(platform)
    const published = await publishedTender(platform, cast, { draft: { envelopes: usualEnvelopes.slice(1) } })
    tender = published.tender
    keys = published.keys
    platform.clock.advance(MINUTE)
    await platform.runDue()
    await platform.beat()
    target = await sealable(platform, tender, keys)
    const bidOf = async (person: TestPerson, price: string) => {
      const { bid } = await bidFor(platform.origin, target, person.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price, period: '90' }, files: [fileOf('报价.pdf', utf8(`%PDF ${price}`))] }],
      })
      return bid
    }
    for (const [index, price] of ['11000000.00', '10800000.00', '10950000.00', '11200000.00'].entries()) {
      const person = await platform.register('bidder', { name: `角宿${index + 1}建设有限公司` })
      bidders.push({ person, price, bid: await bidOf(person, price) })
      platform.clock.advance(1000)
    }
    const [first] = bidders
    if (first === undefined) throw new Error('nobody bids')
    replaced = first.bid
    first.price = '10700000.00'
    first.bid = await bidOf(first.person, first.price)
  })

  it('is not there before its deadline, for anybody (E20-27)', async () => {
    expect(await problemCode(openingOf(platform, tender.id))).to.equal('opening-not-begun')
    expect(await problemCode(platform.client.call(reading.getOpeningManifests, { params: { tender: tender.id } }))).to.equal(
      'opening-not-begun',
    )
  })

  it('closes the box at the deadline and lists every manifest in byte order, nameless (steps 1 and 2, O3)', async () => {
    const opening = await closeAndList(platform, tender)
    expect(opening.state).to.equal('listed')
    const digests = opening.seals.map(({ manifestSha256 }) => manifestSha256)
    expect(digests).to.have.length(5)
    expect(digests).to.deep.equal([...digests].sort())
    expect(JSON.stringify(opening.seals)).to.not.contain('角宿')
    for (const seal of opening.seals) expect(seal).to.include({ bidder: null, fields: null, cause: null })
  })

  it('takes no bid any more (B3)', async () => {
    const late = bidders[1]
    if (late === undefined) throw new Error('nobody')
    const refused = await problemCode(
      bidFor(platform.origin, target, late.person.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price: '1.00', period: '1' }, files: [] }],
      }),
    )
    expect(refused).to.equal('bid-late')
  })

  it('refuses a custodian whose share is not the one committed to, whole', async () => {
    const [key] = keys
    if (key === undefined) throw new Error('no custodian')
    const wrong = (share: string) => `${share.startsWith('00') ? '11' : '00'}${share.slice(2)}`
    expect(await problemCode(releaseIdentitiesOf(platform, tender.id, key, wrong))).to.equal('share-wrong')
  })

  it('finds the live bids once the custodians have released the identities; the replaced one is out (step 3, B4)', async () => {
    for (const key of keys) await releaseIdentitiesOf(platform, tender.id, key)
    await platform.runDue()
    const opening = await openingOf(platform, tender.id)
    expect(opening.state).to.equal('revealing')
    const states = new Map(opening.seals.map(({ manifestSha256, state }) => [manifestSha256, state]))
    expect(states.get(replaced.manifestSha256)).to.equal('out')
    for (const { bid } of bidders) expect(states.get(bid.manifestSha256)).to.equal('live')
    expect(JSON.stringify(opening)).to.not.contain('角宿')
  })

  it('lets bidders check in namelessly, and reveal at will; a wrong key may be tried again (step 4)', async () => {
    const [first, second] = bidders
    if (first === undefined || second === undefined) throw new Error('nobody')
    const { list } = await openingOf(platform, tender.id)
    await first.person.act(hallActs.checkIn, {
      params: { tender: tender.id },
      subject: { tender: tender.id, list: list ?? '' },
      body: { manifestSha256: first.bid.manifestSha256 },
    })
    expect(
      await problemCode(
        revealOf(platform, tender.id, { manifestSha256: first.bid.manifestSha256, bidderKeys: second.bid.bidderKeys }),
      ),
    ).to.equal('reveal-wrong-key')
    expect(
      await problemCode(revealOf(platform, tender.id, { manifestSha256: first.bid.manifestSha256, bidderKeys: {} })),
    ).to.equal('reveal-incomplete')
    const acknowledged = await revealOf(platform, tender.id, first.bid)
    expect(await revealOf(platform, tender.id, first.bid)).to.have.property('acknowledgement', acknowledged.acknowledgement)
    expect(await problemCode(revealOf(platform, tender.id, replaced))).to.equal('bid-not-listed')
    const { seals } = await openingOf(platform, tender.id)
    expect(seals.find(({ manifestSha256 }) => manifestSha256 === first.bid.manifestSha256)).to.include({
      state: 'revealed',
      isCheckedIn: true,
      bidder: null,
    })
  })

  it('takes no share of a price before causes are fixed (step 5 before 6)', async () => {
    const [key] = keys
    if (key === undefined) throw new Error('no custodian')
    expect(await problemCode(releaseSharesOf(platform, tender.id, key))).to.equal('invalid-request')
  })

  it('goes on when all keys have come; custodians report, tenderer and regulator sign (step 5)', async () => {
    for (const { bid } of bidders.slice(1)) await revealOf(platform, tender.id, bid)
    await platform.runDue()
    expect(await openingOf(platform, tender.id)).to.include({ state: 'reporting' })
    for (const key of keys) await reportOf(platform, tender.id, key)
    await platform.runDue()
    expect(await openingOf(platform, tender.id)).to.include({ state: 'settling' })
    await signSettlementOf(platform, tender.id, cast)
    await platform.runDue()
    expect(await openingOf(platform, tender.id)).to.include({ state: 'releasing' })
  })

  it('shows names and prices of all at one moment, when every custodian has released (steps 6 and 7, O3)', async () => {
    for (const key of keys.slice(0, 4)) await releaseSharesOf(platform, tender.id, key)
    await platform.runDue()
    const before = await openingOf(platform, tender.id)
    expect(before.state).to.equal('releasing')
    expect(JSON.stringify(before)).to.not.contain('角宿').and.to.not.contain('10700000.00')
    const [, , , , last] = keys
    if (last === undefined) throw new Error('no custodian')
    await releaseSharesOf(platform, tender.id, last)
    await platform.runDue()
    const opening = await openingOf(platform, tender.id)
    expect(opening.state).to.equal('published')
    for (const { person, bid, price } of bidders) {
      const seal = opening.seals.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
      expect(seal?.state).to.equal('opened')
      expect(seal?.bidder?.name).to.equal(person.credentials.organization)
      expect(seal?.fields).to.deep.equal({ price, period: '90' })
      expect(seal?.files?.map(({ name }) => name)).to.deep.equal(['报价.pdf'])
    }
  })

  it('hears objections and answers on the spot, and reads out (O7)', async () => {
    const [first] = bidders
    const { list } = await openingOf(platform, tender.id)
    if (first === undefined) throw new Error('nobody')
    const subject = { tender: tender.id, list: list ?? '' }
    const params = { tender: tender.id }
    const { objection } = await first.person.act(hallActs.objectAtOpening, {
      params,
      subject,
      body: { text: '请核对唱标顺序。' },
    })
    await cast.agency.act(hallActs.answerOpeningObjection, { params, subject, body: { objection, text: '已核对，顺序无误。' } })
    await cast.agency.act(hallActs.readOut, { params, subject, body: { manifests: [first.bid.manifestSha256] } })
    await first.person.logIn()
    const { id } = await first.person.call(hallActs.sendOpeningMessage, { params, body: { text: '收到，谢谢。' } })
    await cast.agency.logIn()
    await cast.agency.call(hallActs.hideOpeningMessage, { params: { ...params, message: id } })
    const { messages } = await platform.client.call(reading.getOpeningMessages, { params })
    expect(messages).to.have.length(1)
    expect(messages[0]).to.include({ isHidden: true, text: '', author: first.person.credentials.organization })
  })

  it('makes a record that those present sign, and publishes it as JSON and signed PDF (O8)', async () => {
    platform.clock.advance(31 * MINUTE)
    await platform.runDue()
    const { state, list } = await openingOf(platform, tender.id)
    expect(state).to.equal('signing')
    const bytes = await platform.client.call(reading.getOpeningRecord, { params: { tender: tender.id } })
    expect(fromUtf8(bytes)).to.contain('10700000.00').and.to.contain('请核对唱标顺序。').and.to.contain('收到，谢谢。')
    const body = { recordSha256: sha256Hex(bytes), isRefusal: false }
    const subject = { tender: tender.id, list: list ?? '' }
    const [first] = bidders
    if (first === undefined) throw new Error('nobody')
    expect(
      await problemCode(
        cast.agency.act(hallActs.signOpeningRecord, {
          params: { tender: tender.id },
          subject,
          body: { ...body, recordSha256: '0'.repeat(64) },
        }),
      ),
    ).to.equal('record-changed')
    await cast.agency.act(hallActs.signOpeningRecord, { params: { tender: tender.id }, subject, body })
    await first.person.act(hallActs.signOpeningRecord, { params: { tender: tender.id }, subject, body })
    platform.clock.advance(31 * MINUTE)
    await platform.runDue()
    expect((await openingOf(platform, tender.id)).state).to.equal('recorded')
    const pdf = await platform.client.call(reading.getOpeningRecordPdf, { params: { tender: tender.id } })
    expect(fromUtf8(pdf.subarray(0, 5))).to.equal('%PDF-')
    expect(Buffer.from(pdf).toString('latin1')).to.contain('/SubFilter /ETSI.CAdES.detached')
  })

  it('is verified by a stranger from its bundle alone, off line', async () => {
    await platform.beat()
    const bytes = await platform.client.call(reading.getOpeningBundle, { params: { tender: tender.id } })
    const described = await platform.client.call(getPlatform, {})
    const certificates = (texts: readonly string[]) => texts.map((text) => parseCertificate(fromBase64url(text)))
    const verdict = await verifyOpening(parseOpeningBundle(bytes), {
      logKeys: [parseNoteKey(described.logVerifierKey)],
      trust: {
        anchors: [...certificates(described.anchors), ...certificates(described.timestamp.certificates).slice(-1)],
        intermediates: [...platform.pki.trust.intermediates],
        revocation: described.revocationLists.map((text) => parseRevocationList(fromBase64url(text))),
      },
      isRevocationChecked: true,
    })
    expect(verdict.checks.filter(({ verdict: judged }) => judged === 'fail')).to.deep.equal([])
    expect(verdict.ok).to.equal(true)
    expect(verdict.checks.length).to.be.greaterThan(30)
  })

  it('shows the stranger a price that was changed afterwards', async () => {
    const bytes = await platform.client.call(reading.getOpeningBundle, { params: { tender: tender.id } })
    const forged = utf8(fromUtf8(bytes).replaceAll('10700000.00', '10600000.00'))
    const described = await platform.client.call(getPlatform, {})
    const verdict = await verifyOpening(parseOpeningBundle(forged), {
      logKeys: [parseNoteKey(described.logVerifierKey)],
      trust: {
        anchors: [...platform.pki.trust.anchors],
        intermediates: [...platform.pki.trust.intermediates],
        revocation: [...platform.pki.trust.revocation],
      },
      isRevocationChecked: false,
    })
    const failed = new Set(verdict.checks.filter(({ verdict: judged }) => judged === 'fail').map(({ name }) => name))
    expect(failed).to.include('facts-match')
    expect(verdict.ok).to.equal(false)
  })
})
