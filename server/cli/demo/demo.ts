import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Role } from '#shared/policy/roles.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { makePki } from '../../../certs/make.ts'
import type { CommandInput, CommandResult } from '../kaibiao-admin.ts'
import { auction } from './auction.ts'
import { playAward, publishCandidates } from './award.ts'
import { checkBag } from './bag.ts'
import { cast } from './cast.ts'
import { playOpening } from './ceremony.ts'
import { tenderDocument } from './documents.ts'
import { playDraw } from './draw.ts'
import { playEvaluation } from './evaluation.ts'
import { verify, writeEvidence } from './evidence.ts'
import { fillLibrary } from './library.ts'
import { playOthers } from './others.ts'
import type { Player, Stageset } from './people.ts'
import { writeDemoUsers } from './people-file.ts'
import { acceptSeats, approveNotice, draftTender, fileNotice, type Office, untilPublished } from './publish.ts'
import { seedStages } from './seeds.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { createStages, keptStages, type Stages } from './stage.ts'
import { bidTooLate, playSubmission } from './submission.ts'

const PLATFORM = 'demo.kaibiao.localhost'
const NAME = '石化园区加氢装置改造工程'
/** Time from publication to the deadline: every statutory day is a second here, and sealing 200 MB takes some of them. */
const DEADLINE_MS = 32_000
/** When registering everybody takes longer than this, the machine is slow, and what waits for it waits longer; a quiet one takes six seconds. */
const SLOW_CAST_MS = 9_000

/**
 * Plays one whole tender, from the registration of its parties to the archive of its contract, through the real server, over HTTP, with real
 * certificates, on real prices; meanwhile brings others into every stage, and stays up. Its data folder is its own and made anew; nothing needs to be configured.
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
      KAIBIAO_UPLOADS_PER_MINUTE: '0',
    },
    port,
    join(folder, 'server.log'),
  )
  const random: RandomBytes = (length) => new Uint8Array(randomBytes(length))
  const set = { server, platform: PLATFORM, pki, random }
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

async function play(stageset: Omit<Stageset, 'pace'>, folder: string, stages: Stages): Promise<Record<string, unknown>> {
  stages.begin('单位注册 / Parties register by certificate')
  const startedAt = performance.now()
  const { office, bidders } = await cast({ ...stageset, pace: 1 })
  const set: Stageset = { ...stageset, pace: Math.max(1, (performance.now() - startedAt) / SLOW_CAST_MS) }
  await writeDemoUsers(demoUsersIn(folder), usersOf(office, bidders))
  stages.line(`中心、监管、招标人、代理各一，保管人 ${office.custodians.length}，投标人 ${bidders.length}`)
  if (set.pace > 1.5) stages.line(`这台机器较慢，各项等待放宽到 ${set.pace.toFixed(1)} 倍 / a slow machine: waits are longer`)

  stages.begin('项目、公告与招标文件 / Project, notice, documents')
  const document = (title: string) => (code: string) => tenderDocument(title, code, Date.now())
  const drafted = await draftTender(set, office, {
    name: NAME,
    budget: auction.estimate,
    summary: '加氢装置改造，含土建、安装与调试。',
    document: document(NAME),
    deadlineInMs: DEADLINE_MS * set.pace,
  })
  const tender = drafted.id
  stages.line(`${drafted.code}  ${drafted.title}  最高限价 ¥${auction.estimate}`)
  const custody = await acceptSeats(set, office, tender)
  stages.line('五名保管人各自接受，密钥仅用于本项目，三人可开')
  await fileNotice(office, tender)
  await approveNotice(office, tender)
  const deadlineAt = Date.parse((await untilPublished(office, tender)).deadlineAt ?? '')
  stages.line(`监管备案后发布，投标截止 ${new Date(deadlineAt).toISOString()}；评标办法是公告中的数据，开标后不能再改`)
  stages.line(`开标大厅，可旁观 / the hall, to be watched: ${set.server.origin}/openings/${tender}`)

  stages.begin('密封与递交 / Sealing and submission')
  const attendances = await playSubmission(set, { tender: drafted, bidders, folder }, stages)
  const late = bidders.at(-1)
  if (late === undefined) throw new Error('nobody bids')
  // What the rest needs is done while everybody waits for the deadline.
  const aside = keptStages()
  const experts = fillLibrary(set, office)
  const others = playAside(
    set,
    office,
    { bidders, experts, document: document('示范项目'), folder: join(folder, 'clients') },
    aside,
  )
  // Told where it is awaited.
  others.catch(() => undefined)
  await bidTooLate(set, { tender: drafted, bidder: late, deadlineAt, folder }, stages)

  const recorded = await playOpening(set, office, { tender, custody, attendances }, stages)
  stages.begin('抽取评标专家：谁也选不了 / Experts are drawn; nobody can choose')
  const { draw, members } = await playDraw(set, office, { tender, custody, experts: await experts }, stages)
  stages.begin('评标 / Evaluation')
  await playEvaluation(set, { tender, members, bidders }, stages)
  stages.begin('公示、定标与合同 / Publicity, award, contract')
  await publishCandidates(office, { tender, bidders }, stages)
  const { winner } = await playAward(office, { tender, bidders }, stages)
  stages.begin('归档 / Archive')
  await checkBag(office.centre, tender, stages)

  stages.begin('各阶段的项目 / A tender in every stage')
  const { awaited } = await others
  for (const line of aside.lines) stages.line(line)
  const seated = (await experts).map(({ player }) => player)
  await writeDemoUsers(demoUsersIn(folder), usersOf(office, bidders, [awaited, ...seated.filter((player) => player !== awaited)]))
  await rm(join(folder, 'clients'), { recursive: true, force: true })
  await writeEvidence(set, { tender, draw, folder })
  return {
    tender,
    opened: recorded.seals.filter(({ state }) => state === 'opened').length,
    causes: recorded.seals.flatMap(({ cause }) => (cause === null ? [] : [cause.code])),
    winner: winner?.name ?? '',
  }
}

/** Everything that happens beside the main tender: two more that go on past their openings, then one in every earlier stage. */
async function playAside(
  set: Stageset,
  office: Office,
  play: Parameters<typeof playOthers>[2],
  stages: Stages,
): ReturnType<typeof playOthers> {
  await play.experts
  const [others] = await Promise.all([playOthers(set, office, play, stages), seedStages(set, office, play.document, stages)])
  return others
}

function usersOf(office: Office, bidders: readonly Player[], experts: readonly Player[] = []): { role: Role; player: Player }[] {
  const as = (role: Role) => (player: Player) => ({ role, player })
  return [
    ...bidders.map(as('bidder')),
    as('agency')(office.agency),
    as('tenderer')(office.tenderer),
    ...office.custodians.map(as('custodian')),
    as('centre')(office.centre),
    as('regulator')(office.regulator),
    ...experts.map(as('expert')),
  ]
}

/** Where the persons a visitor may sign in as are written, with keys made for this run alone. */
function demoUsersIn(folder: string): string {
  return join(folder, 'demo-users.json')
}

async function stayUp(server: ServerProcess, stages: Stages): Promise<void> {
  stages.begin('就绪 / Ready')
  stages.line(`${server.origin}          首页 start page`)
  stages.line(`${server.origin}/api/docs   接口文档 API documentation`)
  stages.line('登录页可一键进入每个角色，第一名评标专家有一份评分待提交 / sign in as anybody by one press')
  stages.line('按 Ctrl+C 结束 / Ctrl+C ends it')
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done())
    process.once('SIGTERM', () => done())
  })
  await server.stop()
}
