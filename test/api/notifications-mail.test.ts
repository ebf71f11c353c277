import { expect } from 'chai'
import { instantOf } from '#shared/primitives/instant.ts'
import { ensureIndexes as ensureIdentityIndexes } from '../../server/features/identity/index.ts'
import { partyModel } from '../../server/features/identity/party.model.ts'
import { personModel } from '../../server/features/identity/person.model.ts'
import { ensureIndexes, notify, watchMails } from '../../server/features/notifications/index.ts'
import { mailModel } from '../../server/features/notifications/message.model.ts'
import type { Logger } from '../../server/platform/logger.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { createScheduler, type Scheduler } from '../../server/platform/scheduler/scheduler.ts'
import { useDatabase } from '../support/database.ts'
import { collectingLogger, random, standingClock } from '../support/ledger.ts'
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts'

const party = 'a1'.repeat(16)
const MINUTE = 60_000

describe('mail that there is a message', () => {
  const database = useDatabase()
  const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))
  const logger = collectingLogger()
  let smtp: SmtpServer
  let scheduler: Scheduler

  before(async () => {
    const { connection } = database()
    await ensureIndexes(connection)
    await ensureIdentityIndexes(connection)
    smtp = await startSmtpServer()
    await partyModel(connection).create({
      _id: party,
      version: 0,
      name: '某建设集团有限公司',
      creditCode: '91990100MA0000000X',
      region: '990100',
      contact: { name: '张三', phone: '13900000000', mail: 'office@bidder.example' },
      roles: [],
      approvedRoles: [],
      roleRequestedAt: null,
      isAffiliateOfOperator: false,
      registeredAt: new Date(clock.now()),
    })
    const person = {
      version: 0,
      party,
      name: '李四',
      phone: '13900000000',
      isAdministrator: false,
      hasPassword: false,
      joinedAt: new Date(0),
    }
    await personModel(connection).create([
      { ...person, _id: 'b1'.repeat(16), mail: 'li@bidder.example', state: 'active' },
      { ...person, _id: 'b2'.repeat(16), mail: 'gone@bidder.example', state: 'disabled' },
      { ...person, _id: 'b3'.repeat(16), mail: 'office@bidder.example', state: 'active' },
    ])
  })

  after(() => smtp.close())

  beforeEach(async () => {
    const { connection } = database()
    await mailModel(connection).deleteMany({})
    smtp.mails.length = 0
    smtp.isBusy = false
    logger.errors.length = 0
    scheduler = createScheduler({ connection, clock, logger: logger as unknown as Logger })
    watchMails({ ...deps(), clock, logger: logger as unknown as Logger, scheduler })
  })

  const deps = () => ({
    connection: database().connection,
    random,
    mail: { smtpUrl: smtp.url, from: 'platform@kaibiao.example', publicUrl: 'https://kaibiao.example/' },
  })

  const tell = (person?: string, mail: ReturnType<typeof deps>['mail'] | undefined = deps().mail) =>
    inTransaction(database().connection, (session) =>
      notify({ ...deps(), mail }, session, {
        kind: 'project.accepted',
        to: [{ party, person }],
        at: instantOf(clock.now()),
        subject: { project: '7'.repeat(32) },
        facts: { name: '城中区道路改造', code: 'A99' },
      }),
    )

  it('goes to the contact and the active persons of a party, each address once, and says only “see the platform”', async () => {
    await tell()
    await tell()
    await scheduler.runDue(clock.now())
    expect(smtp.mails, 'within the minute').to.deep.equal([])
    clock.advance(MINUTE)
    await scheduler.runDue(clock.now())
    expect(smtp.mails.map(({ to }) => to.join()).sort()).to.deep.equal(['li@bidder.example', 'office@bidder.example'])
    for (const { from, data } of smtp.mails) {
      expect(from).to.equal('platform@kaibiao.example')
      const text = decodedBody(data)
      expect(text)
        .to.contain('请登录平台查看')
        .and.to.contain('Please see the platform')
        .and.to.contain('https://kaibiao.example/')
      for (const secret of ['城中区', 'A99', '7777', 'project']) expect(data + text).to.not.contain(secret)
    }
    await scheduler.runDue(clock.now())
    expect(smtp.mails).to.have.length(2)
    expect(await mailModel(database().connection).countDocuments({})).to.equal(0)
  })

  it('goes to the one person a message is for', async () => {
    await tell('b1'.repeat(16))
    clock.advance(MINUTE)
    await scheduler.runDue(clock.now())
    expect(smtp.mails.map(({ to }) => to.join())).to.deep.equal(['li@bidder.example'])
  })

  it('waits while the mail server does not take it, and is sent once it does', async () => {
    smtp.isBusy = true
    await tell('b1'.repeat(16))
    clock.advance(MINUTE)
    await scheduler.runDue(clock.now())
    expect(smtp.mails).to.deep.equal([])
    const waiting = await mailModel(database().connection).findOne().lean()
    expect(waiting).to.include({ attempts: 1, to: 'li@bidder.example' })
    expect(waiting?.nextDueAt?.getTime()).to.equal(clock.now() + MINUTE)
    smtp.isBusy = false
    await scheduler.runDue(clock.now())
    expect(smtp.mails, 'before its next try').to.deep.equal([])
    clock.advance(MINUTE)
    await scheduler.runDue(clock.now())
    expect(smtp.mails).to.have.length(1)
  })

  it('is given up after three days, with an error that wakes someone; the message stays', async () => {
    smtp.isBusy = true
    await tell('b1'.repeat(16))
    await mailModel(database().connection).updateMany({}, { $set: { attempts: 71, nextDueAt: new Date(clock.now()) } })
    await scheduler.runDue(clock.now())
    expect(await mailModel(database().connection).countDocuments({})).to.equal(0)
    expect(logger.errors.map(({ text }) => text)).to.deep.equal([
      'a mail could not be sent and was given up; the message stays in the inbox',
    ])
  })

  it('is not queued at all where no mail server is configured', async () => {
    await inTransaction(database().connection, (session) =>
      notify({ connection: database().connection, random }, session, {
        kind: 'project.accepted',
        to: [{ party }],
        at: instantOf(clock.now()),
        subject: {},
        facts: {},
      }),
    )
    expect(await mailModel(database().connection).countDocuments({})).to.equal(0)
  })
})

/** The text of a mail, whatever its transfer encoding (RFC 2045). */
function decodedBody(data: string): string {
  const [head = '', body = ''] = data.split(/\r\n\r\n(.*)/s)
  if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/quoted-printable/i.test(head)) return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
