import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { allContracts } from '#shared/contracts/all.ts'
import { addressOf } from '#shared/contracts/client.ts'
import type { Contract } from '#shared/contracts/contract.ts'
import { downloadDocumentContract } from '#shared/contracts/notices/tenders.ts'
import { dumpSnapshot } from '../../server/platform/mongo/snapshot.ts'
import { bidFor, submissionWithUploads } from '../support/bids.ts'
import { castOf, logInAll, publishedTender } from '../support/notices.ts'
import { sealable } from '../support/opening.ts'
import { type TestPerson, type TestPlatform, usePlatform } from '../support/platform.ts'
import { draw, fileOf, sealTestBid, type TestTender } from '../support/sealed-bid.ts'

/** Headers that are random or the machine's clock in every answer, whatever was asked. */
const alwaysNew = ['x-request-id', 'date', 'connection', 'keep-alive']

/** A bid in the usual envelopes. */
const usual = {
  envelopes: [
    { name: 'qualification', fields: {}, files: [fileOf('保函.pdf', draw(1000))] },
    { name: 'commercial', fields: { price: '1230000.00', period: '90' }, files: [] },
  ],
}

describe('what anybody can ask before the deadline does not change with the number of bids (P9)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let target: TestTender
  let document: string
  let withNone: Map<string, string>
  let known: Record<string, string>
  let actors: Map<string, TestPerson | undefined>

  const questions = allContracts.filter(
    ({ method, streamed, id }) => method === 'GET' && streamed !== true && id !== 'getMetrics',
  )

  async function answerTo(contract: Contract, actor: TestPerson | undefined): Promise<string> {
    const names = [...contract.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
    const params = Object.fromEntries(names.map((name) => [name, known[name] ?? 'a'.repeat(32)]))
    const token = actor?.token()
    const answer = await fetch(new URL(addressOf(contract, params), platform.origin), {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
    const headers = [...answer.headers].filter(([name]) => !alwaysNew.includes(name))
    const body = Buffer.from(await answer.arrayBuffer()).toString('latin1')
    return JSON.stringify([answer.status, headers, body.replace(/"requestId":"[0-9a-f]{32}"/, '"requestId":"…"')])
  }

  async function allAnswers(): Promise<Map<string, string>> {
    const answers = new Map<string, string>()
    for (const contract of questions) {
      const asked = [...actors].map(
        async ([name, actor]) => [`${contract.id} as ${name}`, await answerTo(contract, actor)] as const,
      )
      for (const [question, answer] of await Promise.all(asked)) answers.set(question, answer)
    }
    return answers
  }

  before(async function () {
    this.timeout(60_000)
    platform = running()
    const cast = await castOf(platform)
    const published = await publishedTender(platform, cast)
    const tender = published.tender
    platform.clock.advance(60_000)
    await platform.runDue()
    target = await sealable(platform, tender, published.keys)
    await platform.beat()
    const bidder = await platform.register('bidder')
    const operator = await platform.register('operator')
    const [custodian] = cast.custodians
    await Promise.all([bidder.logIn(), operator.logIn()])
    await logInAll(cast)
    const { tenderer, agency, centre, regulator } = cast
    actors = new Map([
      ['a stranger', undefined],
      ...Object.entries({ tenderer, agency, bidder, custodian, centre, regulator, operator }),
    ])
    document = tender.documents[0]?.sha256 ?? ''
    const year = String(new Date(platform.clock.now()).getUTCFullYear())
    known = {
      tender: tender.id,
      project: tender.project,
      lot: target.target.lot,
      log: year,
      year,
      person: bidder.person,
      party: bidder.party,
      sha256: tender.noticeSha256 ?? '',
      level: '0',
      index: '0',
      envelope: 'commercial',
    }
    withNone = await allAnswers()
  })

  it('asks every question there is, as everybody there is', async () => {
    const broken: string[] = []
    const statuses = new Set<number>()
    for (const [question, answer] of withNone) {
      const [status] = JSON.parse(answer) as [number]
      statuses.add(status)
      if (status >= 500) broken.push(`${question}: ${status}`)
    }
    expect(questions.length).to.be.greaterThan(20)
    expect(actors.size).to.equal(8)
    expect([...statuses]).to.include.members([200, 401, 403, 404])
    expect(broken).to.deep.equal([])
  })

  it('answers byte for byte the same with no bid, with five, and with uploads waiting', async () => {
    const bidder = actors.get('bidder')
    if (bidder === undefined) throw new Error('no bidder')
    await submissionWithUploads(platform.origin, await sealTestBid(target, bidder.credentials.signer, usual))
    const digests: string[] = []
    for (let count = 0; count < 5; count += 1) {
      digests.push((await bidFor(platform.origin, target, bidder.credentials.signer, usual)).bid.manifestSha256)
    }
    const withFive = await allAnswers()
    const changed = [...withNone].filter(([question, answer]) => withFive.get(question) !== answer)
    expect(changed.map(([question, answer]) => ({ question, answer, now: withFive.get(question) }))).to.deep.equal([])
    for (const answer of withFive.values()) for (const digest of digests) expect(answer).to.not.include(digest)
  })

  it('refuses alike whatever lies in the box: a bid unknown, a bid guessed, an upload guessed', async () => {
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(`${platform.origin}${path}`, { method, headers: { 'Tus-Resumable': '1.0.0' } })
      return [answer.status, (await answer.text()).replace(/[0-9a-f]{32}/, '…')]
    }
    expect(await ask(`/api/bids/${known['sha256']}/payloads/commercial`)).to.deep.equal(
      await ask(`/api/bids/${'1'.repeat(64)}/payloads/commercial`),
    )
    expect(await ask(`/api/uploads/${'A'.repeat(43)}`, 'HEAD')).to.deep.equal(await ask(`/api/uploads/${'B'.repeat(43)}`, 'HEAD'))
  })

  it('leaves no trace of a download: not in the database, not in the log, not in the metrics (P9)', async () => {
    const bidder = actors.get('bidder')
    const stateOf = async () => {
      const folder = await mkdtemp(join(tmpdir(), 'adversary-download-'))
      const { collections } = await dumpSnapshot(platform.server.platform.connection, folder)
      await rm(folder, { recursive: true })
      const metrics = await platform.server.platform.metrics.registry.getMetricsAsJSON()
      return { collections, log: platform.log.length, ours: metrics.filter(({ name }) => name.startsWith('kaibiao_')) }
    }
    const before = await stateOf()
    const answer = await fetch(new URL(addressOf(downloadDocumentContract, { sha256: document }), platform.origin), {
      headers: { authorization: `Bearer ${bidder?.token()}` },
    })
    expect([answer.status, (await answer.arrayBuffer()).byteLength > 0]).to.deep.equal([200, true])
    expect(await stateOf()).to.deep.equal(before)
  })
})
