import { expect } from 'chai'
import * as draws from '#shared/contracts/experts-draw.ts'
import { listOwnPassedOver, listPassedOver } from '#shared/contracts/experts-passed.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { paperDigest, paperDigestOf } from '#shared/draw/paper.ts'
import { readDrawRecord } from '#shared/draw/record.ts'
import { forgetVault } from '../../server/features/experts/vault.ts'
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
  drawHall,
  drawNow,
  envelopesOf,
  escrowAll,
  fillCommittee,
  giveShares,
  invitationsOf,
  partyPersons,
  publishResult,
  revealAll,
  settledDraw,
  signPools,
  type TestExpert,
  throughToCalling,
  verifyDrawAsStranger,
} from '../support/draw-hall.ts'
import { logInAll } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

/** Who was called in a draw and passed over, as its regulator reads it. */
async function passedOver({ hall }: DrawHall, draw: string) {
  await hall.cast.regulator.logIn()
  return hall.cast.regulator.call(listPassedOver, { params: { draw }, query: { purpose: '核对跳过的理由' } })
}

describe('a draw in which somebody does not play fair, or falls silent (draw/1)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall
  let attempt = 0
  /** Declared void once somebody had declined. */
  let voided: { readonly draw: string; readonly expert: TestExpert }

  before(async () => {
    setting = await drawHall(platform())
  })

  /** Another attempt: the first has no reason. */
  async function another(): Promise<DrawAnswer> {
    attempt += 1
    return askForDraw(setting, attempt === 1 ? {} : { reason: '上次抽取未成' }, attempt)
  }

  async function passStep(draw: string): Promise<DrawAnswer> {
    const { stepEndsAt } = await drawNow(setting, draw)
    if (stepEndsAt === null) throw new Error('the step has no end')
    platform().clock.set(Date.parse(stepEndsAt))
    return settledDraw(setting, draw)
  }

  it('comes to nothing, and says by whom, when a party does not commit: it cannot be left out by those who would gain', async () => {
    const asked = await another()
    await signPools(setting, asked)
    await commitAll(setting, asked, partyPersons(setting).slice(0, 2))
    const draw = await passStep(asked.draw)
    expect([draw.state, draw.voidReason]).to.deep.equal(['void', 'no-contribution'])
    expect(await problemCode(askForDraw(setting, {}, 1))).to.equal('state-changed')
    expect(await problemCode(askForDraw(setting, {}, 2))).to.equal('draw-open')
  })
  it('comes to nothing when a party seals nothing', async () => {
    const asked = await another()
    await signPools(setting, asked)
    const numbers = await commitAll(setting, asked)
    await escrowAll(setting, asked, numbers.slice(0, 2))
    const draw = await passStep(asked.draw)
    expect([draw.state, draw.voidReason]).to.deep.equal(['void', 'no-escrow'])
  })
  it('comes to nothing when fewer than k custodians can open an escrow: nobody has revealed yet', async () => {
    const asked = await another()
    await signPools(setting, asked)
    await escrowAll(setting, asked, await commitAll(setting, asked))
    await confirmAll(setting, asked, setting.hall.keys.slice(0, 1))
    const draw = await passStep(asked.draw)
    expect([draw.state, draw.voidReason]).to.deep.equal(['void', 'escrow-unreadable'])
  })
  it('takes no second commitment, no escrow for others than the custodians, and nothing out of its step', async () => {
    const asked = await another()
    const { draw, tender } = asked
    const { agency, tenderer } = setting.hall.cast
    const commit = (person: typeof agency) =>
      person.act(draws.contributeToDraw, { params: { draw }, subject: { tender, draw }, body: { c: '0'.repeat(64) } })
    expect(await problemCode(commit(agency))).to.equal('draw-wrong-step')
    await signPools(setting, asked)
    expect(await problemCode(commit(tenderer))).to.equal('not-a-party-to-draw')
    const [own] = await commitAll(setting, asked, [agency])
    expect(await problemCode(commit(agency))).to.equal('draw-already-done')
    if (own === undefined) throw new Error('no number')
    expect(await problemCode(escrowAll(setting, asked, [own]))).to.equal('draw-wrong-step')
    const body = { party: agency.party, r: '0'.repeat(64), shares: ['0'.repeat(66), '1'.repeat(66), '2'.repeat(66)] }
    expect(await problemCode(platform().client.call(draws.revealContribution, { params: { draw }, body }))).to.equal(
      'draw-wrong-step',
    )
    await setting.hall.cast.regulator.act(draws.voidDraw, {
      params: { draw },
      subject: { tender, draw },
      body: { reason: '专家库数据有误，重新抽取' },
    })
    expect((await drawNow(setting, draw)).voidReason).to.equal('pool-wrong')
  })
  it('opens a party that stays silent by the custodians, and goes on with its number', async () => {
    const asked = await another()
    await signPools(setting, asked)
    const numbers = await commitAll(setting, asked)
    await escrowAll(setting, asked, numbers)
    await confirmAll(setting, asked)
    let draw = await revealAll(setting, asked.draw, numbers.slice(0, 2))
    expect(draw.state).to.equal('revealing')
    expect(draw.wanted).to.deep.equal([])
    const [first, second] = setting.hall.keys
    if (first === undefined || second === undefined) throw new Error('no custodians')
    const { shares } = await envelopesOf(setting, asked.draw, first)
    const early = platform().client.call(draws.releaseDrawShares, {
      params: { draw: asked.draw },
      body: { shares: shares.filter(({ of }) => of === numbers[2]?.person.party) as never },
    })
    expect(await problemCode(early), 'a number may not be opened while its party still has time').to.equal('draw-wrong-step')
    draw = await passStep(asked.draw)
    expect(draw.wanted).to.deep.equal([numbers[2]?.person.party])
    const forged = platform().client.call(draws.releaseDrawShares, {
      params: { draw: asked.draw },
      body: { shares: [{ of: numbers[2]?.person.party ?? '', share: '0'.repeat(66) }] },
    })
    expect(await problemCode(forged)).to.equal('share-not-wanted')
    expect((await giveShares(setting, asked.draw, first)).state).to.equal('revealing')
    draw = await giveShares(setting, asked.draw, second)
    expect(draw.state).to.equal('calling')
    expect((await verifyDrawAsStranger(setting, asked.draw)).failures).to.deep.equal([])
    const [called] = await calledExperts(setting)
    if (called === undefined) throw new Error('nobody called')
    await answerOf(called.expert, called.invitation, 'conflict')
    voided = { draw: asked.draw, expert: called.expert }
    await setting.hall.cast.regulator.act(draws.voidDraw, {
      params: { draw: asked.draw },
      subject: { tender: asked.tender, draw: asked.draw },
      body: { reason: '重新抽取' },
    })
    expect(await problemCode(passedOver(setting, voided.draw)), 'the next may draw who declined').to.equal('draw-wrong-step')
  })
  it('names a party that dealt another number than it committed to, leaves it out, and all can check that', async () => {
    const asked = await another()
    await signPools(setting, asked)
    const numbers = await commitAll(setting, asked)
    const [liar] = numbers
    if (liar === undefined) throw new Error('no number')
    const dealt = platform().random(32)
    await escrowAll(setting, asked, numbers, (number) => (number === liar ? dealt : number.r))
    await confirmAll(setting, asked)
    expect(await problemCode(revealAll(setting, asked.draw, [liar]))).to.equal('number-wrong')
    if (liar.kept !== undefined) liar.kept = { ...liar.kept, r: liar.r }
    expect(await problemCode(revealAll(setting, asked.draw, [liar]))).to.equal('escrow-wrong')
    await revealAll(setting, asked.draw, numbers.slice(1))
    await passStep(asked.draw)
    for (const key of setting.hall.keys.slice(0, 2)) await giveShares(setting, asked.draw, key)
    const draw = await fillCommittee(setting, asked.draw)
    expect(draw.state).to.equal('filled')
    expect(draw.parties.map(({ isRevealed }) => isRevealed)).to.deep.equal([false, true, true])
    await publishResult(setting)
    const released = await settledDraw(setting, asked.draw)
    expect(released.release?.numbers[0]?.r).to.equal(null)
    const verdict = await verifyDrawAsStranger(setting, asked.draw)
    expect(verdict.failures).to.deep.equal([])
    expect(verdict.isReleased).to.equal(true)
    expect(verdict.checks.some(({ name, verdict: judged }) => name === 'one-draw' && judged === 'pass')).to.equal(true)
  })
  it('opens with the result why somebody called by a void order did not sit, to its regulator and that person alone (X3, X6)', async () => {
    const { items } = await passedOver(setting, voided.draw)
    expect(items.map(({ expert, outcome, answer }) => [expert, outcome, answer])).to.deep.equal([
      [voided.expert.expert, 'declined', 'conflict'],
    ])
    const own: string[] = []
    for (const { person, expert } of setting.experts) {
      await person.logIn()
      if ((await person.call(listOwnPassedOver, {})).items.some(({ draw }) => draw === voided.draw)) own.push(expert)
    }
    expect(own).to.deep.equal([voided.expert.expert])
  })
})

