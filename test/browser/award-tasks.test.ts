import { expect } from 'chai'
import { awardStates } from '#shared/lifecycle/award.ts'
import { type AwardTask, type AwardViewer, stoppedSince, tasksOf as tasksAt } from '../../client/features/awards/award-tasks.ts'
import {
  ContractDiffers,
  type ContractText,
  comparePoints,
  readContractText,
} from '../../client/features/awards/contract-text.ts'
import type { Award } from '../../client/features/awards/use-awards.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 12, 4, minute)).toISOString() as Award['objections'][number]['at']
const id = (digit: string) => digit.repeat(32)

function objection(name: string, filed: number, answered: number | null, by: string | null = null): Award['objections'][number] {
  return {
    id: id(name),
    text: '第一名的业绩不真实。',
    at: at(filed),
    answerBy: at(59),
    by,
    answer: answered === null ? null : { text: '经查属实。', at: at(answered) },
  }
}

function complaint(state: Award['complaints'][number]['state']): Award['complaints'][number] {
  return {
    id: id('c'),
    at: at(1),
    state,
    acceptBy: at(2),
    decideBy: null,
    holdEndsAt: null,
    text: '答复与事实不符。',
    finding: null,
  }
}

function awardAt(state: Award['state'], changes: Partial<Award> = {}): Award {
  return {
    tender: id('a'),
    lot: id('b'),
    name: '一标段',
    procedure: 'bidding',
    state,
    version: 1,
    candidates: [],
    undecided: [],
    publishedAt: null,
    publicityEndsAt: null,
    objections: [],
    complaints: [],
    isHeld: false,
    limits: [],
    winner: null,
    committee: [],
    contract: null,
    contractDueAt: null,
    resultNoticeEndsAt: null,
    queryUntil: null,
    contractPdfSha256: null,
    contractFiledAt: null,
    regulatorReport: null,
    failure: null,
    reReviews: [],
    ...changes,
  }
}

const nobody: AwardViewer = {
  party: id('0'),
  isRunning: false,
  isTenderer: false,
  isRegulator: false,
  isBidder: false,
  may: () => true,
}
const agency: AwardViewer = { ...nobody, isRunning: true }
const tenderer: AwardViewer = { ...agency, party: id('1'), isTenderer: true }
const bidder: AwardViewer = { ...nobody, party: id('2'), isBidder: true }
const regulator: AwardViewer = { ...nobody, isRegulator: true }
const running = { isSuspended: false }
const NOW = Date.parse(at(30))
const tasksOf = (award: Award, tender: { isSuspended: boolean }, viewer: AwardViewer, now = NOW) =>
  tasksAt(award, tender, viewer, now)

