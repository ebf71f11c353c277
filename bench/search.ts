import { matches, searchQuery, searchText, searchTokens } from '#shared/catalogue/search-text.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { listTenders } from '../server/features/notices/list-tenders.ts'
import { type TenderRecord, tenderModel } from '../server/features/notices/tender.model.ts'
import { publishTestTender } from '../test/support/bids.ts'
import { random, TEST_PKI_AT } from '../test/support/pki.ts'
import { interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'
import { startBenchPlatform } from './support/platform.ts'

const NOTICES = 50_000
const AT_ONCE = 1000
const ROUNDS = 9
const PAGE = 20
const MINUTE_MS = 60_000

const places = [
  '临江市',
  '青山县',
  '云溪区',
  '城中区',
  '滨海新区',
  '白鹿镇',
  '石桥镇',
  '永安市',
  '凤凰区',
  '南湖县',
  '北塔区',
  '东河市',
]
const objects = [
  '供水管网',
  '中学教学楼',
  '污水处理厂',
  '道路照明',
  '老旧小区',
  '医用ＣＴ设备',
  '档案管理系统',
  '河道堤防',
  '公交首末站',
  '农贸市场',
  '消防站',
  '体育馆',
]
const works = ['改造工程', '新建工程', '维修工程', '采购项目', '监理服务', '勘察设计', '运行维护']
const buyers = ['水务局', '教育局', '住房和城乡建设局', '交通运输局', '人民医院', '城市管理局', '文化和旅游局', '应急管理局']
/** What people type: a part of many titles, of a few, of one; several words; what is nowhere. */
const queries = ['城中', '供水管网', '青山县 消防', '水务局 ct', '第31415号', '老旧小区改造 南湖', '不存在的词语', '照明']

/** Paths whose indexes a search may choose from; the others would only make the loading longer. */
const searchPaths = ['searchTokens', 'publishedAt', 'closingKey']

/** A notice as this benchmark scans it: the very text the platform indexes, and what the page is sorted by. */
interface Scanned {
  readonly id: string
  readonly text: string
  readonly publishedAt: string
}

/** A page of full-text search over fifty thousand notices, from the database process, against a scan of all texts in memory. */
export async function measure(): Promise<Measurement[]> {
  const { platform, database, close } = await startBenchPlatform({ isDurable: false })
  try {
    const { connection } = database
    const deps = platform.server.platform
    const tender = await publishTestTender(connection, { platform: deps.config.platformName, now: TEST_PKI_AT })
    const model = await tenderModel(connection).findById(tender.id).lean<TenderRecord>()
    if (model === null) throw new Error('no tender')
    await tenderModel(connection).collection.dropIndexes()
    for (const [keys, options] of tenderModel(connection).schema.indexes())
      if (searchPaths.some((path) => path in keys))
        await tenderModel(connection).collection.createIndex(keys as never, options as never)
    const scanned: Scanned[] = [{ id: model._id, text: model.searchText, publishedAt: model.publishedAt ?? '' }]
    for (let first = 1; first < NOTICES; first += AT_ONCE) {
      const records = Array.from({ length: Math.min(AT_ONCE, NOTICES - first) }, (_, index) => recordOf(model, first + index))
      await tenderModel(connection).collection.insertMany(records as never[])
      scanned.push(
        ...records.map(({ _id, searchText: text, publishedAt }) => ({ id: _id, text, publishedAt: publishedAt ?? '' })),
      )
    }

    const find = async (q: string) => {
      const filters = { scope: 'all', dateKind: 'published', sort: 'newest', q } as const
      const { records } = await listTenders(deps, { filters, cursor: undefined, limit: PAGE })
      return records.map(({ _id }) => _id)
    }
    const scan = (q: string) => scanText(scanned, q)
    for (const q of queries) {
      const [found, expected] = [await find(q), scan(q)]
      if (found.join() !== expected.join()) throw new Error(`"${q}" finds ${found.length}, the scan ${expected.length}`)
    }
    const lines = [
      rateOf({
        name: 'search',
        rounds: await interleave(ROUNDS, {
          ours: () =>
            secondsOf(async () => {
              for (const q of queries) await find(q)
            }),
          baseline: async () => secondsOf(() => queries.map(scan)),
        }),
        amount: queries.length,
        unit: 'queries/s',
        what: `${queries.length} queries one after the other, newest ${PAGE} of each from the embedded database, against String.includes over all 50,000 search texts in this process's memory, sort and cut`,
      }),
    ]
    return lines
  } finally {
    await close()
  }
}

function recordOf(model: TenderRecord, index: number): TenderRecord {
  const pick = (list: readonly string[], salt: number): string =>
    list[(index * 7919 + salt * 104_729 + Math.floor(index / (salt + 2))) % list.length] ?? ''
  const place = pick(places, 1)
  const title = `${place}${pick(objects, 2)}${pick(works, 3)}（第${index}号）招标公告`
  const summary = `${pick(places, 4)}${pick(objects, 5)}${pick(works, 6)}，资金已落实，具备招标条件，现公开招标，工期${90 + (index % 300)}日历天，合同估算价${index}万元。`
  const tendererName = `${place}${pick(buyers, 7)}`
  const code = `3301-2026-${String(index).padStart(6, '0')}`
  const text = searchText(title, code, tendererName, '', place, '一标段', summary)
  return {
    ...model,
    _id: randomId(random),
    notice: null,
    title,
    summary,
    code,
    tendererName,
    publishedAt: instantOf(TEST_PKI_AT - index * MINUTE_MS),
    searchText: text,
    searchTokens: searchTokens(text),
  }
}

function scanText(notices: readonly Scanned[], q: string): string[] {
  const query = searchQuery(q)
  return notices
    .filter(({ text }) => matches(query, text))
    .sort((left, right) => (left.publishedAt < right.publishedAt ? 1 : -1))
    .slice(0, PAGE)
    .map(({ id }) => id)
}
