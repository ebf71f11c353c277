import { expect } from 'chai'
import { announceFailureContract, startTenderContract, terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import { moveTender } from '../../server/features/notices/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { refusalOf } from '../support/identity.ts'
import { type Cast, castOf, logInAll, publishedTender, readTenderAs } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

describe('the end of a tender', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })
  beforeEach(() => logInAll(cast))

  it('by termination is announced to everybody, and a new round counts on (N12)', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const ended = await cast.agency.act(terminateTenderContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version: tender.version },
      body: { reason: '项目资金安排变化。' },
    })
    expect(ended.state).to.equal('terminated')
    const seen = await readTenderAs(platform().client, tender.id)
    expect(seen.noticeHistory.map(({ kind }) => kind)).to.deep.equal(['notice', 'termination'])
    const next = await cast.agency.call(startTenderContract, {
      body: { project: tender.project, lots: [tender.lots[0]?.id ?? ''] },
    })
    expect(next).to.include({ round: 2, state: 'draft' })
  })
  it('by failure is moved by the opening and announced by the agency, once (O6)', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const { connection } = platform().server.platform
    const announce = async (version: number) =>
      cast.agency.act(announceFailureContract, {
        params: { tender: tender.id },
        subject: { tender: tender.id, version },
        body: { reason: '投标人少于三个。', next: 'new-round' },
      })
    expect(await refusalOf(announce(tender.version))).to.equal('tender-wrong-state')
    await inTransaction(connection, (session) =>
      moveTender({ connection }, session, { tender: tender.id, from: 'published', event: 'close' }),
    )
    await inTransaction(connection, (session) =>
      moveTender({ connection }, session, { tender: tender.id, from: 'closed', event: 'fail' }),
    )
    const { version } = await readTenderAs(cast.agency, tender.id)
    const announced = await announce(version)
    expect(announced.noticeHistory.at(-1)?.kind).to.equal('failure')
    expect(await refusalOf(announce(announced.version))).to.equal('already-announced')
  })
  it('a lot in a running or opened round is not tendered twice', async () => {
    const { tender } = await publishedTender(platform(), cast, {})
    const again = cast.agency.call(startTenderContract, { body: { project: tender.project, lots: [tender.lots[1]?.id ?? ''] } })
    expect(await refusalOf(again)).to.equal('lot-already-tendered')
    const unknown = cast.agency.call(startTenderContract, { body: { project: tender.project, lots: ['f'.repeat(32)] } })
    expect(await refusalOf(unknown)).to.equal('lot-unknown')
  })
})
