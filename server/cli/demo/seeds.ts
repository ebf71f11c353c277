import { createClient } from '#shared/contracts/client.ts'
import { answerQuestionContract, askQuestionContract, listOpenQuestionsContract } from '#shared/contracts/notices/questions.ts'
import { returnNoticeContract, terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import { readProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { mansions } from './auction.ts'
import type { Stageset } from './people.ts'
import {
  acceptSeats,
  approveNotice,
  draftTender,
  fileNotice,
  type Office,
  readTender,
  type TenderPlan,
  untilPublished,
} from './publish.ts'
import type { Stages } from './stage.ts'

const DAY_MS = 86_400_000

/** Fills the demo with a tender in every stage built so far, each brought there by the acts it takes. */
export async function seedStages(set: Stageset, office: Office, document: TenderPlan['document'], stages: Stages): Promise<void> {
  const plan = (name: string, budget: string): TenderPlan => ({
    name,
    budget,
    summary: `${name}，资金已落实。`,
    document,
    deadlineInMs: DAY_MS,
  })
  const open = async (name: string, budget: string) => {
    const { id } = await filed(set, office, plan(name, budget))
    return approveNotice(office, id)
  }
  stages.line(`起草 draft：${(await draftTender(set, office, plan(`${mansions[11]}路雨污分流工程`, '8600000.00'))).title}`)
  stages.line(`已报备 filed：${(await filed(set, office, plan(`${mansions[12]}湖清淤工程`, '15200000.00'))).title}`)
  const toReturn = await filed(set, office, plan(`${mansions[13]}小学扩建工程`, '23000000.00'))
  await office.regulator.act(returnNoticeContract, {
    params: { tender: toReturn.id },
    subject: { tender: toReturn.id, version: toReturn.version },
    body: { reason: '请补充评标办法的具体分值。' },
  })
  stages.line(`已退回 returned：${toReturn.title}`)
  const later = await filed(set, office, { ...plan(`${mansions[14]}大道照明工程`, '4100000.00'), publishInMs: DAY_MS })
  await approveNotice(office, later.id)
  stages.line(`待发布 approved：${later.title}`)
  for (const [index, budget] of ['32000000.00', '6750000.00', '118000000.00'].entries()) {
    const { id, title } = await open(`${mansions[15 + index]}片区供水管网改造工程`, budget)
    stages.line(`投标中 published：${title}`)
    if (index === 0) await answerOne(set, office, id)
  }
  const suspended = await open(`${mansions[18]}桥加固工程`, '9900000.00')
  const project = await office.centre.call(readProjectContract, {
    params: { project: suspended.project },
  })
  await office.regulator.act(suspendProjectContract, {
    params: { project: project.id },
    subject: { project: project.id, version: project.version },
    body: { reason: '接到投诉，核查期间暂停。' },
  })
  stages.line(`已暂停 suspended：${suspended.title}`)
  const ended = await open(`${mansions[19]}停车楼工程`, '27500000.00')
  const { version } = await readTender(office.agency, ended.id)
  await office.agency.act(terminateTenderContract, {
    params: { tender: ended.id },
    subject: { tender: ended.id, version },
    body: { reason: '规划调整，项目不再实施。' },
  })
  stages.line(`已终止 terminated：${ended.title}`)
  await openWithNobody(set, office, { ...plan(`${mansions[10]}公园改造工程`, '3300000.00'), deadlineInMs: 150_000 })
  stages.line('将流标 failing：不久截止而无人投标 / a tender nobody bids for, due soon')
}

/** Somebody asks without a name, the agency answers before everybody. */
async function answerOne(set: Stageset, office: Office, tender: string): Promise<void> {
  await untilPublished(office, tender)
  const text = '招标文件第三章要求的管材压力等级是否可以高于 1.0 MPa？'
  const anybody = createClient({ origin: set.server.origin, fetch: globalThis.fetch })
  await anybody.call(askQuestionContract, { body: { tender, text, tokenSha256: sha256Hex(set.random(32)) } })
  const { questions } = await office.agency.call(listOpenQuestionsContract, { params: { tender } })
  for (const { id } of questions)
    await office.agency.act(answerQuestionContract, {
      params: { tender },
      subject: { tender, question: id },
      body: { question: text, answer: '可以，不低于要求即可，报价不作调整。', affectsBids: false },
    })
}

async function filed(set: Stageset, office: Office, plan: TenderPlan) {
  const drafted = await draftTender(set, office, plan)
  await acceptSeats(set, office, drafted.id)
  return fileNotice(office, drafted.id)
}

async function openWithNobody(set: Stageset, office: Office, plan: TenderPlan): Promise<void> {
  const { id } = await filed(set, office, plan)
  await approveNotice(office, id)
}
