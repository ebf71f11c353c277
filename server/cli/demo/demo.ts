import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createClient, ProblemError } from '#shared/contracts/client.ts'
import { getOpeningBundle, getOpeningRecordPdf } from '#shared/contracts/opening-reading.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { fetchNoticePack, verifyNoticePack } from '#shared/sealed-bid/client/notice-pack.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import { targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import { makePki } from '../../../certs/make.ts'
import type { CommandInput, CommandResult } from '../kaibiao-admin.ts'
import { auction, mansions } from './auction.ts'
import { fileInMemory, fileOnDisk, placeBid, saveReceipt } from './bidding.ts'
import { type Attendance, playOpening } from './ceremony.ts'
import { priceSheet, tenderDocument, writeDrawings } from './documents.ts'
import { found, type Player, register, type Stageset } from './people.ts'
import { writeDemoUsers } from './people-file.ts'
import { acceptSeats, approveNotice, draftTender, fileNotice, type Office, readTender } from './publish.ts'
import { logInAgain, seedStages } from './seeds.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { createStages, type Stages } from './stage.ts'

const PLATFORM = 'demo.kaibiao.localhost'
const DRAWINGS_BYTES = 200 * 1024 * 1024
/** Time from publication to the deadline: every statutory day is a second here, and sealing 200 MB takes some of them. */
const DEADLINE_MS = 45_000

/**
 * Plays one whole tender through the real server, over HTTP, with real certificates, on real prices; then fills a tender in every stage
 * and stays up. Its data folder is its own and made anew; nothing needs to be configured.
 */
