import { expect } from 'chai'
import { createPersonClient } from '#shared/acts/person-client.ts'
import * as evaluations from '#shared/contracts/evaluation.ts'
import { listCustodyDraws } from '#shared/contracts/experts-custody.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import { listDrawTasks, listExpertAssessments } from '#shared/contracts/experts-tasks.ts'
import { takeDrawStep } from '#shared/draw/custodian-duty.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { drawPoolModel } from '../../server/features/experts/draw.model.ts'
import { makeDrawBundles } from '../../server/features/experts/index.ts'
import {
  admittedExpert,
  answerOf,
  askForDraw,
  calledExperts,
  commitAll,
  confirmAll,
  type DrawAnswer,
  type DrawHall,
  drawBundleText,
  drawNow,
  drawRequest,
  escrowAll,
  fillCommittee,
  giveShares,
  type PartyNumber,
  publishResult,
  revealAll,
  settledDraw,
  signPools,
  type TestExpert,
  throughToCalling,
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
  toPreliminary,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { type CustodyKey, castOf, logInAll } from '../support/notices.ts'
import { factsOf } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('a seated committee that loses a member when nobody is left to call (X2, X4)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall
  let first: DrawAnswer
  let second: DrawAnswer
  let third: DrawAnswer
  let committee: Committee
  let leaving: { readonly member: Member; readonly expert: TestExpert }
  let numbers: PartyNumber[]
  const evaluation = () => platform().client.call(evaluations.getEvaluation, { params: { tender: first.tender } })
  const listed = () => platform().client.call(draws.listDraws, { params: { tender: first.tender } })
  const tasksOf = async (person: TestPerson) => (await person.call(listDrawTasks, {})).items.map(({ task }) => task)
  const missing = { strata: [{ speciality: 'A06', seats: 1 }], reason: 'A06 递补名单用完' }
  const ask = (changes: Parameters<typeof askForDraw>[1] = {}, attempt = 2) =>
    askForDraw(setting, { ...missing, completes: first.draw, ...changes } as Parameters<typeof askForDraw>[1], attempt)

  before('five sit and score, and the speciality A06 has nobody else', async function () {
    this.timeout(120_000)
    const hall = await evaluatedHall(platform(), await castOf(platform(), 3), { lowPrice: null })
    for (const price of ['9000000.00', '9500000.00', '9900000.00'])
      await technicalBid(hall, await platform().register('bidder'), price)
    await toRecorded(hall)
    const experts: TestExpert[] = []
    for (const speciality of ['A06', 'A08', 'A08', 'A08']) experts.push(await admittedExpert(platform(), [speciality]))
    setting = { hall, platform: platform(), experts }
    first = await fillCommittee(setting, (await throughToCalling(setting)).draw)
    const { tenderer } = hall.cast
    await tenderer.act(draws.nameRepresentatives, {
      params: { draw: first.draw },
      subject: { tender: first.tender, draw: first.draw },
      body: { persons: [tenderer.person] },
    })
    await platform().beat()
    const seated = await seatedBy(first, 2)
    const own = seated.find(({ invitation }) => invitation.speciality === 'A06')
    if (own === undefined) throw new Error('nobody sits')
    leaving = own
    const members = [{ seat: 1, person: tenderer }, ...seated.map(({ member }) => member)]
    committee = committeeOf(hall, members, '')
    await toPreliminary(committee)
    for (const member of members) await review(committee, member)
    for (const member of members.filter(({ seat }) => seat !== leaving.member.seat)) await lock(committee, member)
  })

  it('closes the order it was drawn by, keeps its other members, and says what is missing', async () => {
    await leaving.member.person.act(evaluations.declareConflict, {
      ...(await about(committee)),
      body: { reason: '发现本人配偶在投标人单位任职。' },
    })
    await platform().beat()
    first = await settledDraw(setting, first.draw)
    expect(first.state).to.equal('closed')
    expect(await evaluation()).to.include({ state: 'seated', round: 2 })
    expect((await calledExperts(setting)).map(({ invitation }) => invitation.state)).to.deep.equal(Array(3).fill('accepted'))
    expect((await listed()).supplement).to.deep.equal({
      completes: first.draw,
      committee: { size: 5, representatives: 1, isComplex: false },
      missing: [{ speciality: 'A06', seats: 1 }],
    })
    const { agency, regulator } = setting.hall.cast
    await logInAll(setting.hall.cast)
    expect(await tasksOf(agency)).to.deep.equal(['complete-committee'])
    expect(await tasksOf(regulator)).to.deep.equal([])
  })

  it('may have exactly the missing seats drawn, by tenderer or agency, and no other committee', async () => {
    const refused = (changes: Parameters<typeof ask>[0]) => problemCode(ask(changes))
    expect(await problemCode(askForDraw(setting, { reason: '另抽一个委员会' }, 2))).to.equal('draw-supplement-only')
    expect(await refused({ strata: [{ speciality: 'A08', seats: 1 }] })).to.equal('draw-seats-not-missing')
    expect(await refused({ strata: [{ speciality: 'A06', seats: 2 }] })).to.equal('draw-seats-not-missing')
    expect(await refused({ reason: null })).to.equal('draw-open')
    expect(await problemCode(ask({}, 1))).to.equal('state-changed')
    const { tender, cast } = setting.hall
    const byCentre = cast.centre.act(draws.requestDraw, {
      params: { tender: tender.id },
      subject: { tender: tender.id, attempt: 2 },
      body: { ...drawRequest(setting), ...missing, completes: first.draw },
    })
    expect(await problemCode(byCentre)).to.equal('forbidden')
  })

  it('leaves out everybody it has called before: whoever was excused cannot come back', async () => {
    expect(await problemCode(ask())).to.equal('pool-too-small')
    const experts = [...setting.experts]
    for (let index = 0; index < 2; index += 1) experts.push(await admittedExpert(platform(), ['A06']))
    setting = { ...setting, experts }
    second = await ask()
    expect(second.pool).to.deep.include({ attempt: 2, completes: first.draw, excluded: { 'called-before': 4 } })
    expect(second.pool.strata.map(({ name, seats, size }) => [name, seats, size])).to.deep.equal([['A06', 1, 2]])
  })

  it('has who was called before sealed from the beginning: the stored pool says it to nobody (X3)', async () => {
    const { connection } = platform().server.platform
    const stored = await drawPoolModel(connection).findById(second.draw).lean()
    expect(stored?.text).to.equal(null)
    const dump = JSON.stringify([stored, await connection.collection('draws').find({ tender: first.tender }).toArray()])
    for (const { expert, person } of setting.experts) {
      expect(dump).not.to.contain(expert)
      expect(dump).not.to.contain(person.person)
    }
  })

  it('waits, after a restart in the middle, for the custodians to give the names of the first draw back', async () => {
    await signPools(setting, second)
    await platform().restart()
    numbers = await commitAll(setting, second)
    second = await escrowAll(setting, second, numbers)
    expect(second.state).to.equal('escrowing')
    expect((await drawNow(setting, first.draw)).wanted).to.deep.equal(['names'])
    const [key, other] = setting.hall.keys
    if (key === undefined || other === undefined) throw new Error('no custodians')
    await key.custodian.logIn()
    const asked = (await key.custodian.call(listCustodyDraws, {})).items
    expect(asked.map(({ draw, task }) => [draw, task])).to.deep.equal([
      [first.draw, 'give'],
      [second.draw, null],
    ])
    expect(await duty(key, false)).to.deep.include({ draw: first.draw, refused: [{ of: 'names', refusal: 'names-not-agreed' }] })
    expect(await duty(key, true)).to.deep.include({ draw: first.draw, done: 'shares', of: ['names'] })
    await giveShares(setting, first.draw, other)
    second = await settledDraw(setting, second.draw)
    expect(second.state).to.equal('confirming')
  })

  it('is drawn with the whole ceremony of the first, and verified before anything is released', async () => {
    await confirmAll(setting, second)
    await revealAll(setting, second.draw, numbers)
    const [called] = await calledExpertsOf(second)
    expect(called?.invitation.speciality).to.equal('A06')
    expect((await verifyDrawAsStranger(setting, second.draw)).failures).to.deep.equal([])
    if (called === undefined) throw new Error('nobody called')
    await answerOf(called.expert, called.invitation, 'unavailable')
    await platform().runDue()
    second = await fillCommittee(setting, second.draw)
    expect(second.state).to.equal('filled')
    await platform().beat()
    expect((await factsOf(setting.hall, 'evaluation.member-seated')).at(-1)).to.deep.include({ seats: [7] })
    expect((await listed()).supplement).to.equal(null)
    expect(await problemCode(ask({}, 3))).to.equal('draw-nothing-missing')
    const voided = setting.hall.cast.regulator.act(draws.voidDraw, {
      params: { draw: second.draw },
      subject: { tender: second.tender, draw: second.draw },
      body: { reason: '名单有误' },
    })
    expect(await problemCode(voided)).to.equal('draw-wrong-step')
  })

  it('is completed once more when another member of the first draw leaves: the second order is closed by the third', async () => {
    const { regulator } = setting.hall.cast
    const excused = (await seatedBy(first, 2)).find(({ invitation }) => invitation.speciality === 'A08')
    if (excused === undefined) throw new Error('nobody sits')
    await regulator.act(evaluations.excuseMember, {
      ...(await about(committee)),
      body: { seat: excused.member.seat, reason: '失联。' },
    })
    await platform().beat()
    committee = committeeOf(
      setting.hall,
      committee.members.filter(({ seat }) => seat !== excused.member.seat),
      '',
    )
    expect((await listed()).supplement?.missing).to.deep.equal([{ speciality: 'A08', seats: 1 }])
    setting = { ...setting, experts: [...setting.experts, await admittedExpert(platform(), ['A08'])] }
    third = await ask({ strata: [{ speciality: 'A08', seats: 1 }], reason: 'A08 成员失联' }, 3)
    expect(third.pool).to.deep.include({ completes: first.draw, excluded: { 'called-before': 6 } })
    await signPools(setting, third)
    second = await drawNow(setting, second.draw)
    expect(second.state).to.equal('closed')
    const own = await commitAll(setting, third)
    await escrowAll(setting, third, own)
    await confirmAll(setting, third)
    await revealAll(setting, third.draw, own)
    third = await fillCommittee(setting, third.draw)
    expect(third.state).to.equal('filled')
    await platform().beat()
    expect((await factsOf(setting.hall, 'evaluation.member-seated')).at(-1)).to.deep.include({ seats: [8] })
  })

  it('completes its evaluation: newcomers judge anew under numbers of their own, what the others signed stands', async () => {
    const newcomers = [...(await seatedBy(second, 6)), ...(await seatedBy(third, 8))].map(({ member }) => member)
    expect(newcomers.map(({ seat }) => seat)).to.deep.equal([7, 8])
    const members = [...committee.members.filter(({ seat }) => seat !== leaving.member.seat), ...newcomers]
    const chair = members[0]?.seat ?? 0
    committee = committeeOf(setting.hall, members, '')
    for (const member of newcomers) await undertake(committee, member)
    if (newcomers[0] !== undefined && (await committee.desk(newcomers[0])).chair === null)
      for (const { person } of members.slice(0, 3))
        await person.act(evaluations.electChair, { ...(await about(committee)), body: { seat: chair } })
    for (const member of newcomers) await review(committee, member)
    for (const member of newcomers) await lock(committee, member)
    expect(await evaluation()).to.include({ state: 'signing', round: 3 })
    for (const member of members) await sign(committee, member)
    await platform().runDue()
    expect((await evaluation()).state).to.equal('completed')
    expect(await problemCode(ask({}, 4))).to.equal('draw-nothing-missing')
  })

  it('is released with every draw it comes from, and a stranger verifies each', async () => {
    await publishResult(setting)
    first = await drawNow(setting, first.draw)
    second = await drawNow(setting, second.draw)
    third = await drawNow(setting, third.draw)
    expect([first.state, second.state, third.state]).to.deep.equal(Array(3).fill('released'))
    expect(first.names).to.have.length(3)
    expect(second.names?.map(({ seat }) => seat)).to.deep.equal([second.calls.at(-1)?.seat])
    for (const { draw } of [first, second, third]) {
      const verdict = await verifyDrawAsStranger(setting, draw)
      expect(verdict.failures).to.deep.equal([])
      expect(verdict.isReleased).to.equal(true)
    }
    const { checks } = await verifyDrawAsStranger(setting, third.draw)
    const passed = checks.filter(({ verdict }) => verdict === 'pass').map(({ name }) => name)
    expect(passed.filter((name) => name === 'avoided-proven')).to.have.length(3)
    expect(passed).to.include('seats-missing')
    const { connection } = platform().server.platform
    const bundles = await makeDrawBundles({ connection, config: { platformName: 'kaibiao.test' } }, first.tender)
    expect(bundles.map(({ draw, attempt }) => [attempt, draw])).to.deep.equal([
      [1, first.draw],
      [2, second.draw],
      [3, third.draw],
    ])
    await setting.hall.cast.tenderer.logIn()
    const { items } = await setting.hall.cast.tenderer.call(listExpertAssessments, { params: { tender: first.tender } })
    expect(items).to.have.length(4)
  })

  it('is caught when the release shows somebody else as left out, or nobody', async () => {
    const text = await drawBundleText(setting, second.draw)
    const altered = async (change: (avoided: { token: string; exclusion: { expert: string } }[]) => void) => {
      const bundle = JSON.parse(text) as { release: { avoided: { token: string; exclusion: { expert: string } }[] } }
      change(bundle.release.avoided)
      const { failures } = await verifyDrawAsStranger(setting, second.draw, JSON.stringify(bundle))
      return [...new Set(failures.map((failure) => failure.split(' ')[0]))]
    }
    expect(await altered((avoided) => avoided.pop())).to.deep.equal(['release-on-chain', 'avoided-proven'])
    const other = setting.experts.at(-1)?.expert ?? ''
    const shown = await altered(([one]) => {
      if (one !== undefined) one.exclusion.expert = other
    })
    expect(shown).to.deep.equal(['release-on-chain', 'avoided-proven'])
  })

  /** Who sits by a draw, under the numbers from `firstSeat` on in the order of its calls. */
  async function seatedBy({ draw }: DrawAnswer, firstSeat: number) {
    const { calls } = await drawNow(setting, draw)
    const found = (await calledExperts(setting)).filter(({ invitation }) => invitation.draw === draw)
    return found.map(({ expert, invitation }) => {
      const seat = firstSeat + calls.findIndex((call) => call.seat === invitation.seat)
      return { member: { seat, person: expert.person }, expert, invitation }
    })
  }

  async function calledExpertsOf({ draw }: DrawAnswer) {
    return (await calledExperts(setting)).filter(({ invitation }) => invitation.draw === draw && invitation.state === 'called')
  }

  /** A custodian's own client does what it is asked, if its custodian has agreed to the names. */
  async function duty({ custodian, i, keySpki, privateKey }: CustodyKey, mayGiveNames: boolean) {
    const { origin, random, clock, pki } = platform()
    await platform().beat()
    const { party, person, signer } = custodian
    const privateKeyPkcs8 = base64url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
    return takeDrawStep({
      person: createPersonClient({ origin, fetch, signer, platform: 'kaibiao.test', party, person, random, now: clock.now }),
      custody: { v: 'custody/1', origin, tender: first.tender, i, keySpki, privateKeyPkcs8, logs: [] },
      now: clock.now(),
      trust: { material: pki.trust, isRevocationChecked: true },
      mayGiveNames,
    })
  }
})
