import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import * as draws from '#shared/contracts/experts-draw.ts'
import { assessExpert, getOwnExpert, listExpertReadings } from '#shared/contracts/experts-library.ts'
import { listOwnPassedOver, listPassedOver } from '#shared/contracts/experts-passed.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { paperDigest, paperDigestOf } from '#shared/draw/paper.ts'
import { readDrawRecord } from '#shared/draw/record.ts'
import { nodeRandom } from '../../cli/node-runtime.ts'
import { runCli } from '../../cli/run-cli.ts'
import { drawnCommittee } from '../../server/features/experts/drawn-committee.ts'
import {
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
  escrowAll,
  fillCommittee,
  invitationsOf,
  publishResult,
  revealAll,
  settledDraw,
  verifyDrawAsStranger,
} from '../support/draw-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('a committee is drawn from the request to the release (X1–X6, draw/1)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall
  let draw: DrawAnswer

  before(async () => {
    setting = await drawHall(platform())
  })

  it('reckons a pool that says how many of each speciality may be drawn, and no name', async () => {
    draw = await askForDraw(setting)
    expect(draw.state).to.equal('proposed')
    expect(draw.pool.strata.map(({ name, seats, size }) => [name, seats, size])).to.deep.equal([
      ['A06', 1, 3],
      ['A08', 3, 4],
    ])
    expect(draw.pool.library).to.include({ size: 7, matching: 7 })
    for (const { expert, person } of setting.experts) {
      expect(JSON.stringify(draw)).not.to.contain(expert)
      expect(JSON.stringify(draw)).not.to.contain(person.person)
    }
  })
  it('stands once requester and regulator have signed exactly this pool', async () => {
    const { cast } = setting.hall
    const subject = { tender: draw.tender, draw: draw.draw }
    const sign = (person: typeof cast.agency) =>
      person.act(draws.signPool, { params: { draw: draw.draw }, subject, body: { draw: draw.draw } })
    expect(
      await problemCode(cast.tenderer.act(draws.signPool, { params: { draw: draw.draw }, subject, body: { draw: draw.draw } })),
    ).to.equal('not-a-party-to-draw')
    await sign(cast.agency)
    expect(await problemCode(sign(cast.agency))).to.equal('draw-already-done')
    await sign(cast.regulator)
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('committing')
  })
  it('goes from commitments over escrow to an order nobody could choose, and calls by rank', async () => {
    const numbers = await commitAll(setting, draw)
    draw = await drawNow(setting, draw.draw)
    expect(draw.state).to.equal('escrowing')
    draw = await escrowAll(setting, draw, numbers)
    expect(draw.state).to.equal('confirming')
    draw = await confirmAll(setting, draw)
    expect(draw.state).to.equal('revealing')
    draw = await revealAll(setting, draw.draw, numbers)
    expect(draw.state).to.equal('calling')
    expect(draw.seedSha256).to.match(/^[0-9a-f]{64}$/)
    expect(draw.calls.map(({ stratum, rank, outcome }) => [stratum, rank, outcome])).to.deep.equal([
      ['A06', 0, 'called'],
      ['A08', 0, 'called'],
      ['A08', 1, 'called'],
      ['A08', 2, 'called'],
    ])
  })
  it('lets a stranger check its order and its commitments before anything is opened', async () => {
    const verdict = await verifyDrawAsStranger(setting, draw.draw)
    expect(verdict.failures).to.deep.equal([])
    expect(verdict.isReleased).to.equal(false)
  })
  it('invites each expert called, in person; who declines is replaced by the next', async () => {
    const called = await calledExperts(setting)
    expect(called).to.have.length(4)
    const first = called.find(({ invitation }) => invitation.speciality === 'A08')
    const other = called.find(({ expert }) => expert !== first?.expert)
    if (first === undefined || other === undefined) throw new Error('nobody called')
    expect(await problemCode(answerOf(other.expert, first.invitation, 'accept'))).to.equal('invitation-unknown')
    await answerOf(first.expert, first.invitation, 'conflict')
    expect(await problemCode(answerOf(first.expert, first.invitation, 'accept'))).to.equal('invitation-unknown')
    draw = await settledDraw(setting, draw.draw)
    expect(
      draw.calls.filter(({ stratum }) => stratum === 'A08').map(({ rank, outcome }) => [rank, outcome]),
    ).to.deep.include.members([[3, 'called']])
    expect(draw.calls.some(({ outcome, answer }) => outcome === 'declined' && answer === 'conflict')).to.equal(true)
  })
  it('passes over whoever lets the limit go by, with the evidence on the ledger', async () => {
    const called = (await calledExperts(setting)).filter(({ invitation }) => invitation.state === 'called')
    const late = called.find(({ invitation }) => invitation.speciality === 'A06')
    if (late === undefined) throw new Error('nobody called')
    for (const { expert, invitation } of called.filter((one) => one !== late)) await answerOf(expert, invitation, 'accept')
    platform().clock.set(Date.parse(late.invitation.until))
    draw = await settledDraw(setting, draw.draw)
    const a06 = draw.calls.filter(({ stratum }) => stratum === 'A06')
    expect(a06.map(({ rank, outcome }) => [rank, outcome])).to.deep.equal([
      [0, 'lapsed'],
      [1, 'called'],
    ])
    expect(await problemCode(answerOf(late.expert, late.invitation, 'accept'))).to.equal('invitation-unknown')
  })
  it('is filled when every seat is accepted', async () => {
    draw = await fillCommittee(setting, draw.draw)
    expect(draw.state).to.equal('filled')
    expect(draw.calls.filter(({ outcome }) => outcome === 'accepted')).to.have.length(4)
  })
  it('has the tenderer’s representatives named in secret, by the tenderer’s side alone, as many as there are seats (X1, X3)', async () => {
    const { cast } = setting.hall
    const name = (person: typeof cast.agency, persons: string[]) =>
      person.act(draws.nameRepresentatives, {
        params: { draw: draw.draw },
        subject: { tender: draw.tender, draw: draw.draw },
        body: { persons },
      })
    const { tenderer, agency, centre } = cast
    expect(await problemCode(name(tenderer, [tenderer.person, agency.person]))).to.equal('representatives-wrong')
    expect(await problemCode(name(tenderer, [agency.person]))).to.equal('representatives-wrong')
    expect(await problemCode(name(centre, [tenderer.person]))).to.equal('forbidden')
    await name(agency, [tenderer.person])
    expect(await problemCode(name(tenderer, [tenderer.person]))).to.equal('draw-already-done')
    const committee = await drawnCommittee(platform().server.platform as never, draw.tender)
    expect(committee?.members.filter(({ isTenderers }) => isTenderers).map(({ expert }) => expert)).to.deep.equal([
      tenderer.person,
    ])
    expect(committee?.members).to.have.length(5)
    const indexes = committee?.members.map(({ pseudonymousIndex }) => pseudonymousIndex) ?? []
    expect(new Set(indexes).size).to.equal(5)
  })
  it('names nobody to anybody before the result is public (X3): not in answers, not in the bundle, not in a dump, not in the log', async () => {
    const { connection } = platform().server.platform
    const dump: string[] = [JSON.stringify(draw), await drawBundleText(setting, draw.draw), ...platform().log]
    const collections = await connection.listCollections()
    for (const { name } of collections) {
      if (
        ['experts', 'persons', 'parties', 'certificates', 'sessions', 'enrolments', 'credentials', 'expert-readings'].includes(
          name,
        )
      )
        continue
      for (const document of await connection.collection(name).find().toArray()) dump.push(JSON.stringify(document))
    }
    const holders = (await calledExperts(setting)).filter(({ invitation }) => invitation.state === 'accepted')
    expect(holders).to.have.length(4)
    for (const { expert, invitation } of holders) {
      const naming = dump.filter(
        (text) => text.includes(invitation.seat) && (text.includes(expert.expert) || text.includes(expert.person.person)),
      )
      expect(naming, 'a seat and its holder in one document').to.deep.equal([])
      expect(
        dump.some((text) => text.includes(invitation.token)),
        'a token',
      ).to.equal(false)
      const about = dump.filter((text) => text.includes(expert.person.person) && text.includes(draw.draw))
      expect(about, 'a person and the draw in one document').to.deep.equal([])
    }
  })
  it('is not released before the result is public', async () => {
    const { cast } = setting.hall
    const act = { params: { draw: draw.draw }, subject: { tender: draw.tender, draw: draw.draw }, body: {} }
    expect(await problemCode(cast.agency.act(draws.releaseDraw, act))).to.equal('result-not-public')
    expect(await problemCode(assess(setting.experts[0]?.expert ?? ''))).to.equal('assessment-not-possible')
    await cast.regulator.logIn()
    const early = cast.regulator.call(listPassedOver, { params: { draw: draw.draw }, query: { purpose: '提前查看' } })
    expect(await problemCode(early)).to.equal('draw-wrong-step')
  })

  async function assess(expert: string): Promise<void> {
    const { centre } = setting.hall.cast
    await centre.act(assessExpert, {
      params: { tender: draw.tender },
      subject: { tender: draw.tender, expert },
      body: { marks: { punctuality: 90, discipline: 95, fairness: 92, competence: 88 }, text: '独立客观' },
    })
  }

  it('is released when the result is, names who sat and nobody else, and is drawn again by a stranger', async () => {
    const holders = (await calledExperts(setting)).filter(({ invitation }) => invitation.state === 'accepted')
    await publishResult(setting)
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('released')
    expect(draw.release?.seats.map(({ leaf }) => leaf.expert)).to.have.members(holders.map(({ expert }) => expert.expert))
    expect(draw.names).to.have.length(5)
    expect(draw.release?.passed).to.have.length(2)
    const verdict = await verifyDrawAsStranger(setting, draw.draw)
    expect(verdict.failures).to.deep.equal([])
    expect(verdict.isReleased).to.equal(true)
    const checked = new Set(verdict.checks.map(({ name }) => name))
    expect([...checked]).to.include.members([
      'numbers-open',
      'proof-valid',
      'proof-was-held',
      'seed-matches',
      'ranks-recomputed',
      'seats-open',
    ])
    const sat = new Set(holders.map(({ expert }) => expert.expert))
    const bundle = await drawBundleText(setting, draw.draw)
    for (const { expert } of setting.experts) expect(bundle.includes(expert), expert).to.equal(sat.has(expert))
  })
  it('verifies on the command line, from the platform and off line; an altered bundle does not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kaibiao-draw-'))
    const trust = join(folder, 'trust')
    await platform().pki.writeTrust(trust)
    const kaibiao = async (...line: string[]) => {
      let stdout = ''
      const code = await runCli([...line, '--json'], {
        stdout: { write: (text) => (stdout += text) },
        stderr: { write: () => undefined },
        environment: {},
        fetch: globalThis.fetch,
        random: nodeRandom,
        now: () => platform().clock.now(),
        wait: async () => undefined,
      })
      return { code, isReleased: stdout === '' ? undefined : (JSON.parse(stdout) as { isReleased: boolean }).isReleased }
    }
    try {
      const { logVerifierKey } = await platform().client.call(getPlatform, {})
      const common = ['--trust', trust, '--log-key', logVerifierKey]
      const fetched = await kaibiao('verify-draw', '--origin', platform().origin, '--draw', draw.draw, ...common)
      expect(fetched).to.deep.equal({ code: 0, isReleased: true })
      const text = await drawBundleText(setting, draw.draw)
      await writeFile(join(folder, 'draw.json'), text)
      expect((await kaibiao('verify-draw', '--bundle', join(folder, 'draw.json'), ...common)).code).to.equal(0)
      await writeFile(join(folder, 'forged.json'), text.replace(draw.release?.numbers[0]?.r ?? '', '0'.repeat(64)))
      expect((await kaibiao('verify-draw', '--bundle', join(folder, 'forged.json'), ...common)).code).to.equal(1)
      await writeFile(join(folder, 'other.json'), '{"v":"draw-bundle/2"}')
      expect((await kaibiao('verify-draw', '--bundle', join(folder, 'other.json'), ...common)).code).to.equal(5)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
  it('has a bundle no part of which can be changed', async () => {
    const text = await drawBundleText(setting, draw.draw)
    const bundle = JSON.parse(text) as {
      release: { seats: { leaf: { expert: string }; index: number }[]; numbers: { r: string }[]; platform: { pi: string } }
      chain: { facts?: { pool?: { strata: { size: number }[] } } }[]
      acts: unknown[]
      checkpoints: unknown[]
    }
    const altered = async (change: (copy: typeof bundle) => void) => {
      const copy = structuredClone(bundle)
      change(copy)
      return (await verifyDrawAsStranger(setting, draw.draw, JSON.stringify(copy))).failures.map(
        (failure) => failure.split(' ')[0],
      )
    }
    const other = setting.experts.find(({ expert }) => !bundle.release.seats.some(({ leaf }) => leaf.expert === expert))
    expect(
      await altered(({ release }) => {
        const [seat] = release.seats
        if (seat !== undefined) seat.leaf.expert = other?.expert ?? ''
      }),
    ).to.include.members(['seats-open', 'release-on-chain'])
    expect(
      await altered(({ release }) => {
        const [number] = release.numbers
        if (number !== undefined) number.r = '0'.repeat(64)
      }),
    ).to.include.members(['numbers-open', 'release-on-chain'])
    expect(
      await altered(({ chain }) => {
        for (const { facts } of chain) for (const stratum of facts?.pool?.strata ?? []) stratum.size -= 1
      }),
    ).to.include.members(['facts-match', 'pool-committed'])
    expect(await altered((copy) => copy.acts.splice(0))).to.include.members([
      'pool-committed',
      'contributions-signed',
      'escrow-signed',
    ])
    expect(await altered((copy) => copy.checkpoints.splice(0, copy.checkpoints.length - 1))).to.include('steps-in-order')
  })
  it('opens to its regulator, on record, and to each of them alone why somebody called did not sit (draw/1, X6)', async () => {
    const { regulator } = setting.hall.cast
    const read = (person: typeof regulator) =>
      person.call(listPassedOver, { params: { draw: draw.draw }, query: { purpose: '核对跳过的理由' } })
    const foreign = await platform().register('regulator')
    for (const person of [foreign, regulator]) await person.logIn()
    expect(await problemCode(read(foreign))).to.equal('not-a-party-to-draw')
    const { items } = await read(regulator)
    expect(items.map(({ speciality, outcome, answer }) => [speciality, outcome, answer])).to.have.deep.members([
      ['A08', 'declined', 'conflict'],
      ['A06', 'lapsed', null],
    ])
    const chain = (
      JSON.parse(await drawBundleText(setting, draw.draw)) as { chain: { event: { type: string }; facts: unknown }[] }
    ).chain
    const record = readDrawRecord(
      chain.map(({ event, facts }) => ({ type: event.type, facts })),
      draw.draw,
    )
    if ('fault' in record) throw new Error(record.fault)
    for (const { seat, index, paper } of items) {
      expect(paperDigest(paper)).to.equal(paperDigestOf(record, seat))
      expect(draw.release?.passed).to.deep.include({ seat, index })
    }
    const readings = await regulator.call(listExpertReadings, {})
    expect(readings.items[0]).to.include({ purpose: '核对跳过的理由', what: `passed over ${draw.draw}`, count: 2 })
    for (const { expert, person } of setting.experts) {
      await person.logIn()
      const own = (await person.call(listOwnPassedOver, {})).items
      expect(own.map(({ seat }) => seat)).to.deep.equal(items.filter((one) => one.expert === expert).map(({ seat }) => seat))
    }
    const stored = await platform().server.platform.connection.collection('draws').find().toArray()
    for (const { expert } of items) expect(JSON.stringify(stored)).not.to.contain(expert)
  })
  it('lets those who ran, hosted and supervised it assess each member once (一标一评)', async () => {
    const seat = draw.release?.seats[0]
    const member = setting.experts.find(({ expert }) => expert === seat?.leaf.expert)
    if (member === undefined) throw new Error('nobody sat')
    await assess(member.expert)
    expect(await problemCode(assess(member.expert))).to.equal('assessment-not-possible')
    await member.person.logIn()
    const own = await member.person.call(getOwnExpert, {})
    expect(own.assessments.map(({ by, tender }) => [by, tender])).to.deep.equal([['centre', draw.tender]])
    expect((await invitationsOf(member)).items).to.deep.equal([])
  })
  it('cannot be drawn again', async () => {
    expect(await problemCode(askForDraw(setting, { reason: '再抽一次' }, 1))).to.equal('draw-open')
  })
})