export async function demo({ options, say }: CommandInput): Promise<CommandResult> {
  const folder = resolve('data/demo')
  const port = Number(process.env['KAIBIAO_PORT'] ?? 3000)
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'out'), { recursive: true, mode: 0o700 })
  const stages = createStages(say)
  say('开标 Kaibiao：演示。每个法定日缩短为一秒；人物与单位均为虚构，报价来自一次真实开标。')
  say('A whole tender, played: every statutory day is a second; people are invented, prices are from a real opening.')

  stages.begin('证书与服务器 / Certificates and the server')
  const pki = await makePki({ at: Date.now(), folder: resolve('certs/dev') })
  await pki.writeTrust(join(folder, 'trust'))
  const server = await startServer(
    {
      KAIBIAO_DATA: folder,
      KAIBIAO_PORT: String(port),
      KAIBIAO_PUBLIC_URL: `http://localhost:${port}`,
      KAIBIAO_PLATFORM_NAME: PLATFORM,
      KAIBIAO_RULE_PACK: 'demo',
      KAIBIAO_DEMO_USERS: demoUsersIn(folder),
      KAIBIAO_BEAT_MS: '1000',
      KAIBIAO_WRITES_PER_MINUTE: '0',
      KAIBIAO_SIGN_INS_PER_MINUTE: '0',
      KAIBIAO_READS_PER_MINUTE: '0',
    },
    port,
    join(folder, 'server.log'),
  )
  const random: RandomBytes = (length) => new Uint8Array(randomBytes(length))
  const set: Stageset = { server, platform: PLATFORM, pki, random }
  stages.line(`${server.origin}  嵌入式数据库、服务器密钥、账本均已就绪，现在即可在浏览器中打开 / open it in a browser now`)
  try {
    const facts = await play(set, folder, stages)
    stages.begin('核验 / Verify')
    await verify(set, folder, stages)
    if (options['exit'] === true) {
      await server.stop()
      return { isGood: true, facts }
    }
    await stayUp(server, stages)
    return { isGood: true, facts }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function play(set: Stageset, folder: string, stages: Stages): Promise<Record<string, unknown>> {
  stages.begin('单位注册 / Parties register by certificate')
  const { office, bidders } = await cast(set)
  await writeDemoUsers(demoUsersIn(folder), [
    ...bidders.map((player) => ({ role: 'bidder' as const, player })),
    { role: 'agency', player: office.agency },
    { role: 'tenderer', player: office.tenderer },
    ...office.custodians.map((player) => ({ role: 'custodian' as const, player })),
    { role: 'centre', player: office.centre },
    { role: 'regulator', player: office.regulator },
  ])
  stages.line(`中心、监管、招标人、代理各一，保管人 ${office.custodians.length}，投标人 ${bidders.length}`)

  stages.begin('项目、公告与招标文件 / Project, notice, documents')
  const document = (title: string) => (code: string) => tenderDocument(title, code, Date.now())
  const name = '石化园区加氢装置改造工程'
  const drafted = await draftTender(set, office, {
    name,
    budget: auction.estimate,
    summary: '加氢装置改造，含土建、安装与调试。',
    document: document(name),
    deadlineInMs: DEADLINE_MS,
    publishInMs: 0,
  })
  stages.line(`${drafted.code}  ${drafted.title}  最高限价 ¥${auction.estimate}`)
  const custody = await acceptSeats(set, office, drafted.id)
  stages.line(`五名保管人各自接受，密钥仅用于本项目，三人可开`)
  await fileNotice(office, drafted.id)
  const approved = await approveNotice(office, drafted.id)
  await untilPublished(set, office, drafted.id)
  const deadlineAt = Date.parse((await readTender(office.agency, drafted.id)).deadlineAt ?? approved.deadlineAt ?? '')
  stages.line(`监管备案后发布，投标截止 ${new Date(deadlineAt).toISOString()}`)

  stages.line(`开标大厅，可旁观 / the hall, to be watched: ${set.server.origin}/openings/${drafted.id}`)

  stages.begin('密封与递交 / Sealing and submission')
  const client = createClient({ origin: set.server.origin, fetch: globalThis.fetch })
  const pack = await fetchNoticePack({ client, origin: set.server.origin, tender: drafted.id, knownLogs: [] })
  const verified = await verifyNoticePack(pack, { material: set.pki.trust, isRevocationChecked: true })
  const target = targetOfNotice(verified.act, drafted.lots[0]?.id ?? '')
  const drawings = join(folder, 'drawings.zip')
  await writeDrawings(drawings, DRAWINGS_BYTES)
  const scratch = join(folder, 'clients')
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const attendances: Attendance[] = []
  for (const [index, bidder] of bidders.entries()) {
    // The first bidder first asks more, and replaces its bid later.
    const price = index === 0 ? '118000000.00' : (auction.bids[index] ?? '1.00')
    const sheet = fileInMemory('报价书.pdf', await priceSheet(bidder.organization, price, Date.now()))
    const plan = { target, price, files: [sheet], folder: scratch }
    const isLarge = index === 4
    const keep = await placeBid(set, bidder, {
      ...plan,
      files: isLarge ? [sheet, await fileOnDisk('图纸.zip', drawings)] : [sheet],
      isInconsistent: index === 9,
      ...(isLarge
        ? { onProgress: (what: string, share: number) => stages.progress(`${bidder.organization} 200 MB ${what}`, share) }
        : {}),
    })
    attendances.push({ bidder, keep, comes: index !== 8 })
    if (!isLarge) stages.line(`${bidder.organization}：密封、签名、上传，回执 ${receiptName(keep)}`)
  }
  const replacing = attendances[0]
  const withdrawing = attendances[10]
  if (replacing === undefined || withdrawing === undefined) throw new Error('eleven bidders were expected')
  const { bidder } = replacing
  const sheet = fileInMemory('报价书.pdf', await priceSheet(bidder.organization, auction.bids[0], Date.now()))
  attendances[0] = {
    ...replacing,
    keep: await placeBid(set, bidder, { target, price: auction.bids[0], files: [sheet], folder: scratch }),
  }
  stages.line(`${bidder.organization}：替换了自己的投标`)
  await placeBid(set, withdrawing.bidder, { target, price: '0.00', intent: 'withdrawal', files: [], folder: scratch })
  attendances.pop()
  stages.line(`${withdrawing.bidder.organization}：撤回了自己的投标（看上去与任何一份投标无异）`)
  const receipt = await saveReceipt(join(folder, 'out'), '1', attendances[0].keep)
  stages.line(`回执存于 ${relative(process.cwd(), receipt)}`)

  const wait = deadlineAt - Date.now()
  stages.line(wait > 0 ? `等待截止，还有 ${(wait / 1000).toFixed(0)} 秒` : '已过截止时间')
  if (wait > 0) await sleep(wait + 50)
  const late = await placeBid(set, withdrawing.bidder, { target, price: '1.00', files: [sheet], folder: scratch }).then(
    () => 'accepted',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )
  stages.line(`截止后递交的一份：${late}`)
  if (late === 'accepted') throw new Error('a late bid was accepted')

  const recorded = await playOpening(set, office, { tender: drafted.id, custody, attendances }, stages)
  await rm(scratch, { recursive: true, force: true })
  await rm(drawings, { force: true })
  const out = join(folder, 'out')
  await sleep(1500)
  await writeFile(join(out, 'opening.json'), await client.call(getOpeningBundle, { params: { tender: drafted.id } }))
  await writeFile(join(out, 'opening-record.pdf'), await client.call(getOpeningRecordPdf, { params: { tender: drafted.id } }))
  const described = await client.call(getPlatform, {})
  await writeFile(join(out, 'log-key.txt'), `${described.logVerifierKey}\n`)
  const trust = join(out, 'trust')
  await set.pki.writeTrust(trust)
  for (const [index, certificate] of [
    ...described.certificates.slice(1),
    ...described.timestamp.certificates.slice(1),
  ].entries()) {
    await writeFile(join(trust, `platform-${index}.der`), fromBase64url(certificate))
  }
  for (const [index, list] of described.revocationLists.entries())
    await writeFile(join(trust, `platform-${index}.crl`), fromBase64url(list))

  stages.begin('各阶段的项目 / A tender in every stage')
  await logInAgain(office)
  await seedStages(set, office, document('示范项目'), stages)
  return {
    tender: drafted.id,
    opened: recorded.seals.filter(({ state }) => state === 'opened').length,
    causes: recorded.seals.flatMap(({ cause }) => (cause === null ? [] : [cause.code])),
  }
}

async function cast(set: Stageset): Promise<{ office: Office; bidders: Player[] }> {
  const centre = await found(set, 'centre', '临江市公共资源交易中心', '周某')
  const regulator = await found(set, 'regulator', '临江市发展和改革委员会', '郑某')
  const tenderer = await register(set, centre, 'tenderer', '临江市石化园区管理委员会', '吴某')
  const agency = await register(set, centre, 'agency', '临江公正招标代理有限公司', '王某')
  const custodians: Player[] = []
  for (const organization of ['临江市公证处', '临江市审计学会', '临江大学法学院', '临江市律师协会', '临江市档案馆'])
    custodians.push(await register(set, centre, 'custodian', organization, '冯某'))
  const bidders: Player[] = []
  for (const mansion of mansions.slice(0, auction.bids.length))
    bidders.push(await register(set, centre, 'bidder', `${mansion}建设工程有限公司`, '陈某'))
  return { office: { centre, regulator, tenderer, agency, custodians }, bidders }
}

async function untilPublished(set: Stageset, office: Office, tender: string): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    if ((await readTender(office.agency, tender)).state === 'published')
      return void (await sleep(set.server.pid === 0 ? 0 : 1200))
    await sleep(100)
  }
  throw new Error('the notice is not published')
}

