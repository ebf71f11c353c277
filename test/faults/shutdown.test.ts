import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { getOpeningEvents } from '#shared/contracts/opening-reading.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { bidFor } from '../support/bids.ts'
import { type HandedOver, startInPast } from '../support/handed-over.ts'
import { type Cast, type CustodyKey, castOf, publishedTender, type TenderAnswer, usualEnvelopes } from '../support/notices.ts'
import {
  type OpeningAnswer,
  openingOf,
  releaseIdentitiesOf,
  releaseSharesOf,
  reportOf,
  revealOf,
  sealable,
  signSettlementOf,
} from '../support/opening.ts'
import type { TestPerson, TestPlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { fileOf, type TestBid } from '../support/sealed-bid.ts'
import { freePort, type ServerUnderTest, startServerProcess } from '../support/server-process.ts'

const DAY_MS = 86_400_000
const tus = { 'Tus-Resumable': '1.0.0' }
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('a server that is told to end in the middle of uploads', function () {
  this.timeout(90_000)
  let folder: string
  let port: number
  let server: ServerUnderTest

  const start = () => startServerProcess({ KAIBIAO_DATA: folder, KAIBIAO_PORT: String(port), KAIBIAO_BEAT_MS: '0' })
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-shutdown-'))
    port = await freePort()
    server = await start()
  })
  after(async () => {
    await server.end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  async function create(size: number): Promise<string> {
    const headers = { ...tus, 'Upload-Length': String(size) }
    const answer = await fetch(`${server.origin}/api/uploads`, { method: 'POST', headers })
    return answer.headers.get('location') ?? ''
  }
  /** Opens a PATCH; the caller writes to it. `answered`: the status, undefined when the connection broke. */
  function patch(location: string, size: number, offset: number) {
    let settle: (status: number | undefined) => void = () => undefined
    const answered = new Promise<number | undefined>((resolve) => (settle = resolve))
    const headers = { ...tus, 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream' }
    const outgoing = request(
      `${server.origin}${location}`,
      { method: 'PATCH', headers: { ...headers, 'Content-Length': size - offset } },
      (answer) => {
        answer.resume()
        settle(answer.statusCode)
      },
    )
    outgoing.on('error', () => settle(undefined))
    return { outgoing, answered }
  }

  it('says it is not ready, finishes who goes on sending, cuts who hangs, ends with 0; what it had read is there', async () => {
    const [content, hanging] = [randomBytes(3_000_000), randomBytes(2_000_000)]
    const [location, hangingLocation] = [await create(content.length), await create(hanging.length)]
    const sending = patch(location, content.length, 0)
    sending.outgoing.write(content.subarray(0, 1_000_000))
    const stuck = patch(hangingLocation, hanging.length, 0)
    stuck.outgoing.write(hanging.subarray(0, 700_000))
    await delay(300)
    expect((await fetch(`${server.origin}/readyz`)).status).to.equal(200)

    const ended = server.end('SIGTERM')
    let readiness = 200
    for (let attempt = 0; attempt < 100 && readiness === 200; attempt += 1) {
      await delay(20)
      readiness = (await fetch(`${server.origin}/readyz`)).status
    }
    expect(readiness, 'while uploads are under way').to.equal(503)
    const refused = await fetch(`${server.origin}/api/uploads`, { method: 'POST', headers: { ...tus, 'Upload-Length': '5' } })
    expect(refused.status).to.equal(503)
    expect(await refused.json()).to.have.property('code', 'shutting-down')
    sending.outgoing.end(content.subarray(1_000_000))
    expect(await sending.answered).to.equal(204)
    expect(await stuck.answered).to.not.equal(204)
    expect(await ended, server.log.slice(-4).join('\n')).to.equal(0)
    expect(server.log.at(-1)).to.contain('closed in order')

    server = await start()
    const head = await fetch(`${server.origin}${hangingLocation}`, { method: 'HEAD', headers: tus })
    expect(Number(head.headers.get('upload-offset'))).to.equal(700_000)
    const resumed = patch(hangingLocation, hanging.length, 700_000)
    resumed.outgoing.end(hanging.subarray(700_000))
    expect(await resumed.answered).to.equal(204)
    const digests = (await readdir(join(folder, 'uploads'))).map((name) => name.split('.')[1])
    expect(digests.sort()).to.deep.equal([sha256Of(content), sha256Of(hanging)].sort())
    expect(await server.end('SIGTERM')).to.equal(0)
  })
})

describe('a server that ends, or dies, in the middle of an opening (opening/1; O1–O3)', function () {
  this.timeout(120_000)
  let world: HandedOver
  let server: ServerUnderTest
  let platform: TestPlatform
  let cast: Cast
  let tender: TenderAnswer
  let keys: CustodyKey[]
  const bidders: { person: TestPerson; bid: TestBid; price: string }[] = []

  const start = async () => {
    server = await world.start()
  }
  async function until(what: string, holds: (opening: OpeningAnswer) => boolean): Promise<OpeningAnswer> {
    let opening: OpeningAnswer | undefined
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const code = await problemCode(
        openingOf(platform, tender.id).then((read) => {
          opening = read
        }),
      )
      if (code === 'none' && opening !== undefined && holds(opening)) return opening
      await delay(100)
    }
    throw new Error(`never ${what}: ${opening?.state}; ${server.log.slice(-5).join('\n')}`)
  }
  const reach = (state: OpeningAnswer['state']) => until(state, (opening) => opening.state === state)
  /** Whether an act or a request was acknowledged; the server may die while it is under way. */
  const isDone = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    )

  before('a tender of the law’s periods, published four weeks ago, with three bids; its deadline has just passed', async () => {
    world = await startInPast(Date.now() - 25 * DAY_MS)
    platform = world.platform
    cast = await castOf(platform)
    const published = await publishedTender(platform, cast, { draft: { envelopes: usualEnvelopes.slice(1) } })
    tender = published.tender
    keys = published.keys
    platform.clock.advance(60_000)
    await platform.runDue()
    await platform.beat()
    const target = await sealable(platform, tender, keys)
    for (const price of ['11000000.00', '10800000.00', '10950000.00']) {
      const person = await platform.register('bidder', { name: `不屈${price}建设有限公司` })
      const { bid } = await bidFor(platform.origin, target, person.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price, period: '90' }, files: [fileOf('报价.pdf', utf8(`%PDF ${price}`))] }],
      })
      bidders.push({ person, price, bid })
    }
    server = await world.handOver()
  })
  after(async () => {
    await server?.end('SIGKILL')
    await world?.remove()
  })

  it('SIGTERM after the list: it ends with 0, and every release that was acknowledged is there after the restart', async () => {
    await reach('listed')
    const released = await Promise.all(
      keys.slice(0, 3).map(async (key, index) => {
        if (index === 2) await delay(30)
        return { key, isDone: await isDone(releaseIdentitiesOf(platform, tender.id, key)) }
      }),
    )
    const ended = server.end('SIGTERM')
    const last = keys[3]
    if (last === undefined) throw new Error('no custodian')
    released.push({ key: last, isDone: await isDone(releaseIdentitiesOf(platform, tender.id, last)) })
    expect(await ended).to.equal(0)
    await start()
    const { custodians } = await openingOf(platform, tender.id)
    for (const { key, isDone: wasAcknowledged } of released) {
      const custodian = custodians.find(({ i }) => i === key.i)
      if (wasAcknowledged) expect(custodian?.hasReleasedIdentities, `custodian ${key.i}`).to.equal(true)
    }
    for (const { i } of custodians.filter(({ hasReleasedIdentities }) => !hasReleasedIdentities)) {
      const key = keys.find((candidate) => candidate.i === i)
      if (key !== undefined) await releaseIdentitiesOf(platform, tender.id, key)
    }
    await reach('revealing')
  })

  it('kill -9 while bidders reveal: a key that was acknowledged is kept, the others may come again', async () => {
    const revealed = Promise.all(bidders.map(({ bid }) => isDone(revealOf(platform, tender.id, bid))))
    await delay(25)
    await server.end('SIGKILL')
    const acknowledged = await revealed
    await start()
    const { seals } = await openingOf(platform, tender.id)
    for (const [index, { bid }] of bidders.entries()) {
      const seal = seals.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
      if (acknowledged[index] === true) expect(seal?.state).to.equal('revealed')
      await revealOf(platform, tender.id, bid)
    }
    await reach('reporting')
  })

  it('kill -9 when the last share has come: it opens after the restart, whole', async () => {
    for (const key of keys) await reportOf(platform, tender.id, key)
    await reach('settling')
    await signSettlementOf(platform, tender.id, cast)
    await reach('releasing')
    for (const key of keys) await releaseSharesOf(platform, tender.id, key)
    await server.end('SIGKILL')
    await start()
    const opening = await reach('published')
    for (const { bid, person, price } of bidders) {
      const seal = opening.seals.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
      expect(seal).to.include({ state: 'opened' })
      expect(seal?.fields).to.deep.equal({ price, period: '90' })
      expect(seal?.bidder?.name).to.equal(person.credentials.organization)
    }
  })

  it('its chain has no gap and no step twice, and the log is the one that was signed', async () => {
    const readEvents = () => platform.client.call(getOpeningEvents, { params: { tender: tender.id }, query: { after: 0 } })
    let { events } = await readEvents()
    while (!events.some(({ type }) => type === 'opening.published')) {
      await delay(100)
      events = (await readEvents()).events
    }
    expect(events.map(({ sequence }) => sequence)).to.deep.equal(events.map((_, index) => index + 1))
    const steps = events.map(({ type }) => type).filter((type) => type.startsWith('opening.'))
    for (const step of ['opening.listed', 'opening.published'])
      expect(
        steps.filter((type) => type === step),
        step,
      ).to.have.length(1)
    const readiness = await fetch(`${platform.origin}/readyz`)
    expect(await readiness.json()).to.nested.include({ isReady: true })
    expect(await server.end('SIGTERM')).to.equal(0)
  })
})
