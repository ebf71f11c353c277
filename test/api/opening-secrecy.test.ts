import { expect } from 'chai'
import { io, type Socket } from 'socket.io-client'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { logInAll } from '../support/notices.ts'
import { releaseIdentitiesOf, releaseSharesOf, revealOf } from '../support/opening.ts'
import {
  bidIn,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  settled,
  toListed,
  toReleasing,
  toReporting,
  toSettling,
} from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'

/** What tells everybody registered here who is registered here, bids or not. */
const REGISTRY = /^\/api\/(?:parties|role-|me$|affiliates|certificate-requests)/

describe('until publication nobody learns who bids, or for what (O3, E20-30)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let hall: Hall
  let bids: HallBid[]
  let rival: TestPerson
  let paths: string[]
  let socket: Socket
  const heard: unknown[] = []

  before('three bid; a rival that does not bid watches, with everybody else', async function () {
    this.timeout(60_000)
    hall = await hallOf(running())
    rival = await hall.platform.register('bidder', { name: '旁观建设有限公司' })
    bids = []
    for (const [index, price] of ['8123456.71', '8123456.72', '8123456.73'].entries()) {
      const person = await hall.platform.register('bidder', { name: `轸宿${index}密封有限公司` })
      bids.push(await bidIn(hall, person, price))
    }
    const document = (await (await fetch(`${hall.platform.origin}/api/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    paths = Object.entries(document.paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []))
    expect(paths).to.include('/api/openings/{tender}/bundle')
    socket = io(hall.platform.origin, { path: '/api/live', transports: ['websocket'] })
    socket.onAny((...event: unknown[]) => heard.push(event))
    expect(await socket.emitWithAck('watch', `tender:${hall.tender.id}`)).to.include({ ok: true })
  })
  after(() => void socket?.close())

  it('not when the list is out, nor while custodians release identities', async () => {
    await toListed(hall)
    const [key] = hall.keys
    if (key === undefined) throw new Error('no custodian')
    await releaseIdentitiesOf(hall.platform, hall.tender.id, key)
    await expectSecret()
  })

  it('not while bidders check in, speak and reveal', async () => {
    for (const key of hall.keys.slice(1)) await releaseIdentitiesOf(hall.platform, hall.tender.id, key)
    expect((await settled(hall)).state).to.equal('revealing')
    const [first] = bids
    if (first === undefined) throw new Error('nobody')
    const params = { tender: hall.tender.id }
    await first.person.act(hallActs.checkIn, {
      params,
      subject: { tender: hall.tender.id, list: (await nowAt(hall)).list ?? '' },
      body: { manifestSha256: first.bid.manifestSha256 },
    })
    await first.person.logIn()
    await first.person.call(hallActs.sendOpeningMessage, { params, body: { text: '请问何时唱标？' } })
    await revealOf(hall.platform, hall.tender.id, first.bid)
    await expectSecret()
  })

  it('not in the settlement, nor while it is signed', async () => {
    await toReporting(hall, bids)
    await toSettling(hall)
    await expectSecret()
  })

  it('not while shares come in, when k have come and all could be opened', async () => {
    await toReleasing(hall)
    for (const key of hall.keys.slice(0, 2)) await releaseSharesOf(hall.platform, hall.tender.id, key)
    await expectSecret()
  })

  it('then everybody at one moment, the same way in the answer, on the chain and over the socket', async () => {
    const [, , last] = hall.keys
    if (last === undefined) throw new Error('no custodian')
    await releaseSharesOf(hall.platform, hall.tender.id, last)
    expect((await settled(hall)).state).to.equal('published')
    await hall.platform.beat()
    const found = (await readEverything(undefined)).filter(({ text }) => secretsIn(text).length > 0).map(({ path }) => path)
    expect(found).to.include.members([
      `/api/openings/${hall.tender.id}`,
      `/api/openings/${hall.tender.id}/events`,
      `/api/openings/${hall.tender.id}/bundle`,
      `/api/tenders/${hall.tender.id}/chain`,
    ])
    for (let tries = 0; tries < 50 && secretsIn(JSON.stringify(heard)).length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(secretsIn(JSON.stringify(heard))).to.include('8123456.71')
  })

  /** Names, codes, ids and prices of the bids, as far as a text holds them. */
  function secretsIn(text: string): string[] {
    return bids
      .flatMap(({ person }, index) => [
        person.credentials.organization,
        person.credentials.creditCode,
        person.credentials.name,
        person.party,
        person.person,
        `8123456.7${index + 1}`,
      ])
      .filter((secret) => text.includes(secret))
  }

  async function expectSecret(): Promise<void> {
    await hall.platform.beat()
    await logInAll(hall.cast)
    await rival.logIn()
    const readers: [string, TestPerson | undefined][] = [
      ['anybody', undefined],
      ['a rival', rival],
      ['a custodian', hall.cast.custodians[0]],
      ['the agency', hall.cast.agency],
      ['the regulator', hall.cast.regulator],
      ['the centre', hall.cast.centre],
    ]
    for (const [who, person] of readers) {
      const answers = await readEverything(person)
      expect(answers.length, who).to.be.greaterThan(30)
      for (const { path, text } of answers) {
        if (person !== undefined && REGISTRY.test(path)) continue
        expect(secretsIn(text), `${who} at ${path}`).to.deep.equal([])
      }
    }
    expect(heard.length).to.be.greaterThan(0)
    expect(secretsIn(JSON.stringify(heard)), 'over the socket').to.deep.equal([])
  }

  /** Every GET there is, for this tender, its acts and its entries, as somebody reads it. */
  async function readEverything(person: TestPerson | undefined): Promise<{ path: string; text: string }[]> {
    const chain = await tenderChain({ connection: hall.platform.server.platform.connection }, hall.tender.id)
    const recent = chain.slice(-8)
    const fill: Record<string, readonly string[]> = {
      tender: [hall.tender.id],
      project: [hall.tender.project],
      sha256: chain.flatMap(({ event }) => (event.actSha256 === undefined ? [] : [event.actSha256])),
      c: recent.map(({ c }) => c),
      year: ['2026'],
      party: bids.map(({ person: { party } }) => party),
      manifestSha256: bids.map(({ bid }) => bid.manifestSha256),
      envelope: ['commercial'],
    }
    const token = person === undefined ? undefined : person.token()
    const wanted = paths.flatMap((path) => filled(path, fill))
    return Promise.all(
      wanted.map(async (path) => {
        const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
        const answer = await fetch(`${hall.platform.origin}${path}`, { headers })
        // What the request itself said of a party proves nothing: only what came back counts.
        const text = `${JSON.stringify([...answer.headers])} ${await answer.text()}`
        return { path, text: path.startsWith('/api/parties/') && !answer.ok ? '' : text }
      }),
    )
  }

  function filled(path: string, values: Readonly<Record<string, readonly string[]>>): string[] {
    const name = /\{(\w+)\}/.exec(path)?.[1]
    if (name === undefined) return [path]
    return (values[name] ?? []).flatMap((value) => filled(path.replace(`{${name}}`, value), values))
  }
})
