import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { io, type Socket } from 'socket.io-client'
import { getOpeningEvents } from '#shared/contracts/opening-reading.ts'
import { randomId } from '#shared/primitives/random.ts'
import { bidFor } from '../support/bids.ts'
import { type Cast, type CustodyKey, castOf, publishedTender, type TenderAnswer, usualEnvelopes } from '../support/notices.ts'
import { closeAndList, type OpeningAnswer, openingOf, releaseIdentitiesOf, revealOf, sealable } from '../support/opening.ts'
import { type TestPerson, type TestPlatform, usePlatform } from '../support/platform.ts'
import type { TestBid } from '../support/sealed-bid.ts'

/** What a spectator is sent. */
interface Live {
  readonly room: string
  readonly sequence: number
  readonly type: string
  readonly at: string
  readonly facts: unknown
  readonly now: number
}

type WatchAnswer = { readonly ok: boolean; readonly code?: string; readonly now?: number; readonly isMissed?: boolean }

describe('an opening live over socket.io, for spectators (O3: nobody before the others)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let cast: Cast
  let keys: CustodyKey[]
  let tender: TenderAnswer
  const bidders: { person: TestPerson; bid: TestBid }[] = []
  const sockets: Socket[] = []

  async function connect(token?: unknown): Promise<Socket> {
    const socket = io(platform.origin, {
      path: '/api/live',
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...(token === undefined ? {} : { auth: { token } }),
    })
    sockets.push(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    return socket
  }
  const watch = (socket: Socket, room: unknown) => socket.timeout(5000).emitWithAck('watch', room) as Promise<WatchAnswer>
  const roomOf = (id: string) => `tender:${id}`
  function collect(socket: Socket): Live[] {
    const events: Live[] = []
    socket.on('event', (event: Live) => void events.push(event))
    return events
  }
  async function until(holds: () => boolean): Promise<void> {
    for (let attempt = 0; attempt < 500 && !holds(); attempt += 1) await delay(10)
    if (!holds()) throw new Error('it never came')
  }
  const published = (after: number) =>
    platform.client.call(getOpeningEvents, { params: { tender: tender.id }, query: { after } }).then(({ events }) => events)

  before('a published tender with three bids', async () => {
    platform = running()
    cast = await castOf(platform, 3)
    const made = await publishedTender(platform, cast, { draft: { envelopes: usualEnvelopes.slice(1) } })
    tender = made.tender
    keys = made.keys
    platform.clock.advance(60_000)
    await platform.runDue()
    await platform.beat()
    const target = await sealable(platform, tender, keys)
    for (const price of ['11000000.00', '10800000.00', '10950000.00']) {
      const person = await platform.register('bidder', { name: `心宿${price}建设有限公司` })
      const { bid } = await bidFor(platform.origin, target, person.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price, period: '90' }, files: [] }],
      })
      bidders.push({ person, bid })
    }
  })
  after(() => {
    for (const socket of sockets) socket.disconnect()
  })

  it('lets anybody watch a tender, without a token, and tells the server’s time', async () => {
    const socket = await connect()
    expect(await watch(socket, roomOf(tender.id))).to.deep.include({ ok: true, now: platform.clock.now() })
    expect(await socket.timeout(5000).emitWithAck('time')).to.deep.equal({ now: platform.clock.now() })
  })

  it('refuses rooms that are none', async () => {
    const socket = await connect()
    const garbage = [
      '',
      'tender:',
      'tender:../x',
      `tender:${'A'.repeat(32)}`,
      `ledger:${tender.id}`,
      socket.id,
      7,
      null,
      { a: 1 },
      [tender.id],
    ]
    for (const room of garbage)
      expect(await watch(socket, room), JSON.stringify(room)).to.deep.equal({ ok: false, code: 'invalid-request' })
  })

  it('opens a private room to its own person’s token only', async () => {
    const [first, second] = bidders
    if (first === undefined || second === undefined) throw new Error('nobody')
    await first.person.logIn()
    const room = `person:${first.person.person}`
    expect(await watch(await connect(), room)).to.deep.equal({ ok: false, code: 'sign-in-required' })
    expect(await watch(await connect('no.token.atall'), room)).to.include({ ok: false })
    expect(await watch(await connect({ $ne: null }), room)).to.deep.equal({ ok: false, code: 'sign-in-required' })
    const own = await connect(first.person.token())
    expect(await watch(own, room)).to.include({ ok: true })
    expect(await watch(own, `person:${second.person.person}`)).to.deep.equal({ ok: false, code: 'forbidden' })
  })

  it('lets a client watch so many rooms and no more', async () => {
    const socket = await connect()
    const answers: WatchAnswer[] = []
    for (let count = 0; count < 70; count += 1) answers.push(await watch(socket, roomOf(randomId(platform.random))))
    expect(answers.filter(({ ok }) => ok)).to.have.length(64)
  })

  it('sends what is committed, in its order without a gap, and no name before publication', async () => {
    const socket = await connect()
    await watch(socket, roomOf(tender.id))
    const elsewhere = await connect()
    await watch(elsewhere, roomOf(randomId(platform.random)))
    const [live, others] = [collect(socket), collect(elsewhere)]
    const [before] = (await published(0)).slice(-1)
    const answers: OpeningAnswer[] = []
    const asking = new AbortController()
    const readers = [1, 2, 3].map(async () => {
      while (!asking.signal.aborted)
        await openingOf(platform, tender.id).then((answer) => answers.push(answer), delay.bind(undefined, 5))
    })
    await closeAndList(platform, tender)
    await platform.beat()
    await until(() => live.some(({ type }) => type === 'opening.listed'))
    for (const key of keys) await releaseIdentitiesOf(platform, tender.id, key)
    await platform.runDue()
    await platform.beat()
    expect((await openingOf(platform, tender.id)).state).to.equal('revealing')
    await until(() => live.some(({ type }) => type === 'opening.live-bids-found'))
    asking.abort()
    await Promise.all(readers)

    // Whoever asked meanwhile was told at least what the facts say up to the one the answer names: else a page waits for what is past.
    const upTo = (sequence: number, type: string) =>
      live.filter((event) => event.type === type && event.sequence <= sequence).length
    expect(answers.filter(({ sequence }) => upTo(sequence, 'opening.listed') > 0)).to.have.length.greaterThan(0)
    for (const { sequence, list, state, custodians } of answers) {
      if (upTo(sequence, 'opening.listed') > 0) expect(list, `the list, at ${sequence}`).to.not.equal(null)
      if (upTo(sequence, 'opening.live-bids-found') > 0) expect(state).to.equal('revealing')
      const released = custodians.filter(({ hasReleasedIdentities }) => hasReleasedIdentities).length
      expect(released).to.be.at.least(upTo(sequence, 'custody.identities-released'))
    }
    const sequences = live.map(({ sequence }) => sequence)
    expect(sequences).to.deep.equal(sequences.map((_, index) => (before?.sequence ?? 0) + 1 + index))
    for (const event of live) expect(event).to.include({ room: roomOf(tender.id) })
    const text = JSON.stringify(live)
    for (const { person } of bidders) {
      expect(text).to.not.contain(person.credentials.organization).and.to.not.contain(person.credentials.creditCode)
      expect(text).to.not.contain(person.party).and.to.not.contain(person.person)
    }
    expect(text).to.not.contain('心宿').and.to.not.contain('10800000.00')
    const committed = await published(before?.sequence ?? 0)
    expect(committed.map(({ sequence, type, facts }) => ({ sequence, type, facts }))).to.deep.equal(
      live.map(({ sequence, type, facts }) => ({ sequence, type, facts })),
    )
    expect(others).to.deep.equal([])
  })

  it('who was away closes the gap by its last sequence number, once back', async () => {
    const socket = await connect()
    await watch(socket, roomOf(tender.id))
    const live = collect(socket)
    const [first, second, third] = bidders
    if (first === undefined || second === undefined || third === undefined) throw new Error('nobody')
    const reveal = async (bid: TestBid) => {
      await revealOf(platform, tender.id, bid)
      await platform.beat()
    }
    await reveal(first.bid)
    await until(() => live.length > 0)
    const seen = live.at(-1)?.sequence ?? 0
    socket.disconnect()
    await reveal(second.bid)
    const back = await connect()
    expect((await watch(back, roomOf(tender.id))).isMissed, 'something was said a moment ago').to.equal(true)
    expect((await watch(back, roomOf('f'.repeat(32)))).isMissed, 'nothing was said there').to.equal(false)
    const after = collect(back)
    await reveal(third.bid)
    await until(() => after.length > 0)
    expect(after[0]?.sequence, 'a gap shows').to.be.greaterThan(seen + 1)
    const refetched = await published(seen)
    expect(refetched[0]?.sequence).to.equal(seen + 1)
    const whole = [...new Set([...refetched, ...after].map(({ sequence }) => sequence))].sort((left, right) => left - right)
    expect(whole).to.deep.equal(whole.map((_, index) => seen + 1 + index))
  })

  it('stops sending when a client leaves', async () => {
    const socket = await connect()
    await watch(socket, roomOf(tender.id))
    socket.emit('leave', roomOf(tender.id))
    await socket.timeout(5000).emitWithAck('time')
    const live = collect(socket)
    platform.server.platform.realtime.publish(roomOf(tender.id), { sequence: 999, type: 'test', at: '', facts: {} })
    await socket.timeout(5000).emitWithAck('time')
    expect(live).to.deep.equal([])
  })

  it('takes no command: what a client sends beyond that is dropped, and so is what is too large', async () => {
    const watcher = await connect()
    await watch(watcher, roomOf(tender.id))
    const live = collect(watcher)
    const socket = await connect()
    await watch(socket, roomOf(tender.id))
    socket.emit('event', { room: roomOf(tender.id), sequence: 1, type: 'forged' })
    socket.emit('publish', roomOf(tender.id), {})
    await socket.timeout(5000).emitWithAck('time')
    await watcher.timeout(5000).emitWithAck('time')
    expect(live).to.deep.equal([])
    const gone = new Promise<void>((resolve) => void socket.once('disconnect', () => resolve()))
    socket.emit('watch', 'x'.repeat(10_000))
    await gone
  })
})
