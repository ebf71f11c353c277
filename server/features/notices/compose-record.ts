import { composeNotice, type Notice, type NoticeDocument } from '#shared/catalogue/notice.ts'
import { acceptedSeats, type TenderRecord } from './tender.model.ts'

/** The notice as the platform would file it now; undefined while the draft is missing. Custodians or documents may still be incomplete. */
export function composeRecord(record: TenderRecord): Notice | undefined {
  if (record.draft === null) return undefined
  return composeNotice(record.draft, {
    rulePack: record.rulePack,
    code: record.code,
    category: record.category,
    method: record.method,
    region: record.region,
    round: record.round,
    lots: record.lots.map((lot) => ({ ...lot })),
    tenderer: { party: record.tendererParty, name: record.tendererName },
    agency: record.agencyParty === null ? null : { party: record.agencyParty, name: record.agencyName ?? '' },
    documents: newestVersions(record.attached),
    custodians: acceptedSeats(record.seats),
  })
}

/** The newest version of each attached document, in the order the names first came. */
function newestVersions(attached: TenderRecord['attached']): NoticeDocument[] {
  const newest = new Map<string, NoticeDocument>()
  for (const document of attached) {
    const before = newest.get(document.name)
    if (before === undefined || before.version < document.version) newest.set(document.name, document)
  }
  return [...newest.values()].map(({ name, version, sha256, size }) => ({ name, version, sha256, size }))
}

/** Where two notices differ first, as the name of the field; undefined when they are the same. */
export function firstDifference(left: Notice, right: Notice, equal: (a: unknown, b: unknown) => boolean): string | undefined {
  return (Object.keys({ ...left, ...right }) as (keyof Notice)[]).find((name) => !equal(left[name], right[name]))
}