/** Where the persons a visitor may sign in as are written, with keys made for this run alone. */
function demoUsersIn(folder: string): string {
  return join(folder, 'demo-users.json')
}

function receiptName(keep: KeepFile): string {
  return (JSON.parse(keep.receipt?.receipt ?? '{}') as { manifestSha256?: string }).manifestSha256?.slice(0, 8) ?? ''
}

/** Runs the commands a stranger would, and shows them. */
async function verify(set: Stageset, folder: string, stages: Stages): Promise<void> {
  const out = relative(process.cwd(), join(folder, 'out'))
  const entry = resolve('dist/cli/kaibiao.js')
  const logKey = (await readFile(join(folder, 'out', 'log-key.txt'), 'utf8')).trim()
  const commands = [
    ['verify-opening', '--bundle', `${out}/opening.json`, '--trust', `${out}/trust`, '--log-key', logKey],
    [
      'verify-receipt',
      '--receipt',
      `${out}/receipt-1.json`,
      '--trust',
      `${out}/trust`,
      '--origin',
      set.server.origin,
      '--log-key',
      logKey,
    ],
  ]
  for (const operands of commands) {
    stages.line(
      `npx kaibiao ${operands.map((operand) => (operand === logKey ? `"$(cat ${out}/log-key.txt)"` : operand)).join(' ')}`,
    )
    if (!existsSync(entry)) continue
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...operands])
    for (const line of stdout.trim().split('\n').slice(-3)) stages.line(`  ${line}`)
  }
  stages.line(`开标记录 PDF：${out}/opening-record.pdf（pdfsig 可验）`)
  const log = await readFile(join(folder, 'server.log'), 'utf8')
  if (/"level":50/.test(log)) stages.line(`服务器日志中有错误：${relative(process.cwd(), join(folder, 'server.log'))}`)
}

async function stayUp(server: ServerProcess, stages: Stages): Promise<void> {
  stages.begin('就绪 / Ready')
  stages.line(`${server.origin}          首页 start page`)
  stages.line(`${server.origin}/api/docs   接口文档 API documentation`)
  stages.line('按 Ctrl+C 结束 / Ctrl+C ends it')
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done())
    process.once('SIGTERM', () => done())
  })
  await server.stop()
}
