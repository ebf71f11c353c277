import { expect } from 'chai'
import { terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { type Cast, castOf, logInAll, readTenderAs } from '../support/notices.ts'
import { releaseIdentitiesOf, revealOf } from '../support/opening.ts'
import {
  bidders,
  type Hall,
  hallOf,
  passStep,
  sealOf,
  settled,
  throughToPublished,
  toListed,
  toPublished,
  toReporting,
  toRevealing,
  toSettling,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

const MINUTE = 60_000

describe('an opening whose tender is terminated, and one that custodians decide alone', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(running(), 3)
  })

  const terminate = async (hall: Hall) => {
    await logInAll(cast)
    const { version } = await readTenderAs(cast.agency, hall.tender.id)
    await cast.agency.act(terminateTenderContract, {
      params: { tender: hall.tender.id },
      subject: { tender: hall.tender.id, version },
      body: { reason: '核查后决定终止。' },
    })
    await hall.platform.beat()
  }

  it('terminated in the middle ends where it stands: nothing more is taken, nobody is ever named', async () => {
    const hall = await hallOf(running(), { cast })
    const bids = await bidders(hall, 3)
    await toListed(hall)
    await toRevealing(hall)
    const [first] = bids
    const [key] = hall.keys
    if (first === undefined || key === undefined) throw new Error('nobody')
    await revealOf(hall.platform, hall.tender.id, first.bid)
    await terminate(hall)
    expect(await problemCode(revealOf(hall.platform, hall.tender.id, bids[1]?.bid ?? first.bid))).to.equal('opening-wrong-step')
    expect((await settled(hall)).state).to.equal('terminated')
    hall.platform.clock.advance(3 * 60 * MINUTE)
    const opening = await settled(hall)
    expect(opening).to.include({ state: 'terminated', stepEndsAt: null })
    expect(JSON.stringify(opening)).to.not.contain('心宿')
    expect(await problemCode(releaseIdentitiesOf(hall.platform, hall.tender.id, key))).to.equal('opening-wrong-step')
    expect(
      await problemCode(hall.platform.client.call(reading.getOpeningBundle, { params: { tender: hall.tender.id } })),
    ).to.equal('opening-wrong-step')
  })

  it('terminated after publication keeps what everybody has seen, and still gets its record (O8, S14)', async () => {
    const hall = await hallOf(running(), { cast })
    const bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    await terminate(hall)
    expect((await settled(hall)).state).to.equal('published')
    expect((await passStep(hall)).state).to.equal('signing')
    const opening = await passStep(hall)
    expect(opening.state).to.equal('recorded')
    expect(JSON.stringify(opening.seals)).to.contain('心宿')
    expect((await readTenderAs(hall.platform.client, hall.tender.id)).state).to.equal('terminated')
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })

  it('decided by custodians alone, where the notice says so, has no bidders’ window', async () => {
    const windows = { revealSeconds: 3600, custodianSeconds: 1800, signatureSeconds: 1800, objectionSeconds: 1800 }
    const hall = await hallOf(running(), { cast, draft: { openingPolicy: { kind: 'custodians', k: 2, n: 3, windows } } })
    const bids = await bidders(hall, 3)
    await toListed(hall)
    expect((await toRevealing(hall)).state).to.equal('reporting')
    await toReporting(hall, [])
    await toSettling(hall)
    expect((await passStep(hall)).state).to.equal('releasing')
    expect((await toPublished(hall)).state).to.equal('published')
    for (const bid of bids) expect((await sealOf(hall, bid)).state).to.equal('opened')
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })
})
