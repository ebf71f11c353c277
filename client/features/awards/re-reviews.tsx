import { getEarlierReport, getEarlierReportPdf } from '#shared/contracts/evaluation.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { api } from '../../platform/api.ts'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMay } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import type { Award } from './use-awards.ts'
import { useWords } from './use-words.ts'

type ReReview = Award['reReviews'][number]

/**
 * The re-reviews of a lot's report, for everybody: on which ground, why, what came of it, and the ranking before and after side by side
 * (87-64, X13). `isReader`: whether earlier reports are offered.
 */
export function ReReviews({ award, isReader }: { readonly award: Award; readonly isReader: boolean }) {
  const t = useWords(award)
  const mayRead = useMay('getEarlierReport') && isReader
  if (award.reReviews.length === 0) return null
  return (
    <section className="blk award-part" aria-labelledby={`re-reviews-${award.lot}`}>
      <SectionHead id={`re-reviews-${award.lot}`} title={t('reReviews.title')} note={t('reReviews.note')} />
      <ol className="disputes">
        {award.reReviews.map((each, index) => (
          <li key={each.orderedAt} className="dispute">
            <article aria-labelledby={`re-review-${award.lot}-${index}`}>
              <header className="row flow between">
                <h3 id={`re-review-${award.lot}-${index}`} className="t14 b">
                  {t('reReviews.nth', { number: index + 1 })} · {t(`changeCause.${each.ground}`)}
                </h3>
                <Outcome award={award} reReview={each} />
              </header>
              {each.isOfAnotherLot && <p className="t13 ink3">{t('reReviews.linked')}</p>}
              <p className="pre">{each.reason}</p>
              <p className="t12 ink3">
                {t('reReviews.orderedAt')} <DateTime at={each.orderedAt} hasZone />
                {each.endedAt !== null && (
                  <>
                    {' '}
                    · {t('reReviews.endedAt')} <DateTime at={each.endedAt} hasZone />
                  </>
                )}
              </p>
              <Standings award={award} reReview={each} />
              <p className="row flow t13">
                <DigestChip digest={each.earlierReportSha256} label={t('reReviews.earlier')} />
                {each.reportSha256 !== null && <DigestChip digest={each.reportSha256} label={t('reReviews.later')} />}
              </p>
              {mayRead && <EarlierReport award={award} report={each.earlierReportSha256} />}
            </article>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Outcome({ award, reReview }: { readonly award: Award; readonly reReview: ReReview }) {
  const t = useWords(award)
  if (reReview.endedAt === null)
    return (
      <Tag tone="warn" icon="clock">
        {t('reReviews.running')}
      </Tag>
    )
  return (
    <Tag tone={reReview.isChanged === true ? 'bad' : 'ok'}>
      {t(reReview.isChanged === true ? 'reReviews.changed' : 'reReviews.unchanged')}
    </Tag>
  )
}

/** Rank and points before and after, bid by bid, as far as they may be known. */
function Standings({ award, reReview: { before, after } }: { readonly award: Award; readonly reReview: ReReview }) {
  const t = useWords(award)
  const earlier = new Map(before.map((standing) => [standing.bid, standing]))
  const later = new Map(after.map((standing) => [standing.bid, standing]))
  const rows = [...new Set([...(after.length > 0 ? after : before), ...before].map(({ bid }) => bid))]
  if (rows.length === 0) return null
  const cells = (of: ReadonlyMap<string, ReReview['before'][number]>, when: 'before' | 'after') => [
    {
      key: `${when}-rank`,
      title: t(`reReviews.${when}Rank`),
      cell: (bid: string) => of.get(bid)?.rank ?? '—',
    },
    {
      key: `${when}-total`,
      title: t(`reReviews.${when}Total`),
      isRight: true,
      cell: (bid: string) => of.get(bid)?.total ?? '—',
    },
  ]
  return (
    <div className="boxed">
      <Table
        label={t('reReviews.standings')}
        rows={rows}
        keyOf={(bid) => bid}
        columns={[
          {
            key: 'name',
            title: t('candidates.name'),
            isHead: true,
            cell: (bid) => <b>{(later.get(bid) ?? earlier.get(bid))?.name}</b>,
          },
          ...cells(earlier, 'before'),
          ...(after.length > 0 ? cells(later, 'after') : []),
        ]}
      />
    </div>
  )
}

function EarlierReport({ award, report }: { readonly award: Award; readonly report: string }) {
  const t = useWords(award)
  const save = useDeed(async (kind: 'pdf' | 'json') => {
    const contract = kind === 'pdf' ? getEarlierReportPdf : getEarlierReport
    const bytes = await api.call(contract, { params: { tender: award.tender, report } })
    download(`evaluation-report-${report.slice(0, 8)}.${kind}`, bytes as Bytes)
    return true
  })
  return (
    <div className="row flow">
      {(['pdf', 'json'] as const).map((kind) => (
        <Button key={kind} size="sm" isBusy={save.isPending} onClick={() => save.run(kind)}>
          <Icon name="download" size={14} />
          {t(`reReviews.${kind}`)}
        </Button>
      ))}
      {save.error !== undefined && <ProblemState error={save.error} />}
    </div>
  )
}
