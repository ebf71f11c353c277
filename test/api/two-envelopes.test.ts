import { expect } from 'chai'
import { createPersonClient } from '#shared/acts/person-client.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import { releaseShares } from '#shared/contracts/opening-custodians.ts'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { getStageToOpen, openStage } from '#shared/contracts/opening-stages.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { takeCustodianStep } from '#shared/sealed-bid/client/custodian-step.ts'
import { readStoredBid } from '../../server/features/bids/index.ts'
import { lotFiguresModel } from '../../server/features/supervision/alert.model.ts'
import {
  about,
  type Committee,
  committeeOf,
  laterPrices,
  lock,
  review,
  seat,
  seatAgain,
  sign,
  technicalBid,
  toPreliminary,
  toRecorded,
  twoEnvelopesHall,
  undertake,
} from '../support/evaluation.ts'
import { type Cast, type CustodyKey, castOf, draftedTender, logInAll } from '../support/notices.ts'
import { releaseSharesOf, revealOf } from '../support/opening.ts'
import {
  bundleText,
  factsOf,
  type Hall,
  type HallBid,
  nowAt,
  passStep,
  toListed,
  toPublished,
  toReleasing,
  toReporting,
  toRevealing,
  toSettling,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

/** The fourth is rejected before prices are opened, the fifth is above the ceiling, the sixth is lost by the platform. */
const prices = ['9000000.00', '9500000.00', '10000000.00', '8000000.00', '11500000.01', '9700000.00']
/** Whose prices are opened. */
const goingOn = [0, 1, 2, 4, 5]

describe('a tender of two envelopes, the price opened after the scores are locked (双信封; X8)', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  let hall: Hall
  let bids: HallBid[]
  let committee: Committee

  const bidAt = (index: number): HallBid => {
    const bid = bids[index]
    if (bid === undefined) throw new Error('no such bid')
    return bid
  }
  const idAt = (index: number) => bidAt(index).bid.manifestSha256
  /** The number a bid was opened under. */
  const numberOf = async (index: number) =>
    (await nowAt(hall)).seals.find(({ manifestSha256 }) => manifestSha256 === idAt(index))?.number
  const keyAt = (index: number): CustodyKey => {
    const key = hall.keys[index]
    if (key === undefined) throw new Error('no such custodian')
    return key
  }
  const memberAt = (index: number) => {
    const member = committee.members[index]
    if (member === undefined) throw new Error('no such seat')
    return member
  }
  const params = () => ({ tender: hall.tender.id })
  const stateOf = async (of: Hall = hall) =>
    (await running().client.call(contracts.getEvaluation, { params: { tender: of.tender.id } })).state
  const stageNow = () => running().client.call(reading.getOpening, { params: params(), query: { stage: 'price' } })
  /** The clock moves to the end of the step of the stage, and what is due happens. */
  const passStageStep = async () => {
    const { stepEndsAt } = await stageNow()
    running().clock.set(Date.parse(stepEndsAt ?? ''))
    await running().runDue()
    return stageNow()
  }
  const toOpen = async () => {
    await cast.agency.logIn()
    return cast.agency.call(getStageToOpen, { params: { ...params(), stage: 'price' } })
  }
  /** What suspends the project, or lets it go on. */
  const directive = async () => {
    await logInAll(cast)
    const { project } = hall.tender
    const { version } = await cast.centre.call(readProjectContract, { params: { project } })
    return { params: { project }, subject: { project, version }, body: { reason: '接到投诉，需核查。' } }
  }
  /** The payload of the envelope with the price. */
  const sealedOf = async (manifestSha256: string) => {
    const stored = await readStoredBid({ connection: running().server.platform.connection }, manifestSha256)
    return stored?.manifest.envelopes.find(({ name }) => name === 'commercial')?.payload.sha256 ?? ''
  }
  const isStored = (sha256: string) =>
    running()
      .server.platform.blobs.open(sha256)
      .then((content) => content.destroy() !== undefined)
      .catch(() => false)
  /** Ends the server in the middle of the evaluation and starts another, which knows no less. */
  const restart = async (state: string) => {
    const before = await running().client.call(contracts.getEvaluation, { params: params() })
    expect(before.state).to.equal(state)
    await running().restart()
    expect(await running().client.call(contracts.getEvaluation, { params: params() })).to.deep.equal(before)
  }
  const actOfStage = async (opening: readonly string[], unopened: readonly string[]) => {
    const { list } = await nowAt(hall)
    const { round } = await running().client.call(contracts.getEvaluation, { params: params() })
    return {
      params: { ...params(), stage: 'price' },
      subject: { ...params(), list: list ?? '', stage: 'price' as const, round },
      body: { opening: [...opening], unopened: [...unopened] },
    }
  }

  before('six bids', async function () {
    this.timeout(120_000)
    cast = await castOf(running(), 3)
    hall = await twoEnvelopesHall(running(), cast)
    for (const [index, price] of prices.entries()) {
      const person = await running().register('bidder', { name: `壁宿${index}建设有限公司` })
      await technicalBid(hall, person, price, String(60 + index * 10))
    }
    bids = [...hall.bids]
  })

  it('cannot be drafted without a plan: nothing would ever open the prices', async () => {
    expect(await problemCode(draftedTender(running(), cast, { draft: { envelopes: laterPrices } }))).to.equal(
      'evaluation-plan-refused',
    )
  })

  describe('at the opening', () => {
    it('asks each bidder for the keys of all envelopes, the later one included (step 4)', async () => {
      await toListed(hall)
      await toRevealing(hall)
      const { technical = '' } = bidAt(0).bid.bidderKeys
      const half = revealOf(running(), hall.tender.id, { ...bidAt(0).bid, bidderKeys: { technical } })
      expect(await problemCode(half)).to.equal('reveal-incomplete')
      await toReporting(hall, bids)
    })

    it('takes no share of a later envelope, whoever offers it', async () => {
      await toSettling(hall)
      await toReleasing(hall)
      const early = releaseSharesOf(running(), hall.tender.id, keyAt(0), undefined, undefined)
      expect(await problemCode(early)).to.equal('none')
      const { settlement, list } = await nowAt(hall)
      const share = { manifestSha256: idAt(0), envelope: 'commercial' as const, purpose: 'custodian' as const }
      const offered = keyAt(1).custodian.act(releaseShares, {
        params: params(),
        subject: { ...params(), list: list ?? '' },
        body: {
          settlementSha256: settlement?.sha256 ?? '',
          shares: [{ ...share, share: '0'.repeat(66) }],
          unreadable: [],
        },
      })
      expect(await problemCode(offered)).to.equal('share-wrong')
    })

    it('shows names and technical parts, and no price to anybody, stranger or database', async () => {
      await toPublished(hall, hall.keys.slice(1))
      const opening = await nowAt(hall)
      expect(opening.state).to.equal('published')
      expect(opening.laterStages).to.deep.equal([{ stage: 'price', state: null }])
      for (const seal of opening.seals) {
        expect(seal.state).to.equal('opened')
        expect(seal.fields).to.deep.equal({})
        expect(seal.files?.map(({ envelope }) => envelope)).to.deep.equal(['technical'])
        expect(seal.later).to.deep.equal({ stage: 'price', state: 'sealed' })
      }
      await passStep(hall)
      expect((await passStep(hall)).state).to.equal('recorded')
      const bundle = await bundleText(hall)
      const told = JSON.stringify(await nowAt(hall)) + bundle
      for (const price of prices) expect(told).to.not.include(price)
      for (const { bid } of bids) expect(told).to.not.include(bid.bidderKeys['commercial'])
      const stored = running().server.platform.connection.db
      const dump = JSON.stringify(await stored?.collection('openingBids').find({}).toArray())
      for (const price of prices) expect(dump).to.not.include(price)
    })

    it('is verified by a stranger as far as it is open', async () => {
      const verdict = await verifyAsStranger(hall)
      expect(verdict.failures).to.deep.equal([])
      expect(verdict.checks.filter(({ name }) => name === 'stage-kept').map(({ verdict: judged }) => judged)).to.deep.equal([
        'pass',
      ])
      expect(verdict.checks.filter(({ name }) => name === 'bid-opens')).to.have.length(6)
    })

    it('raises no alert before a price is known (P01, P04, P14, P16)', async () => {
      expect(await lotFiguresModel(running().server.platform.connection).countDocuments({})).to.equal(0)
    })
  })

  describe('the act that opens the prices', () => {
    it('is refused before the committee sits, and while it scores (X8)', async () => {
      const all = bids.map(({ bid }) => bid.manifestSha256).sort()
      const { list } = await nowAt(hall)
      await cast.agency.logIn()
      const early = cast.agency.act(openStage, {
        params: { ...params(), stage: 'price' },
        subject: { ...params(), list: list ?? '', stage: 'price', round: 1 },
        body: { opening: all, unopened: [] },
      })
      expect(await problemCode(early)).to.equal('evaluation-not-begun')
      expect(await problemCode(stageNow())).to.equal('stage-not-opened')
      committee = await seat(hall)
      await toPreliminary(committee)
      for (const [index, member] of committee.members.entries())
        await review(committee, member, index < 3 ? [{ bid: idAt(3), item: 'qualified' }] : [])
      expect(await stateOf()).to.equal('scoring')
      for (const member of committee.members.slice(1)) await lock(committee, member)
      await cast.agency.logIn()
      expect(await problemCode(cast.agency.act(openStage, await actOfStage(all, [])))).to.equal('evaluation-wrong-step')
    })

    it('waits for nothing more once every sheet is locked, and no member has seen a price', async () => {
      await lock(committee, memberAt(0))
      expect(await stateOf()).to.equal('awaiting-prices')
      const desk = JSON.stringify(await committee.desk(memberAt(0)))
      for (const price of prices) expect(desk).to.not.include(price)
      const asked = memberAt(0).person.act(contracts.endPriceReview, { ...(await about(committee)), body: {} })
      expect(await problemCode(asked)).to.equal('evaluation-wrong-step')
    })

    it('names who goes on and who does not, read by those who run the tender before they sign', async () => {
      const { bids: named } = await toOpen()
      expect(named.filter(({ isAdmitted }) => !isAdmitted)).to.deep.equal([
        {
          number: named.find(({ manifestSha256 }) => manifestSha256 === idAt(3))?.number,
          manifestSha256: idAt(3),
          lot: hall.tender.lots[0]?.id,
          bidder: '壁宿3建设有限公司',
          isAdmitted: false,
          grounds: ['unqualified'],
        },
      ])
      const stranger = await running().register('agency')
      await stranger.logIn()
      const looked = stranger.call(getStageToOpen, { params: { ...params(), stage: 'price' } })
      expect(await problemCode(looked)).to.equal('not-a-participant')
    })

    it('is refused from another hand, for another list of bids, or leaving one in it out', async () => {
      const going = goingOn.map(idAt).sort()
      const stranger = await running().register('agency')
      await stranger.logIn()
      const honest = await actOfStage(going, [idAt(3)])
      expect(await problemCode(stranger.act(openStage, honest))).to.equal('not-a-participant')
      const rescued = await actOfStage(prices.map((_, index) => idAt(index)).sort(), [])
      expect(await problemCode(cast.agency.act(openStage, rescued))).to.equal('record-changed')
      const dropped = await actOfStage(going.slice(1), [idAt(3)])
      expect(await problemCode(cast.agency.act(openStage, dropped))).to.equal('record-changed')
      const other = { ...honest, subject: { ...honest.subject, round: 2 } }
      expect(await problemCode(cast.agency.act(openStage, other))).to.equal('act-wrong-subject')
    })

    it('is refused while the tender stands still', async () => {
      await cast.regulator.act(suspendProjectContract, await directive())
      const honest = await actOfStage(goingOn.map(idAt).sort(), [idAt(3)])
      expect(await problemCode(cast.agency.act(openStage, honest))).to.equal('evaluation-suspended')
      await cast.regulator.act(resumeProjectContract, await directive())
    })

    it('opens once, says on the chain for whom, and destroys what stays shut', async () => {
      const going = goingOn.map(idAt).sort()
      const connection = running().server.platform.connection
      const before = await readStoredBid({ connection }, idAt(3))
      expect(before?.payloads).to.have.length(2)
      await cast.agency.act(openStage, await actOfStage(going, [idAt(3)]))
      await running().beat()
      await running().runDue()
      expect(await factsOf(hall, 'stage.price-opened')).to.deep.equal([{ stage: 'price', opening: going, unopened: [idAt(3)] }])
      expect(await problemCode(cast.agency.act(openStage, await actOfStage(going, [idAt(3)])))).to.equal('opening-wrong-step')
      const stage = await stageNow()
      expect(stage.state).to.equal('releasing')
      expect(stage.seals.map(({ manifestSha256 }) => manifestSha256).sort()).to.deep.equal(going)
      expect(stage.seals.every(({ bidder, fields }) => bidder !== null && fields === null)).to.equal(true)
      const sealed = await sealedOf(idAt(3))
      expect((await readStoredBid({ connection }, idAt(3)))?.payloads).to.not.include(sealed)
      expect(await isStored(sealed)).to.equal(false)
    })
  })

  describe('the second opening', () => {
    it('moves the custodians’ limit by exactly the length of a suspension', async () => {
      const endsAt = Date.parse((await stageNow()).stepEndsAt ?? '')
      await cast.regulator.act(suspendProjectContract, await directive())
      running().clock.advance(40 * 60_000)
      await logInAll(cast)
      const early = releaseSharesOf(running(), hall.tender.id, keyAt(0), undefined, 'price')
      expect(await problemCode(early)).to.equal('opening-suspended')
      await cast.regulator.act(resumeProjectContract, await directive())
      await running().runDue()
      expect(Date.parse((await stageNow()).stepEndsAt ?? '')).to.equal(endsAt + 40 * 60_000)
    })

    it('is not opened by k − 1 custodians: it waits on, and says for whom', async () => {
      await logInAll(cast)
      await releaseSharesOf(running(), hall.tender.id, keyAt(0), undefined, 'price')
      const twice = releaseSharesOf(running(), hall.tender.id, keyAt(0), undefined, 'price')
      expect(await problemCode(twice)).to.equal('already-released')
      const waiting = await passStageStep()
      expect(waiting).to.include({ state: 'releasing', stepEndsAt: null })
      const awaited = await factsOf(hall, 'opening.custodians-awaited')
      expect(awaited.at(-1)).to.deep.equal({ stage: 'price', step: 'releasing', custodians: [2, 3] })
    })

    it('keeps the shares of one custodian from everybody, bundle included, until all is open', async () => {
      const bundle = await bundleText(hall)
      const acts = (JSON.parse(bundle) as { acts: { act: string }[] }).acts.filter(({ act }) => act.includes('"custody.release"'))
      expect(acts).to.have.length(3)
      expect((await verifyAsStranger(hall, bundle)).failures).to.deep.equal([])
    })

    it('goes on after a restart as soon as k have released, by the act its own client verified', async () => {
      await restart('awaiting-prices')
      await running().server.platform.blobs.remove(await sealedOf(idAt(5)))
      const key = keyAt(1)
      await running().beat()
      const { signer } = key.custodian.credentials
      const { origin, random, clock, pki } = running()
      const person = createPersonClient({
        origin,
        fetch,
        signer,
        platform: running().server.platform.config.platformName,
        party: key.custodian.party,
        person: key.custodian.person,
        random,
        now: clock.now,
      })
      const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key.privateKey))
      const step = await takeCustodianStep({
        person,
        custody: {
          v: 'custody/1',
          origin,
          tender: hall.tender.id,
          i: key.i,
          keySpki: key.keySpki,
          privateKeyPkcs8: base64url(pkcs8),
          logs: [],
        },
        now: clock.now(),
        trust: { material: pki.trust, isRevocationChecked: true },
      })
      expect(step).to.deep.include({ done: 'shares', stage: 'price', bids: 5, unreadable: [] })
    })

    it('asks everybody for an envelope the platform lost, and goes on without it after one window (E20-31)', async () => {
      await running().runDue()
      const [wanted] = await factsOf(hall, 'opening.payloads-wanted')
      const lost = { manifestSha256: idAt(5), envelope: 'commercial', foundSha256: null }
      expect(wanted).to.deep.include({ stage: 'price', payloads: [{ ...lost, number: await numberOf(5) }] })
      const stage = await passStageStep()
      expect(stage.state).to.equal('published')
      const seals = new Map(stage.seals.map((seal) => [seal.manifestSha256, seal]))
      expect(goingOn.map((index) => [seals.get(idAt(index))?.state, seals.get(idAt(index))?.fields?.['price']])).to.deep.equal([
        ...goingOn.slice(0, 4).map((index) => ['opened', prices[index]]),
        ['failed', undefined],
      ])
      expect(seals.get(idAt(5))?.cause).to.include({ code: 'payload-missing', attributedTo: 'platform' })
      const opening = await nowAt(hall)
      const shown = opening.seals.find(({ manifestSha256 }) => manifestSha256 === idAt(0))
      expect([shown?.fields?.['price'], shown?.later]).to.deep.equal([prices[0], { stage: 'price', state: 'opened' }])
      const shut = opening.seals.find(({ manifestSha256 }) => manifestSha256 === idAt(3))
      expect([shut?.fields, shut?.later]).to.deep.equal([{}, { stage: 'price', state: 'unopened' }])
    })

    it('is read out, objected to, answered and signed under its own name (O7, O8)', async () => {
      await logInAll(cast)
      const { list } = await nowAt(hall)
      const about2 = { params: params(), subject: { ...params(), list: list ?? '', stage: 'price' as const } }
      const first = { ...about2, subject: { ...params(), list: list ?? '' } }
      expect(await problemCode(cast.agency.act(hallActs.readOut, { ...first, body: { manifests: [idAt(0)] } }))).to.equal(
        'opening-wrong-step',
      )
      const shut = cast.agency.act(hallActs.readOut, { ...about2, body: { manifests: [idAt(3)] } })
      expect(await problemCode(shut)).to.equal('bid-not-listed')
      await cast.agency.act(hallActs.readOut, { ...about2, body: { manifests: [idAt(0), idAt(1)] } })
      const { person } = bidAt(3)
      await person.logIn()
      const { objection } = await person.act(hallActs.objectAtOpening, { ...about2, body: { text: '我方报价未开启。' } })
      await cast.agency.act(hallActs.answerOpeningObjection, {
        ...about2,
        body: { objection, text: '贵方未通过评审，报价信封不予开启。' },
      })
      await passStageStep()
      await logInAll(cast)
      const record = await running().client.call(reading.getOpeningRecord, { params: params(), query: { stage: 'price' } })
      await cast.agency.act(hallActs.signOpeningRecord, {
        ...about2,
        body: { recordSha256: sha256Hex(record), isRefusal: false },
      })
      expect((await passStageStep()).state).to.equal('recorded')
      const text = JSON.parse(fromUtf8(record)) as Record<string, unknown>
      expect(text).to.include({ v: 'opening-record/1', stage: 'price' })
      expect(text['out']).to.deep.equal([
        {
          number: await numberOf(3),
          manifestSha256: idAt(3),
          cause: null,
        },
      ])
      expect(fromUtf8(record)).to.include('我方报价未开启').and.not.include(prices[3])
      const pdf = await running().client.call(reading.getOpeningRecordPdf, { params: params(), query: { stage: 'price' } })
      expect(fromUtf8(pdf.subarray(0, 5))).to.equal('%PDF-')
      const [recorded] = await factsOf(hall, 'stage.price-recorded')
      expect(recorded?.['recordPdfSha256']).to.equal(sha256Hex(pdf))
    })

    it('has its prices assessed now (P01, P04, P14, P16), once', async () => {
      await running().runDue()
      expect(await lotFiguresModel(running().server.platform.connection).countDocuments({})).to.equal(1)
    })

    it('is verified by a stranger whole, from one bundle', async () => {
      const verdict = await verifyAsStranger(hall)
      expect(verdict.failures).to.deep.equal([])
      expect(verdict.checks.filter(({ name, verdict: judged }) => name === 'bid-opens' && judged === 'pass')).to.have.length(10)
      expect(verdict.checks.filter(({ name }) => name === 'record-on-chain')).to.have.length(2)
    })

    it('is found false by a stranger when a bid is slipped in, a price changed, or an envelope opened that was to stay shut', async () => {
      type Bid = { manifestSha256: string; letters: Record<string, string>; bidderKeys: Record<string, string>; later?: unknown }
      const altered = async (change: (bids: Map<string, Bid>, bundle: { bids: Bid[] }) => void) => {
        const bundle = JSON.parse(await bundleText(hall)) as { bids: Bid[] }
        change(new Map(bundle.bids.map((bid) => [bid.manifestSha256, bid])), bundle)
        return (await verifyAsStranger(hall, JSON.stringify(bundle))).failures.map((failure) => failure.split(' ')[0])
      }
      const opened = await altered((known) => {
        const keys = known.get(idAt(3))?.bidderKeys
        if (keys !== undefined) keys['commercial'] = bidAt(3).bid.bidderKeys['commercial'] ?? ''
      })
      expect(opened).to.deep.equal(['stage-kept'])
      const hidden = await altered((known) => {
        const bid = known.get(idAt(0))
        if (bid !== undefined) delete bid.later
      })
      expect(hidden).to.include('stage-kept')
      const changed = await altered((known) => {
        const letters = known.get(idAt(0))?.letters
        if (letters !== undefined) letters['commercial'] = (letters['commercial'] ?? '').replace(prices[0] ?? '', '1.00')
      })
      expect(changed).to.include.members(['bid-opens', 'published-fields'])
    })
  })

  describe('the evaluation goes on', () => {
    it('knows the prices: one above the ceiling is out, one that was lost says so, and only the chair ends their review (N8, X11)', async () => {
      await restart('pricing')
      const { lots } = await committee.desk(memberAt(1))
      const rejected = new Map(lots[0]?.rejections.map(({ bid, rejections }) => [bid, rejections]))
      const foundBy = (index: number) => rejected.get(idAt(index))?.map((rejection) => rejection.foundBy)
      expect([foundBy(3), foundBy(4)]).to.deep.equal([['qualified'], ['ceiling-price']])
      expect(rejected.get(idAt(5))).to.deep.equal([
        { ground: 'unresponsive', foundBy: 'price-envelope', reasons: ['payload-missing'] },
      ])
      expect(lots[0]?.result).to.equal(null)
      const notChair = memberAt(1).person.act(contracts.endPriceReview, { ...(await about(committee)), body: {} })
      expect(await problemCode(notChair)).to.equal('not-the-chair')
    })

    it('comes back to the prices without a second stage when a member is replaced (X4)', async () => {
      await logInAll(cast)
      await cast.regulator.act(contracts.excuseMember, { ...(await about(committee)), body: { seat: 5, reason: '失联。' } })
      expect(await stateOf()).to.equal('seated')
      const newcomer = { seat: 6, person: await running().register('expert') }
      const members = [...committee.members.slice(0, 4), newcomer]
      await seatAgain(hall, members, committee.seed)
      committee = committeeOf(hall, members, committee.seed)
      await undertake(committee, newcomer)
      await review(committee, newcomer)
      expect(await stateOf()).to.equal('scoring')
      await lock(committee, newcomer)
      expect(await stateOf()).to.equal('pricing')
      expect(await factsOf(hall, 'stage.price-opened')).to.have.length(1)
    })

    it('asks about a price that does not add up, and totals when it is confirmed (X11)', async () => {
      await memberAt(0).person.logIn()
      const { question } = await memberAt(0).person.act(contracts.askBidder, {
        ...(await about(committee)),
        body: {
          lot: hall.tender.lots[0]?.id ?? '',
          bid: idAt(2),
          text: '大写与小写不一致，请确认。',
          correction: { words: '玖佰玖拾万元整', fileTotal: null, items: [] },
        },
      })
      await memberAt(0).person.act(contracts.endPriceReview, { ...(await about(committee)), body: {} })
      expect(await stateOf()).to.equal('pricing')
      const { person } = bidAt(2)
      await person.logIn()
      await person.act(contracts.answerEvaluationQuestion, {
        params: { ...params(), question },
        subject: { ...params(), question },
        body: { text: '确认。', isConfirmed: true },
      })
      expect(await stateOf()).to.equal('signing')
      const { lots } = await committee.desk(memberAt(0))
      const priced = lots[0]?.result?.bids.map(({ bid, price, rank }) => [
        bids.findIndex((each) => each.bid.manifestSha256 === bid),
        price,
        rank,
      ])
      expect(priced?.sort()).to.deep.equal([
        [0, '9000000.00', 1],
        [1, '9500000.00', 2],
        [2, '9900000.00', 3],
        [3, null, null],
        [4, '11500000.01', null],
        [5, null, null],
      ])
    })

    it('ends in a report whose scores were locked before any price was known, but those of the member who came later', async () => {
      for (const member of committee.members) await sign(committee, member)
      await running().runDue()
      expect(await stateOf()).to.equal('completed')
      await running().beat()
      const { events } = await running().client.call(reading.getOpeningEvents, { params: params(), query: { after: 0 } })
      const types = events.map(({ type }) => type)
      const openedAt = types.indexOf('stage.price-opened')
      const locked = (part: readonly string[]) => part.filter((type) => type === 'evaluation.scores-locked').length
      expect([locked(types.slice(0, openedAt)), locked(types.slice(openedAt))]).to.deep.equal([5, 1])
      expect(types.indexOf('stage.price-recorded')).to.be.below(types.indexOf('evaluation.totalled'))
    })
  })

  describe('a committee that rejects all bids', () => {
    it('keeps every price shut for good, and has it destroyed', async () => {
      const rejected = await twoEnvelopesHall(running(), cast)
      for (const [index, { person }] of bids.slice(0, 3).entries()) await technicalBid(rejected, person, prices[index] ?? '')
      await toRecorded(rejected)
      const seated = await seat(rejected)
      await toPreliminary(seated)
      const sealed = await Promise.all(rejected.bids.map(({ bid }) => sealedOf(bid.manifestSha256)))
      for (const sha256 of sealed) expect(await isStored(sha256)).to.equal(true)
      const all = rejected.bids.map(({ bid }) => ({ bid: bid.manifestSha256, item: 'signed' }))
      for (const member of seated.members) await review(seated, member, all)
      expect(await stateOf(rejected)).to.equal('failed')
      await running().beat()
      await running().runDue()
      for (const sha256 of sealed) expect(await isStored(sha256)).to.equal(false)
      const { seals } = await nowAt(rejected)
      expect(seals.map(({ later }) => later?.state)).to.deep.equal(['unopened', 'unopened', 'unopened'])
    })
  })
})