describe('what an award offers to whoever looks', () => {
  it('gives those who run the tender the step of each state, and nobody else any of them (A1–A5)', () => {
    const steps: Record<Award['state'], AwardTask[]> = {
      reported: ['publishCandidates', 'orderReReview', 'failAward'],
      publicity: ['orderReReview', 'failAward'],
      objected: ['answerAwardObjection', 'orderReReview', 'failAward'],
      deciding: ['decideAward', 'orderReReview', 'failAward'],
      decided: ['publishResult', 'failAward'],
      awarded: ['draftContract', 'reportToRegulator', 'failAward'],
      signing: ['reportToRegulator', 'failAward'],
      contracted: ['reportToRegulator'],
      failed: [],
    }
    for (const state of awardStates) {
      const award = awardAt(state, state === 'objected' ? { objections: [objection('1', 0, null)] } : {})
      expect(tasksOf(award, running, agency), state).to.deep.equal(steps[state])
      expect(tasksOf(award, running, nobody), state).to.deep.equal([])
    }
  })

  it('offers nothing while the tender is suspended, and nothing that the policy forbids', () => {
    expect(tasksOf(awardAt('reported'), { isSuspended: true }, agency)).to.deep.equal([])
    expect(tasksOf(awardAt('reported'), running, { ...agency, may: () => false })).to.deep.equal([])
  })

  it('does not decide while an accepted complaint holds the award (A6)', () => {
    const held = awardAt('deciding', { isHeld: true, complaints: [complaint('accepted')] })
    expect(tasksOf(held, running, agency)).to.deep.equal(['orderReReview', 'failAward'])
    expect(tasksOf(held, running, regulator)).to.deep.equal(['decideComplaint'])
    expect(tasksOf(awardAt('deciding', { complaints: [complaint('dismissed')] }), running, regulator)).to.deep.equal([])
  })

  it('offers nothing but complaints while the report is re-reviewed, and the answers before the candidates after it (X13)', () => {
    const reReview: Award['reReviews'][number] = {
      ground: 'abnormal-score',
      reason: '评分畸低。',
      orderedAt: at(1),
      endedAt: null,
      isChanged: null,
      isOfAnotherLot: false,
      earlierReportSha256: 'ef'.repeat(32),
      reportSha256: null,
      before: [],
      after: [],
    }
    const objections = [objection('1', 0, null, '氐宿1建设有限公司')]
    const held = awardAt('objected', { reReviews: [reReview], objections, complaints: [complaint('filed')] })
    expect(tasksOf(held, running, agency)).to.deep.equal([])
    expect(tasksOf(held, running, bidder)).to.deep.equal(['complainOfAward'])
    expect(tasksOf(held, running, regulator)).to.deep.equal(['decideComplaint'])
    const ended = [{ ...reReview, endedAt: at(2), isChanged: true }]
    expect(tasksOf(awardAt('reported', { reReviews: ended, objections }), running, agency)).to.deep.equal([
      'answerAwardObjection',
      'orderReReview',
      'failAward',
    ])
  })

  it('lets a bidder of the lot object within the publicity, and complain only after its own objection (A2, A6)', () => {
    expect(tasksOf(awardAt('publicity'), running, bidder)).to.deep.equal(['objectToCandidates'])
    expect(tasksOf(awardAt('deciding'), running, bidder)).to.deep.equal([])
    const anothers = awardAt('publicity', { objections: [objection('1', 0, 5)] })
    expect(tasksOf(anothers, running, bidder)).to.deep.equal(['objectToCandidates'])
    const own = [objection('1', 0, 5, '氐宿1建设有限公司')]
    expect(tasksOf(awardAt('deciding', { objections: own }), running, bidder)).to.deep.equal(['complainOfAward'])
    expect(tasksOf(awardAt('contracted', { objections: own }), running, bidder)).to.deep.equal([])
  })

  it('asks tenderer and winner for their signature once each, the agency never (A4)', () => {
    const winner = {
      bid: 'ab'.repeat(32),
      party: bidder.party,
      name: '氐宿1建设有限公司',
      price: '9000000.00',
      at: at(0),
      cause: null,
      reason: null,
      isByClock: false,
    } as NonNullable<Award['winner']>
    const signedAs = (roles: ('tenderer' | 'winner')[]) =>
      awardAt('signing', { winner, contract: { sha256: 'cd'.repeat(32), dueAt: at(9), signedAs: roles } })
    expect(tasksOf(signedAs([]), running, tenderer)).to.include('signContract')
    expect(tasksOf(signedAs(['tenderer']), running, tenderer)).to.not.include('signContract')
    expect(tasksOf(signedAs(['tenderer']), running, bidder)).to.deep.equal(['signContract'])
    expect(tasksOf(signedAs(['winner']), running, bidder)).to.deep.equal([])
    expect(tasksOf(signedAs([]), running, agency)).to.deep.equal(['reportToRegulator', 'failAward'])
  })
})

describe('the written report to the regulator (ZTB 47, A5)', () => {
  const given: Award['regulatorReport'] = { sha256: 'ab'.repeat(32), at: at(3), isLate: false }

  it('is asked of those who run the tender until it was given, of nobody else, and not under the law of procurement', () => {
    expect(tasksOf(awardAt('contracted', { regulatorReport: given }), running, agency)).to.deep.equal([])
    expect(tasksOf(awardAt('contracted'), running, regulator)).to.deep.equal([])
    expect(tasksOf(awardAt('awarded', { procedure: 'procurement' }), running, agency)).to.not.include('reportToRegulator')
  })
})