describe('a draw goes on after a restart, a suspension, a late conflict (X4)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall
  let draw: DrawAnswer

  before(async () => {
    setting = await drawHall(platform(), { A06: 2, A08: 5 })
    draw = await throughToCalling(setting)
  })

  /** The process ends and begins again: what was only in its memory is gone. */
  function restart(): void {
    forgetVault(platform().server.platform, draw.draw)
  }

  it('without its memory the server cannot say who was called, asks the custodians, and goes on with k of them', async () => {
    restart()
    const [member] = setting.experts
    if (member === undefined) throw new Error('no expert')
    expect(await invitationsOf(member)).to.deep.equal({ items: [], lockedDraws: 1 })
    expect((await drawNow(setting, draw.draw)).wanted).to.deep.equal(['names'])
    const before = draw.calls.map(({ seat }) => seat)
    const [first, second] = setting.hall.keys
    if (first === undefined || second === undefined) throw new Error('no custodians')
    await giveShares(setting, draw.draw, first)
    expect((await drawNow(setting, draw.draw)).wanted).to.deep.equal(['names'])
    draw = await giveShares(setting, draw.draw, second)
    expect(draw.wanted).to.deep.equal([])
    expect(draw.calls.map(({ seat }) => seat)).to.deep.equal(before)
    expect(await calledExperts(setting)).to.have.length(4)
  })
  it('a suspension stops every limit, and gives the time back afterwards', async () => {
    const { cast, tender } = setting.hall
    await logInAll(cast)
    const project = tender.project
    const read = () => cast.regulator.call(readProjectContract, { params: { project } })
    const change = async (contract: typeof suspendProjectContract | typeof resumeProjectContract) => {
      const { version } = await read()
      await cast.regulator.act(contract as typeof suspendProjectContract, {
        params: { project },
        subject: { project, version },
        body: { reason: '接到投诉' },
      })
    }
    const until = Date.parse(draw.calls[0]?.until ?? '')
    await change(suspendProjectContract)
    await platform().beat()
    const [called] = await calledExperts(setting)
    if (called === undefined) throw new Error('nobody called')
    expect(await problemCode(answerOf(called.expert, called.invitation, 'accept'))).to.equal('draw-suspended')
    platform().clock.advance(3_600_000)
    draw = await settledDraw(setting, draw.draw)
    expect(draw.calls.every(({ outcome }) => outcome === 'called')).to.equal(true)
    await logInAll(cast)
    await change(resumeProjectContract)
    await platform().beat()
    draw = await settledDraw(setting, draw.draw)
    expect(draw.calls.every(({ outcome }) => outcome === 'called')).to.equal(true)
    expect(Date.parse(draw.calls[0]?.until ?? '') - until).to.equal(3_600_000)
  })
  it('a member who finds a conflict late gives up its seat by its own signature, and the next is called', async () => {
    draw = await fillCommittee(setting, draw.draw)
    expect(draw.state).to.equal('filled')
    const holder = (await calledExperts(setting)).find(({ invitation }) => invitation.speciality === 'A08')
    if (holder === undefined) throw new Error('nobody sits')
    await answerOf(holder.expert, holder.invitation, 'conflict')
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('calling')
    expect(
      draw.calls.filter(({ stratum }) => stratum === 'A08').map(({ rank, outcome }) => [rank, outcome]),
    ).to.deep.include.members([[3, 'called']])
  })
  it('regulator or centre vacate a seat by its id; one that nobody holds they cannot', async () => {
    draw = await fillCommittee(setting, draw.draw)
    const seat = draw.calls.find(({ outcome, stratum }) => outcome === 'accepted' && stratum === 'A08')?.seat ?? ''
    const vacate = (id: string) =>
      setting.hall.cast.regulator.act(draws.vacateSeat, {
        params: { draw: draw.draw },
        subject: { tender: draw.tender, draw: draw.draw, seat: id },
        body: { reason: '未按时到场' },
      })
    expect(await problemCode(vacate('0'.repeat(32)))).to.equal('seat-unknown')
    await vacate(seat)
    draw = await settledDraw(setting, draw.draw)
    expect(draw.calls.at(-1)).to.include({ stratum: 'A08', rank: 4, outcome: 'called' })
  })
  it('is exhausted when nobody is left to call, and another may be drawn for a reason', async () => {
    const last = (await calledExperts(setting)).find(({ invitation }) => invitation.state === 'called')
    if (last === undefined) throw new Error('nobody called')
    await answerOf(last.expert, last.invitation, 'unavailable')
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('exhausted')
    await admittedExpert(platform(), ['A08'])
    const next = await askForDraw(setting, { reason: '候补用尽' }, 2)
    expect(next.attempt).to.equal(2)
    const { items } = await platform().client.call(draws.listDraws, { params: { tender: draw.tender } })
    expect(items.map(({ attempt, state }) => [attempt, state])).to.deep.equal([
      [1, 'exhausted'],
      [2, 'proposed'],
    ])
  })
  it('opens with the result why each of an exhausted order did not sit, as the public log has it (X3, X6)', async () => {
    expect(await problemCode(passedOver(setting, draw.draw)), 'who declined may be drawn by the next').to.equal('draw-wrong-step')
    await publishResult(setting)
    const { items } = await passedOver(setting, draw.draw)
    const ended = draw.calls.filter(({ outcome }) => outcome !== 'accepted')
    expect(items.map(({ seat, outcome }) => [seat, outcome])).to.have.deep.members(
      ended.map(({ seat, outcome }) => [seat, outcome]),
    )
    const { chain } = JSON.parse(await drawBundleText(setting, draw.draw)) as {
      chain: { event: { type: string }; facts: unknown }[]
    }
    const record = readDrawRecord(
      chain.map(({ event, facts }) => ({ type: event.type, facts })),
      draw.draw,
    )
    if ('fault' in record) throw new Error(record.fault)
    for (const { seat, paper } of items) expect(paperDigest(paper)).to.equal(paperDigestOf(record, seat))
  })
})
