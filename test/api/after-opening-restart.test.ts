import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import * as awards from '#shared/contracts/awards.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { type AwardState, awardLifecycles, firstAwardState } from '#shared/lifecycle/award.ts'
import { type DrawState, drawLifecycle, drawStates, isSpentDraw } from '#shared/lifecycle/draw.ts'
import { type EvaluationState, evaluationLifecycle, evaluationStates, isReReview } from '#shared/lifecycle/evaluation.ts'
import { isFinal, reachableStates } from '#shared/lifecycle/table.ts'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { runCli } from '../../cli/run-cli.ts'
import { bagModel } from '../../server/features/archive/bag.model.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import {
  admittedExpert,
  answerOf,
  askForDraw,
  calledExperts,
  commitAll,
  confirmAll,
  type DrawHall,
  drawNow,
  escrowAll,
  giveShares,
  type PartyNumber,
  partyPersons,
  revealAll,
  settledDraw,
  verifyDrawAsStranger,
} from '../support/draw-hall.ts'
import {
  about,
  type Committee,
  committeeOf,
  evaluatedHall,
  lock,
  type Member,
  review,
  sign,
  technicalBid,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { castOf, logInAll } from '../support/notices.ts'
import { factsOf, type Hall, verifyAsStranger } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('a tender whose server is started again at every stage from the draw to the contract', function () {
  this.timeout(240_000)
  const platform = usePlatform()
  let hall: Hall
  let setting: DrawHall
  let draw = ''
  let committee: Committee
  const bidders: TestPerson[] = []
  /** States in the middle of which the server was started again. */
  const survived = new Set<string>()

  before('three bids are opened, one of them abnormally low; one expert more than there are seats', async function () {
    this.timeout(120_000)
    hall = await evaluatedHall(platform(), await castOf(platform(), 3))
    for (const price of ['3000000.00', '9500000.00', '9900000.00']) {
      const bidder = await platform().register('bidder')
      bidders.push(bidder)
      await technicalBid(hall, bidder, price)
    }
    await toRecorded(hall)
    const experts: DrawHall['experts'][number][] = []
    for (const speciality of ['A06', 'A08', 'A08', 'A08', 'A08']) experts.push(await admittedExpert(platform(), [speciality]))
    setting = { hall, platform: platform(), experts }
  })

  const params = () => ({ tender: hall.tender.id })
  const lotParams = () => ({ tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' })
  const bidOf = (index: number) => hall.bids[index]?.bid.manifestSha256 ?? ''
  const evaluationNow = () => platform().client.call(contracts.getEvaluation, { params: params() })
  const awardNow = async () => {
    const [award] = (await hall.cast.agency.call(awards.getAwards, { params: params() })).awards
    if (award === undefined) throw new Error('no award')
    return award
  }
  const named = async () => ({ params: lotParams(), subject: { ...lotParams(), version: (await awardNow()).version } })

  /** Ends the server and starts another; what `read` answers is the same before and after, and in the state named. */
  async function restartIn<View extends { readonly state: string }>(
    kind: 'draw' | 'evaluation' | 'award',
    state: View['state'],
    read: () => Promise<View>,
  ): Promise<void> {
    const before = await read()
    expect(before.state).to.equal(state)
    await platform().restart()
    expect(await read()).to.deep.equal(before)
    survived.add(`${kind} ${state}`)
  }
  const restartDraw = (state: DrawState) =>
    // Which shares the server asks for, and has been given, is what lives in its memory alone.
    restartIn('draw', state, async () => ({ ...(await drawNow(setting, draw)), wanted: [] as string[], given: [] as unknown[] }))
  const restartEvaluation = (state: EvaluationState) => restartIn('evaluation', state, evaluationNow)
  const restartAward = (state: AwardState) => restartIn('award', state, awardNow)
  /** Custodians give the key of names back to a server that asks for it. */
  async function unlock(): Promise<void> {
    for (const key of hall.keys) if ((await drawNow(setting, draw)).wanted.includes('names')) await giveShares(setting, draw, key)
    expect((await drawNow(setting, draw)).wanted).to.not.include('names')
  }
  const stateOfDraw = async () => (await settledDraw(setting, draw)).state
  async function acceptAll(): Promise<void> {
    for (const { expert, invitation } of await calledExperts(setting))
      if (invitation.state === 'called') await answerOf(expert, invitation, 'accept')
  }
  /** The members as drawn: the tenderer's first, then by their places among the calls. */
  async function seated(): Promise<Committee> {
    const { calls } = await drawNow(setting, draw)
    const experts: Member[] = (await calledExperts(setting)).map(({ expert, invitation }) => ({
      seat: 2 + calls.findIndex(({ seat }) => seat === invitation.seat),
      person: expert.person,
    }))
    experts.sort((left, right) => left.seat - right.seat)
    return committeeOf(hall, [{ seat: 1, person: hall.cast.tenderer }, ...experts], '')
  }
  const memberAt = (index: number): Member => {
    const member = committee.members[index]
    if (member === undefined) throw new Error('nobody sits there')
    return member
  }
  async function refresh(): Promise<void> {
    await logInAll(hall.cast)
    for (const person of bidders) await person.logIn()
  }

  it('draws on: request, commitments, escrows, confirmations, numbers, calls', async () => {
    const asked = await askForDraw(setting)
    draw = asked.draw
    const subject = { tender: asked.tender, draw }
    await hall.cast.agency.act(draws.signPool, { params: { draw }, subject, body: { draw } })
    await restartDraw('proposed')
    await hall.cast.regulator.act(draws.signPool, { params: { draw }, subject, body: { draw } })

    const [first, ...others] = partyPersons(setting)
    if (first === undefined) throw new Error('no party')
    const numbers: PartyNumber[] = await commitAll(setting, asked, [first])
    await restartDraw('committing')
    numbers.push(...(await commitAll(setting, asked, others)))

    await escrowAll(setting, asked, numbers.slice(0, 1))
    await restartDraw('escrowing')
    await escrowAll(setting, asked, numbers.slice(1))

    await confirmAll(setting, asked, hall.keys.slice(0, 1))
    await restartDraw('confirming')
    await confirmAll(setting, asked, hall.keys.slice(1))

    await unlock()
    await revealAll(setting, draw, numbers.slice(0, 1))
    await restartDraw('revealing')
    await unlock()
    await revealAll(setting, draw, numbers.slice(1))

    const [called] = await calledExperts(setting)
    if (called === undefined) throw new Error('nobody called')
    await answerOf(called.expert, called.invitation, 'accept')
    await restartDraw('calling')
    await unlock()
    await acceptAll()
    expect(await stateOfDraw()).to.equal('filled')
  })

  it('seats the committee that was whole when the server died, once custodians have given the names back', async () => {
    await hall.cast.tenderer.act(draws.nameRepresentatives, {
      params: { draw },
      subject: { ...params(), draw },
      body: { persons: [hall.cast.tenderer.person] },
    })
    await restartDraw('filled')
    // The new server gets the events, and cannot say who was drawn.
    await platform().beat()
    await unlock()
    committee = await seated()
    expect(committee.members.map(({ seat }) => seat)).to.deep.equal([1, 2, 3, 4, 5])
    const evaluation = await evaluationNow()
    expect(evaluation).to.include({ state: 'seated', seats: 5 })
    for (const { person } of committee.members)
      expect(JSON.stringify(evaluation), 'names nobody (X3)').to.not.contain(person.person)
  })

  it('keeps undertakings and votes for the chair', async () => {
    for (const member of committee.members.slice(0, 2)) await undertake(committee, member)
    await restartEvaluation('seated')
    for (const member of committee.members.slice(2)) await undertake(committee, member)
    for (const index of [0, 1, 2]) {
      await memberAt(index).person.act(contracts.electChair, { ...(await about(committee)), body: { seat: 2 } })
      if (index === 1) await restartEvaluation('seated')
    }
    expect(await committee.desk(memberAt(3))).to.include({ chair: 2, state: 'preliminary' })
  })

  it('replaces a member who vanished, though the server died before it could call another (X4)', async () => {
    for (const member of committee.members.slice(0, 2)) await review(committee, member)
    const { calls } = await drawNow(setting, draw)
    // One of the speciality of which somebody is left to call.
    const vanished = calls.findLastIndex(({ stratum }) => stratum === 'A08') + 2
    await restartEvaluation('preliminary')
    await hall.cast.regulator.act(contracts.excuseMember, {
      ...(await about(committee)),
      body: { seat: vanished, reason: '失联。' },
    })
    await restartEvaluation('seated')
    await platform().beat()
    await unlock()
    expect(await stateOfDraw()).to.equal('calling')
    await acceptAll()
    expect(await stateOfDraw()).to.equal('filled')
    await platform().beat()
    committee = await seated()
    expect(committee.members.map(({ seat }) => seat))
      .to.include(6)
      .and.not.include(vanished)
    const [newcomer] = committee.members.filter(({ seat }) => seat === 6)
    if (newcomer === undefined) throw new Error('nobody came')
    await undertake(committee, newcomer)
    expect((await committee.desk(newcomer)).state).to.equal('preliminary')
    for (const member of committee.members.slice(2)) await review(committee, member)
    expect((await evaluationNow()).state).to.equal('inquiring')
  })

  it('keeps the answer of a bidder and what members think of it (X12)', async () => {
    const [question] = (await committee.desk(memberAt(0))).questions
    if (question === undefined) throw new Error('nothing asked')
    const [low] = bidders
    await low?.logIn()
    await low?.act(contracts.answerEvaluationQuestion, {
      params: params(),
      subject: { ...params(), question: question.id },
      body: { text: '我方自有设备，报价合理。', isConfirmed: null },
    })
    for (const index of [0, 1, 2]) {
      if (index === 1) await restartEvaluation('inquiring')
      await memberAt(index).person.act(contracts.judgeExplanation, {
        ...(await about(committee)),
        body: { question: question.id, isAccepted: true, reason: '成本测算可信。' },
      })
    }
    expect((await evaluationNow()).state).to.equal('scoring')
  })

  it('keeps locked sheets closed and whole, and totals them once (X8)', async () => {
    const { lots } = await committee.desk(memberAt(0))
    const first = lots[0]?.blind[0]?.bid
    // The first member scores one bid far below the others.
    const pointsOf = (index: number) => (name: string, criterion: string) =>
      criterion === 'safety' ? '10' : index === 0 && name === first ? '5' : '20'
    for (const [index, member] of committee.members.entries()) {
      await lock(committee, member, pointsOf(index))
      if (index !== 2) continue
      await restartEvaluation('scoring')
      expect((await committee.desk(memberAt(4))).lots[0]?.sheets).to.deep.equal([])
    }
    await restartEvaluation('totalled')
    const desk = await committee.desk(memberAt(0))
    expect(desk.lots[0]?.sheets).to.have.length(5)
    const [abnormal] = desk.lots[0]?.result?.abnormal ?? []
    if (abnormal === undefined) throw new Error('nothing abnormal')
    await memberAt(0).person.act(contracts.explainScore, {
      ...(await about(committee)),
      body: {
        lot: hall.tender.lots[0]?.id ?? '',
        bid: abnormal.bid,
        criterion: abnormal.criterion,
        points: null,
        explanation: '该方案未涉及关键工序。',
      },
    })
    expect((await evaluationNow()).state).to.equal('signing')
  })

  it('keeps signatures, and completes the report after the last one (X14)', async () => {
    for (const [index, member] of committee.members.entries()) {
      await sign(committee, member)
      if (index === 1 || index === 4) await restartEvaluation('signing')
    }
    await platform().runDue()
    expect((await evaluationNow()).state).to.equal('completed')
    expect(await factsOf(hall, 'evaluation.completed')).to.have.length(1)
  })

  it('goes from the report to the candidates, an objection and its answer (A1, A2)', async () => {
    await platform().restart()
    await platform().beat()
    await refresh()
    await restartAward('reported')
    const early = platform().client.call(contracts.getCommitteeActs, { params: params() })
    expect(await problemCode(early)).to.equal('result-not-public')
    const candidates = (await awardNow()).candidates.map(({ bid }) => bid)
    await hall.cast.agency.act(awards.publishCandidates, { ...(await named()), body: { candidates } })
    await restartAward('publicity')
    await bidders[1]?.act(awards.objectToCandidates, {
      params: lotParams(),
      subject: lotParams(),
      body: { text: '第一名报价低于成本。' },
    })
    await restartAward('objected')
    const [objection] = (await awardNow()).objections
    await hall.cast.agency.act(awards.answerAwardObjection, {
      ...(await named()),
      body: { objection: objection?.id ?? '', text: '经评标委员会询价，认定合理。' },
    })
    platform().clock.set(Date.parse((await awardNow()).publicityEndsAt ?? ''))
    await refresh()
    await restartAward('publicity')
    await platform().runDue()
    await refresh()
    await restartAward('deciding')
  })

  it('releases the draw of an award decided just before the server died (X3)', async () => {
    const winner = (await awardNow()).candidates[0]?.bid ?? ''
    await hall.cast.tenderer.act(awards.decideAward, { ...(await named()), body: { winner, cause: null, reason: null } })
    await restartAward('awarded')
    await platform().beat()
    await unlock()
    expect(await stateOfDraw()).to.equal('released')
    expect((await verifyDrawAsStranger(setting, draw)).failures).to.deep.equal([])
  })

  it('gives everybody what its committee signed, all but who was replaced, and a stranger checks it (X3, X8, X14)', async () => {
    const text = fromUtf8(await platform().client.call(contracts.getCommitteeActs, { params: params() }))
    const bundle = parseCommitteeActs(utf8(text))
    const { logVerifierKey } = await platform().client.call(getPlatform, {})
    const verify = (copy: typeof bundle) =>
      verifyCommitteeActs(copy, {
        logKeys: [parseNoteKey(logVerifierKey)],
        trust: platform().pki.trust,
        isRevocationChecked: true,
      })
    const { checks } = await verify(bundle)
    expect(checks.filter(({ verdict }) => verdict === 'fail')).to.deep.equal([])
    const passed = (name: string) => checks.filter((check) => check.name === name && check.verdict === 'pass').length
    expect(passed('acts-signed')).to.equal(bundle.acts.length)
    // Five sheets, five signatures and their sum, five seats by name.
    expect([passed('sheets-as-locked'), passed('report-signed'), passed('names-as-released')]).to.deep.equal([5, 6, 5])
    // The regulator's directive, and what the member that vanished had signed: its undertaking, and no review.
    expect(bundle.withheld.map(({ cause }) => cause).sort()).to.deep.equal(['about-a-replaced-member', 'of-a-replaced-member'])

    const failures = async (change: (copy: typeof bundle) => void) => {
      const copy = structuredClone(bundle)
      change(copy)
      const verdict = await verify(copy)
      return new Set(verdict.checks.filter(({ verdict: judged }) => judged === 'fail').map(({ name }) => name))
    }
    const ofType = (copy: typeof bundle, type: string) => copy.acts.findIndex(({ act }) => act.includes(`"type":"${type}"`))
    const sheet = ofType(bundle, 'evaluation.lock-scores')
    expect(
      await failures(({ acts }) => {
        const [taken] = acts.slice(sheet)
        if (taken !== undefined) taken.act = taken.act.replace('"points":"20"', '"points":"25"')
      }),
    )
      .to.include('acts-signed')
      .and.include('acts-complete')
    expect(await failures(({ acts }) => acts.splice(sheet, 1))).to.deep.equal(new Set(['acts-complete']))
    expect(
      await failures(({ acts, withheld }) => {
        const [taken] = acts.splice(sheet, 1)
        withheld.push({ sha256: sha256Hex(utf8(taken?.act ?? '')), cause: 'of-a-replaced-member' })
      }),
      'kept back for no cause',
    ).to.deep.equal(new Set(['acts-complete']))
    expect(
      await failures(({ chain }) => {
        for (const { event, facts } of chain)
          if (event.type === 'evaluation.completed') Object.assign(facts as object, { dissenting: [1] })
      }),
    ).to.include('facts-match')

    const folder = await mkdtemp(join(tmpdir(), 'kaibiao-acts-'))
    try {
      await platform().pki.writeTrust(join(folder, 'trust'))
      await writeFile(join(folder, 'acts.json'), text)
      await writeFile(
        join(folder, 'forged.json'),
        text
          .replace('"cause":"of-a-replaced-member"', '"cause":"about-a-replaced-member"')
          .replace(/"withheld":\[.*\]/, '"withheld":[]'),
      )
      const kaibiao = (...line: string[]) =>
        runCli(['verify-evaluation', ...line, '--trust', join(folder, 'trust'), '--log-key', logVerifierKey], {
          stdout: { write: () => undefined },
          stderr: { write: () => undefined },
          environment: {},
          fetch: globalThis.fetch,
          random: platform().random,
          now: () => platform().clock.now(),
          wait: async () => undefined,
        })
      expect(await kaibiao('--origin', platform().origin, '--tender', hall.tender.id)).to.equal(0)
      expect(await kaibiao('--bundle', join(folder, 'acts.json'))).to.equal(0)
      expect(await kaibiao('--bundle', join(folder, 'forged.json'))).to.equal(1)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('keeps the first signature of the contract, and archives the whole after the second (A4)', async () => {
    const { fields } = (await awardNow()).candidates[0] ?? { fields: {} }
    await hall.cast.agency.act(awards.draftContract, {
      ...(await named()),
      body: { points: fields, terms: '按招标文件合同条款执行。' },
    })
    const contractSha256 = (await awardNow()).contract?.sha256 ?? ''
    const winner = (await awardNow()).candidates[0]?.bid
    const winning = bidders[[0, 1, 2].findIndex((index) => bidOf(index) === winner)]
    if (winning === undefined) throw new Error('nobody won')
    const signing = (person: TestPerson) =>
      person.act(awards.signContract, { params: lotParams(), subject: lotParams(), body: { contractSha256 } })
    await signing(hall.cast.tenderer)
    await restartAward('signing')
    await signing(winning)
    await platform().restart()
    await platform().beat()
    expect(await awardNow()).to.include({ state: 'contracted' })
    const bags = await bagModel(platform().server.platform.connection).find({ tender: hall.tender.id }).lean()
    expect(bags.map(({ cause, isWhole, missing }) => [cause, isWhole, missing])).to.deep.equal([
      ['opening.recorded', false, []],
      ['award.contract-concluded', true, []],
    ])
    expect(bags.at(-1)?.files.some(({ path }) => path === `data/05-专家抽取/1-${draw}.json`)).to.equal(true)
    expect(bags.at(-1)?.files.some(({ path }) => path === `data/09-异议与投诉/${lotParams().lot}.json`)).to.equal(true)
    const paths = bags.at(-1)?.files.map(({ path }) => path) ?? []
    expect(paths).to.include('data/06-评标/committee-acts.json')
    expect(paths.filter((path) => /^data\/06-评标\/acts\/evaluation\.lock-scores-[0-9a-f]{64}\.p7s$/.test(path))).to.have.length(
      5,
    )
  })

  it('was started again in every state that is not the last, and lost and repeated nothing', async () => {
    const wanted = [
      // A closed draw, whose order nobody is left of, is started again where a supplementary one follows it.
      ...drawStates
        .filter((state) => !isFinal(drawLifecycle, state) && !isSpentDraw(state) && state !== 'closed')
        .map((state) => `draw ${state}`),
      // What waits for envelopes that open later is not on the way of a tender whose envelopes open together: two-envelopes.test.ts starts
      // the server again there, awards-procurement.test.ts in the states of the other law.
      ...evaluationStates
        .filter((state) => !isFinal(evaluationLifecycle, state) && state !== 'awaiting-prices' && state !== 'pricing')
        // A signed report is taken up again in re-review.test.ts, servers started again included.
        .filter((state) => state !== 'completed' && !isReReview(state))
        .map((state) => `evaluation ${state}`),
      ...reachableStates(awardLifecycles.bidding, firstAwardState)
        .filter((state) => !isFinal(awardLifecycles.bidding, state))
        .map((state) => `award ${state}`),
    ]
    expect([...survived].sort()).to.deep.equal(wanted.sort())
    const chain = await tenderChain({ connection: platform().server.platform.connection }, hall.tender.id)
    const first = chain[0]?.event.seq ?? 0
    expect(chain.map(({ event }) => event.seq)).to.deep.equal(chain.map((_, index) => first + index))
    const times = (type: string) => chain.filter(({ event }) => event.type === type).length
    for (const type of [
      'draw.pooled',
      'draw.committed',
      'draw.dealt',
      'draw.held',
      'draw.ranked',
      'draw.released',
      'evaluation.committee-seated',
      'evaluation.member-seated',
      'evaluation.totalled',
      'evaluation.report-prepared',
      'evaluation.completed',
      'award.begun',
      'award.decided',
      'award.contract-concluded',
    ])
      expect(times(type), type).to.equal(1)
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })
})
