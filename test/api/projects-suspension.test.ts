import { expect } from 'chai'
import { terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { moveTender } from '../../server/features/notices/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { refusalOf } from '../support/identity.ts'
import {
  acceptedProject,
  acceptSeats,
  amendTender,
  approveTender,
  type Cast,
  castOf,
  draftedTender,
  fileTender,
  logInAll,
  publishedTender,
  readTenderAs,
} from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

describe('suspension', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })
  beforeEach(() => logInAll(cast))

  const directive = async (project: string) => {
    const { version } = await cast.centre.call(readProjectContract, { params: { project } })
    return { params: { project }, subject: { project, version }, body: { reason: '接到投诉，需核查。' } }
  }
  const suspend = async (project: string) => cast.regulator.act(suspendProjectContract, await directive(project))
  const resume = async (project: string) => cast.regulator.act(resumeProjectContract, await directive(project))

  it('holds every guard: nothing is amended, answered or moved while it stands, and who asked is told', async () => {
    const { tender } = await publishedTender(platform(), cast)
    expect((await suspend(tender.project)).suspension?.reason).to.equal('接到投诉，需核查。')
    const seen = await readTenderAs(platform().client, tender.id)
    expect(seen).to.include({ state: 'published', isSuspended: true })
    expect(await refusalOf(amendTender(cast, tender.id, { summary: '更正' }, { affectsBids: false }))).to.equal(
      'tender-suspended',
    )
    const { connection } = platform().server.platform
    const moved = inTransaction(connection, (session) =>
      moveTender({ connection }, session, { tender: tender.id, from: 'published', event: 'close' }),
    )
    expect(
      await moved.then(
        () => 'moved',
        (error: { code: string }) => error.code,
      ),
    ).to.equal('tender-suspended')
    expect(await refusalOf(suspend(tender.project))).to.equal('project-suspended')
    const chain = await tenderChain({ connection }, tender.id)
    expect(chain.at(-1)?.event.type).to.equal('tender.suspended')
  })
  it('moves the deadline by its length, on to a working day at the same hour, as anybody can reckon from the chain', async () => {
    const now = platform().clock.now()
    const { tender } = await publishedTender(platform(), cast, { draft: { deadlineAt: instantOf(now + 21 * DAY_MS) } })
    await suspend(tender.project)
    platform().clock.advance(2 * DAY_MS + 5000)
    await logInAll(cast)
    await resume(tender.project)
    const seen = await readTenderAs(platform().client, tender.id)
    // Thursday 2 April + 2 days lies in the Qingming holiday (4–6 April): Tuesday 7 April.
    expect(seen.deadlineAt).to.equal('2026-04-07T04:00:05.000Z')
    expect(seen.isSuspended).to.equal(false)
    expect(seen.noticeSha256, 'the notice in force is the same').to.equal(tender.noticeSha256)
    const chain = await tenderChain({ connection: platform().server.platform.connection }, tender.id)
    const [paused, resumed] = chain.slice(-2)
    expect(resumed?.facts).to.include({ pausedMs: 2 * DAY_MS + 5000, deadlineAt: seen.deadlineAt })
    expect(millisOf(resumed?.event.at ?? instantOf(0)) - millisOf(paused?.event.at ?? instantOf(0))).to.equal(2 * DAY_MS + 5000)
  })
  it('silences the scheduler: a deadline that passes meanwhile does not fire', async () => {
    const { tender } = await publishedTender(platform(), cast)
    await suspend(tender.project)
    platform().clock.set(millisOf(tender.deadlineAt ?? instantOf(0)) + HOUR_MS)
    await platform().runDue()
    await logInAll(cast)
    expect((await readTenderAs(platform().client, tender.id)).state).to.equal('published')
    await resume(tender.project)
    const seen = await readTenderAs(platform().client, tender.id)
    expect(millisOf(seen.deadlineAt ?? instantOf(0))).to.be.greaterThan(platform().clock.now())
  })
  it('holds a publication that falls due, which then comes when it has ended', async () => {
    const now = platform().clock.now()
    const { id, project } = await draftedTender(platform(), cast, { draft: { publishAt: instantOf(now + HOUR_MS) } })
    await acceptSeats(cast, id)
    await fileTender(cast, id)
    await approveTender(cast, id)
    await suspend(project)
    platform().clock.advance(2 * HOUR_MS)
    await platform().runDue()
    await logInAll(cast)
    expect(await refusalOf(readTenderAs(platform().client, id))).to.equal('not-found')
    await resume(project)
    await platform().runDue()
    expect((await readTenderAs(platform().client, id)).publishedAt).to.equal(instantOf(now + 2 * HOUR_MS))
  })
  it('keeps no tender from being terminated, and no agency may suspend or resume', async () => {
    const { tender } = await publishedTender(platform(), cast)
    expect(await refusalOf(cast.agency.act(suspendProjectContract, await directive(tender.project)))).to.equal('forbidden')
    await suspend(tender.project)
    const { version } = await readTenderAs(cast.agency, tender.id)
    const ended = await cast.agency.act(terminateTenderContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version },
      body: { reason: '核查后决定终止。' },
    })
    expect(ended).to.include({ state: 'terminated', isSuspended: false })
    const project = await acceptedProject(platform(), cast)
    expect(await refusalOf(resume(project.id))).to.equal('project-not-suspended')
  })
})
