import { expect } from 'chai'
import { createPersonClient } from '#shared/acts/person-client.ts'
import { listCustodyDraws } from '#shared/contracts/experts-custody.ts'
import { type DrawDuty, takeDrawStep } from '#shared/draw/custodian-duty.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { ChainRefused } from '#shared/sealed-bid/client/walk-chain.ts'
import { forgetVault } from '../../server/features/experts/vault.ts'
import { type CustodianLine, custodianLine, custodyOf } from '../support/custodian-cli.ts'
import {
  askForDraw,
  commitAll,
  type DrawAnswer,
  type DrawHall,
  drawHall,
  drawNow,
  escrowAll,
  fillCommittee,
  type PartyNumber,
  publishResult,
  revealAll,
  settledDraw,
  signPools,
} from '../support/draw-hall.ts'
import { usePlatform } from '../support/platform.ts'

type Lie = (path: string, text: string) => string
const honest: Lie = (_path, text) => text

/** A lie in what `getDraw` answers. */
function ofDraw(change: (draw: DrawAnswer) => Partial<DrawAnswer>): Lie {
  return (path, text) => {
    if (!/\/api\/draws\/[0-9a-f]{64}$/.test(path)) return text
    const draw = JSON.parse(text) as DrawAnswer
    return JSON.stringify({ ...draw, ...change(draw) })
  }
}

