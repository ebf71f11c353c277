import { findCategory } from '#shared/catalogue/catalogue.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { QueryOf } from '#shared/contracts/contract.ts'
import type { readFeedContract } from '#shared/contracts/notices/public-list.ts'
import { type Bytes, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { NoticesDeps } from './deps.ts'
import { changeKinds } from './list-changes.ts'
import { noticeModel, type PublicNotice } from './notice.model.ts'

const ENTRIES = 100

const kindLabels: Readonly<Record<PublicNotice['kind'], string>> = {
  notice: '招标公告',
  amendment: '澄清与变更',
  failure: '流标公告',
  termination: '终止公告',
  answer: '答疑',
}

/** The newest notices of every kind, and answers, as an Atom feed (RFC 4287): the same content as on the platform, at the same time (N1). */
export async function readFeed(
  deps: Pick<NoticesDeps, 'connection' | 'config'>,
  query: QueryOf<typeof readFeedContract>,
  at: number,
): Promise<Bytes> {
  const { category, region, channel } = query
  const notices = await noticeModel(deps.connection)
    .find({
      ...(channel === undefined ? {} : { kind: { $in: [...changeKinds] } }),
      ...(category === undefined ? {} : { category }),
      ...(region === undefined ? {} : { region: { $gte: region, $lt: `${region}~` } }),
    })
    .sort({ at: -1, _id: -1 })
    .limit(ENTRIES)
    .lean()
  const origin = deps.config.publicUrl.replace(/\/$/, '')
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const self = `${origin}/api/notices.atom${search.size === 0 ? '' : `?${search}`}`
  const feed = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
    element('id', self),
    element('title', `${deps.config.platformName} ${channel === undefined ? '招标公告' : '澄清与变更'}`),
    element('updated', notices[0]?.at ?? instantOf(at)),
    `<link rel="self" type="application/atom+xml" href="${escapeXml(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(origin)}/"/>`,
    ...notices.map((notice) => entry(notice, origin)),
    '</feed>',
    '',
  ]
  return utf8(feed.join('\n'))
}

function entry(notice: PublicNotice, origin: string): string {
  const pack = rulePack(notice.rulePack)
  const label = kindLabels[notice.kind]
  const deadline = notice.deadlineAt === null ? '' : `投标截止时间：${notice.deadlineAt}\n`
  const text = notice.question == null ? notice.text : `问：${notice.question.text}\n答：${notice.text}`
  const shortened = pack.isShortened ? `${pack.label.zh}\n` : ''
  return [
    '<entry>',
    element('id', `${origin}/api/tenders/${notice.tender}/notices#${notice._id}`),
    element('title', `【${label}】${notice.title}`),
    element('published', notice.at),
    element('updated', notice.at),
    `<author>${element('name', notice.tendererName)}</author>`,
    `<category term="${escapeXml(notice.category)}" label="${escapeXml(findCategory(notice.category)?.label.zh ?? notice.category)}"/>`,
    `<category term="${escapeXml(notice.kind)}" label="${escapeXml(label)}"/>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(`${origin}${placeOf(notice)}`)}"/>`,
    `<link rel="alternate" type="application/json" href="${escapeXml(`${origin}/api/tenders/${notice.tender}`)}"/>`,
    `<summary type="text">${escapeXml(`${shortened}项目编号：${notice.code}\n${deadline}${text}`)}</summary>`,
    '</entry>',
  ].join('\n')
}

/** Where a person reads it: its place on the notice's page. */
function placeOf({ _id, tender, kind, question }: PublicNotice): string {
  if (kind === 'notice') return `/tenders/${tender}`
  return question == null
    ? `/tenders/${tender}?tab=changes#change-${_id.slice(0, 16)}`
    : `/tenders/${tender}?tab=questions#question-${question.id}`
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`
}

/** Text for XML 1.0: markup escaped, what XML cannot carry left out. */
function escapeXml(text: string): string {
  return text
    .replace(/(?!\n)[\p{Cc}\p{Cn}\p{Cs}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