describe('what an award by the law of procurement offers (G7–G10)', () => {
  const procured = (state: Award['state'], changes: Partial<Award> = {}) =>
    awardAt(state, { procedure: 'procurement', ...changes })

  it('gives those who run the tender the hand-over, the decision, the publication and the filing, in this order', () => {
    const steps = (['reported', 'deciding', 'decided', 'awarded', 'contracted'] as const).map(
      (state) => tasksOf(procured(state), running, agency)[0],
    )
    expect(steps).to.deep.equal(['handOverReport', 'decideAward', 'publishResult', 'draftContract', 'fileContract'])
    expect(tasksOf(procured('contracted', { contractFiledAt: at(3) }), running, agency)).to.deep.equal([])
  })

  it('lets a bidder query the published result until its time is over', () => {
    const published = (until: number) => procured('awarded', { queryUntil: at(until) })
    expect(tasksOf(procured('decided'), running, bidder)).to.deep.equal([])
    expect(tasksOf(published(31), running, bidder)).to.deep.equal(['objectToCandidates'])
    expect(tasksOf(published(30), running, bidder)).to.deep.equal([])
  })

  it('lets it complain after the answer, or after the time for one', () => {
    const queried = (answered: number | null) =>
      procured('awarded', { queryUntil: at(20), objections: [objection('1', 0, answered, '氐宿1建设有限公司')] })
    expect(tasksOf(queried(null), running, bidder)).to.deep.equal([])
    expect(tasksOf(queried(null), running, bidder, Date.parse(at(59)))).to.deep.equal(['complainOfAward'])
    expect(tasksOf(queried(5), running, bidder)).to.deep.equal(['complainOfAward'])
    expect(tasksOf(queried(null), running, agency)).to.include('answerAwardObjection')
  })

  it('has nobody sign a contract that is held', () => {
    const signing = { contract: { sha256: 'cd'.repeat(32), dueAt: at(9), signedAs: [] } }
    expect(tasksOf(procured('signing', signing), running, tenderer)).to.include('signContract')
    expect(tasksOf(procured('signing', { ...signing, isHeld: true }), running, tenderer)).to.not.include('signContract')
  })
})

describe('the clock of a publicity that objections stop (A2)', () => {
  const since = (...objections: Award['objections'][number][]) => stoppedSince({ objections })

  it('stands since the first objection of an unbroken row, whichever of them was answered', () => {
    expect(since(objection('1', 3, null))).to.equal(at(3))
    expect(since(objection('2', 7, null), objection('1', 3, 9))).to.equal(at(3))
    expect(since(objection('1', 3, 5), objection('2', 7, null))).to.equal(at(7))
  })

  it('runs without objections and after the last answer', () => {
    expect(since()).to.equal(undefined)
    expect(since(objection('1', 3, 5), objection('2', 4, 8))).to.equal(undefined)
  })
})

describe('a contract beside the bid (A4)', () => {
  const contract: ContractText = {
    v: 'contract/1',
    code: 'A1',
    title: '供水管网改造',
    lot: { id: id('b'), name: '一标段' },
    bid: 'ab'.repeat(32),
    tenderer: { party: id('1'), name: '临江市水务局' },
    winner: { party: id('2'), name: '氐宿1建设有限公司' },
    comparison: [{ point: 'price', bid: '9000000.00', contract: '9000000.00' }],
    terms: '按招标文件合同条款执行。',
    draftedAt: at(0),
  }

  it('differs where a value does, where a point is missing, and where one was added, whatever it says of itself', () => {
    const differing = (bid: Record<string, string>) => comparePoints(contract, bid).filter(({ isEqual }) => !isEqual)
    expect(differing({ price: '9000000.00' })).to.deep.equal([])
    expect(differing({ price: '9100000.00' }).map(({ point }) => point)).to.deep.equal(['price'])
    expect(differing({ price: '9000000.00', period: '90' })).to.deep.equal([
      { point: 'period', bid: '90', contract: undefined, isEqual: false },
    ])
    expect(differing({})).to.deep.equal([{ point: 'price', bid: undefined, contract: '9000000.00', isEqual: false }])
  })

  it('is not read when its bytes are not the digest’s', () => {
    const bytes = new TextEncoder().encode(JSON.stringify(contract))
    expect(() => readContractText(bytes, 'ab'.repeat(32))).to.throw(ContractDiffers)
  })
})