describe('a custodian’s part in a draw, by kaibiao draw (draw/1)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall
  let draw: DrawAnswer
  let numbers: PartyNumber[]
  let line: CustodianLine

  before('a draw whose parties have all sealed their numbers', async () => {
    setting = await drawHall(platform(), { A06: 2, A08: 4 })
    line = await custodianLine(setting.hall)
    draw = await askForDraw(setting)
    await signPools(setting, draw)
    numbers = await commitAll(setting, draw)
  })
  after(() => line?.remove())

  const run = (i: number, options: readonly string[] = [], wait?: () => Promise<void>) => line.run('draw', i, options, wait)

  it('is refused by name where a coefficient is asked after that no notice has drawn', async () => {
    const { code, words } = await line.say('coefficient', 1, ['--lang', 'en'])
    expect(code).to.equal(3)
    expect(words).to.match(/^kaibiao: .*coefficient/)
  })

  it('signs and gives nothing before the chain shows that everybody has sealed', async () => {
    const tooEarly = ofDraw(() => ({ state: 'confirming' }))
    expect(await judged(tooEarly)).to.deep.equal([{ refusal: 'step-not-on-chain' }])
    draw = await escrowAll(setting, draw, numbers)
    expect(draw.state).to.equal('confirming')
    const given = ofDraw(({ parties }) => ({ wanted: parties.map(({ party }) => party) }))
    expect(await judged(given)).to.deep.equal([{ refusal: 'step-not-on-chain' }])
  })

  it('signs nothing when what the platform shows does not hold together', async () => {
    const withheld = onChain((text) => {
      const answer = JSON.parse(text) as { events: { event: { type: string }; facts?: unknown }[] }
      for (const entry of answer.events) if (entry.event.type === 'draw.escrowed') delete entry.facts
      return JSON.stringify(answer)
    })
    expect(await judged(withheld), 'facts of an escrow withheld').to.equal('stopped')
    const changed = onChain((text) => text.replace(/("custody":\{[^}]*"k":)2/, '$11'))
    expect(await judged(changed), 'another threshold in the pool').to.equal('stopped')
    const forged: Lie = (path, text) =>
      path.endsWith('/bundle') ? text.replace('\\"type\\":\\"draw.escrow\\"', '\\"type\\":\\"draw.escroW\\"') : text
    const refused = await judged(forged)
    expect(refused).to.have.length(1)
    expect(refused[0]).to.include({ refusal: 'draw-unproven' })
    expect(JSON.stringify(refused)).to.contain('acts-signed')
    const swapped: Lie = (path, text) => (path.endsWith('/bundle') ? text.replace(/("salt":")[0-9a-f]{8}/, '$100000000') : text)
    expect(await judged(swapped)).to.deep.equal([{ refusal: 'draw-unproven', why: 'the bundle shows another chain' }])
    expect((await drawNow(setting, draw.draw)).confirmations).to.deep.equal([])
  })

  it('confirms nothing with a key that the notice does not name for its seat', async () => {
    const [first, second] = setting.hall.keys
    if (first === undefined || second === undefined) throw new Error('no custodians')
    expect(await judged(honest, { ...first, keySpki: second.keySpki })).to.deep.equal([{ refusal: 'other-custody' }])
  })

  it('finds on its desk what waits until when, and confirms once that every envelope opens', async () => {
    const [waiting] = await deskOf(1)
    expect(waiting).to.include({ draw: draw.draw, i: 1, task: 'confirm', until: draw.stepEndsAt })
    const confirmed = await run(1)
    expect(confirmed).to.deep.include({ code: 0, done: ['confirmed'], unreadable: [] })
    expect((await deskOf(1))[0]).to.include({ task: null, until: null })
    expect(await run(1)).to.deep.include({ code: 0, done: [] })
    for (const i of [2, 3]) expect(await run(i)).to.deep.include({ done: ['confirmed'] })
    draw = await settledDraw(setting, draw.draw)
    expect([draw.state, draw.confirmations.map(({ i }) => i)]).to.deep.equal(['revealing', [1, 2, 3]])
  })

  it('gives no number of a party that has spoken, none of one that still has time, and never the platform’s proof', async () => {
    await revealAll(setting, draw.draw, numbers.slice(0, 2))
    const [spoken, , silent] = numbers.map(({ person }) => person.party)
    const greedy = ofDraw(() => ({
      wanted: [spoken ?? '', silent ?? '', 'platform', 'names'] as never,
      stepEndsAt: null,
    }))
    expect(await judged(greedy)).to.deep.equal([
      { refusal: 'party-not-silent', of: spoken },
      { refusal: 'party-not-overdue', of: silent },
      { refusal: 'not-for-custodians', of: 'platform' },
      { refusal: 'names-not-agreed', of: 'names' },
    ])
    expect((await deskOf(1))[0]?.task).to.equal(null)
  })

  it('gives the number of a silent party when its time is over, once, and k of them go on with the draw', async () => {
    platform().clock.set(Date.parse((await drawNow(setting, draw.draw)).stepEndsAt ?? ''))
    await settledDraw(setting, draw.draw)
    const silent = numbers[2]?.person.party ?? ''
    expect((await deskOf(1))[0]).to.include({ task: 'give', until: null })
    expect(await run(1)).to.deep.include({ code: 0, done: ['shares'], refused: [] })
    expect((await drawNow(setting, draw.draw)).given).to.deep.equal([{ of: silent, i: [1] }])
    expect((await deskOf(1))[0]).to.include({ task: null })
    expect(await run(1)).to.deep.include({ code: 0, done: [] })
    expect(await run(3)).to.deep.include({ done: ['shares'] })
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('calling')
  })

  it('gives its share of the key of names after a restart only when its custodian says so', async () => {
    forgetVault(platform().server.platform, draw.draw)
    expect(await run(1)).to.deep.include({ code: 3, done: [], refused: [{ refusal: 'names-not-agreed', of: 'names' }] })
    expect(await run(1, ['--give-names'])).to.deep.include({ code: 0, done: ['shares'] })
    expect((await drawNow(setting, draw.draw)).wanted).to.deep.equal(['names'])
    expect(await run(2, ['--give-names'])).to.deep.include({ code: 0, done: ['shares'] })
    draw = await settledDraw(setting, draw.draw)
    expect(draw.wanted).to.deep.equal([])
  })

  it('watches until the draw is released; then nothing waits', async () => {
    draw = await fillCommittee(setting, draw.draw)
    expect(draw.state).to.equal('filled')
    let waits = 0
    const watched = await run(2, ['--watch'], async () => {
      waits += 1
      if (waits === 1) await publishResult(setting)
      await settledDraw(setting, draw.draw)
      await platform().beat()
    })
    expect(watched).to.deep.include({ code: 0, done: [] })
    expect(waits).to.be.at.least(1)
    expect(await deskOf(2)).to.deep.equal([])
  })

  async function deskOf(i: number) {
    const custodian = setting.hall.keys.find((key) => key.i === i)?.custodian
    if (custodian === undefined) throw new Error('no custodian')
    await custodian.logIn()
    return (await custodian.call(listCustodyDraws, {})).items
  }

  /** What the first custodian's client refuses of a platform that lies; `stopped` when it finds that nothing holds together. */
  async function judged(lie: Lie, key = setting.hall.keys[0]): Promise<DrawDuty['refused'] | 'stopped'> {
    if (key === undefined) throw new Error('no custodian')
    const { origin, random, clock, pki } = platform()
    await platform().beat()
    const { party, person, signer } = key.custodian
    const options = { origin, fetch: lying(lie), signer, platform: 'kaibiao.test', party, person, random }
    try {
      const step = await takeDrawStep({
        person: createPersonClient({ ...options, now: clock.now }),
        custody: await custodyOf(setting.hall, key),
        now: clock.now(),
        trust: { material: pki.trust, isRevocationChecked: true },
        mayGiveNames: false,
      })
      expect(step.done).to.equal('nothing')
      return step.refused
    } catch (error) {
      if (error instanceof ChainRefused || error instanceof DomainProblem) return 'stopped'
      throw error
    }
  }
})

/** A lie about the tender's public chain. */
function onChain(lie: (text: string) => string): Lie {
  return (path, text) => (path.endsWith('/chain') ? lie(text) : text)
}

/** A platform that lies: the real one, its answers changed on the way. */
function lying(lie: Lie): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await globalThis.fetch(input, init)
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    if (!response.ok || lie === honest || response.status === 204) return response
    const body = Buffer.from(await response.arrayBuffer())
    const text = body.toString('utf8')
    const told = lie(pathname, text)
    return new Response(told === text ? body : told, { status: response.status, headers: response.headers })
  }
}
