import { deflateSync } from 'node:zlib'
import { expect } from 'chai'
import * as awards from '#shared/contracts/awards.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { concat, utf8 } from '#shared/primitives/bytes.ts'
import { namesAuthor } from '../../server/features/evaluation/find-traces.ts'
import { bidFor } from '../support/bids.ts'
import {
  type Committee,
  evaluated,
  evaluatedHall,
  lock,
  review,
  seat,
  sign,
  technicalBid,
  toPreliminary,
  toRecorded,
} from '../support/evaluation.ts'
import { type Cast, castOf, logInAll } from '../support/notices.ts'
import { type Hall, submitIn, targetOf } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { fileOf } from '../support/sealed-bid.ts'

const HOUR = 3_600_000

describe('an evaluation and an award that are suspended', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  let hall: Hall
  let committee: Committee
  const people: TestPerson[] = []

  async function opened(): Promise<Hall> {
    const made = await evaluatedHall(running(), cast, { lowPrice: null })
    for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
      await technicalBid(made, people[index] as TestPerson, price)
    await toRecorded(made)
    return made
  }
  const directive = async () => {
    await logInAll(cast)
    const { project } = hall.tender
    const { version } = await cast.centre.call(readProjectContract, { params: { project } })
    return { params: { project }, subject: { project, version }, body: { reason: '接到投诉，需核查。' } }
  }
  const view = () => running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 3; index += 1) people.push(await running().register('bidder'))
  })

  it('stands still while the report waits for signatures: nothing is taken, nobody’s silence counts (X14)', async () => {
    hall = await opened()
    committee = await seat(hall)
    await toPreliminary(committee)
    for (const member of committee.members) await review(committee, member)
    for (const member of committee.members) await lock(committee, member)
    const endsAt = Date.parse((await view()).stepEndsAt ?? '')
    await cast.regulator.act(suspendProjectContract, await directive())
    running().clock.set(endsAt + HOUR)
    await running().runDue()
    expect(await view()).to.include({ state: 'signing', isSuspended: true })
    expect(await problemCode(sign(committee, committee.members[0] as never))).to.equal('evaluation-suspended')
    const pausedAt = running().clock.now()
    await cast.regulator.act(resumeProjectContract, await directive())
    await running().runDue()
    expect((await view()).state).to.equal('signing')
    running().clock.advance(2000)
    await running().runDue()
    const { state, stepEndsAt } = await view()
    expect(state).to.equal('signing')
    expect(Date.parse(stepEndsAt ?? '')).to.be.greaterThan(pausedAt)
    running().clock.set(Date.parse(stepEndsAt ?? ''))
    await running().runDue()
    expect((await view()).state).to.equal('completed')
  })

  it('ends no publicity while it stands still, and lasts as long as before (A1)', async () => {
    hall = await opened()
    await evaluated(hall)
    await running().beat()
    const params = { tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' }
    const award = async () => {
      const { awards: found } = await running().client.call(awards.getAwards, { params: { tender: hall.tender.id } })
      const [first] = found
      if (first === undefined) throw new Error('no award')
      return first
    }
    await logInAll(cast)
    await cast.agency.act(awards.publishCandidates, {
      params,
      subject: { ...params, version: (await award()).version },
      body: { candidates: hall.bids.map(({ bid }) => bid.manifestSha256) },
    })
    const endsAt = Date.parse((await award()).publicityEndsAt ?? '')
    const suspendedAt = running().clock.now()
    await cast.regulator.act(suspendProjectContract, await directive())
    running().clock.set(endsAt)
    await running().runDue()
    await logInAll(cast)
    const failing = cast.agency.act(awards.failAward, {
      params,
      subject: { ...params, version: (await award()).version },
      body: { reason: '不再采购。' },
    })
    expect(await problemCode(failing)).to.equal('award-suspended')
    await cast.regulator.act(resumeProjectContract, await directive())
    running().clock.advance(2000)
    await running().runDue()
    const after = await award()
    expect(after.state).to.equal('publicity')
    expect(Date.parse(after.publicityEndsAt ?? '')).to.be.at.least(endsAt + (endsAt - suspendedAt))
  })
})

describe('a blind document that names its author (暗标检查)', function () {
  this.timeout(120_000)
  const running = usePlatform()
  const name = '房宿甲建设有限公司'
  it('is found as text, as PDF metadata, in its hex, and inside a compressed part; a document that names nobody is not', () => {
    const metadata = Buffer.from(name, 'utf16le').swap16()
    const packed = deflateSync(Buffer.from(`<dc:creator>${name}</dc:creator>`))
    for (const found of [
      utf8(`%PDF 编制单位：${name}`),
      concat(utf8('%PDF /Author ('), new Uint8Array(metadata), utf8(')')),
      utf8(`%PDF /Author <FEFF${metadata.toString('hex').toUpperCase()}>`),
      concat(utf8('%PDF 1 0 obj << /Filter /FlateDecode >> stream\r\n'), new Uint8Array(packed), utf8('\nendstream')),
    ])
      expect(namesAuthor(found, [name, '91330000000000000X'])).to.equal(true)
    expect(namesAuthor(utf8('%PDF 施工方案 stream\nendstream'), [name, ''])).to.equal(false)
    expect(namesAuthor(concat(utf8('%PDF stream\n'), new Uint8Array(packed.subarray(3))), [name])).to.equal(false)
  })

  it('is marked on the desk by its pseudonym and place, and stays in', async () => {
    const cast = await castOf(running(), 3)
    const hall = await evaluatedHall(running(), cast, { lowPrice: null })
    const careless = await running().register('bidder', { name })
    const { bid } = await bidFor(hall.platform.origin, targetOf(hall), careless.credentials.signer, {
      envelopes: [
        { name: 'technical', fields: {}, files: [fileOf('施工方案.pdf', utf8(`%PDF ${name}`))] },
        { name: 'commercial', fields: { price: '9000000.00', period: '90' }, files: [] },
      ],
    })
    await submitIn(hall, careless, bid)
    for (const price of ['9500000.00', '9900000.00']) await technicalBid(hall, await running().register('bidder'), price)
    await toRecorded(hall)
    const committee = await seat(hall)
    await running().beat()
    await toPreliminary(committee)
    for (const member of committee.members) await review(committee, member)
    const { lots } = await committee.desk(committee.members[0] as never)
    expect(
      lots[0]?.blind.filter(({ traces }) => traces.length > 0).map(({ traces, isValid }) => [traces, isValid]),
    ).to.deep.equal([[[0], true]])
    expect(lots[0]?.bids.every(({ traces }) => traces.length === 0)).to.equal(true)
  })
})
