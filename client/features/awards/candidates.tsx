import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Money } from '../../ui/money.tsx'
import { EmptyState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { PublicityClock } from './award-status.tsx'
import type { Award, AwardTender } from './use-awards.ts'
import { useLetter } from './use-letter.ts'
import { useWords } from './use-words.ts'

/** The candidates of a lot in the report's order, with price, score and what else was bid (A1, A8), and the publicity's clock. */
export function Candidates({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const t = useWords(award)
  const letter = useLetter(tender)
  if (award.candidates.length === 0)
    return (
      <EmptyState title={t(award.state === 'failed' ? 'candidates.none' : 'candidates.notYet')}>
        {(award.state === 'reported' || award.procedure === 'procurement') && award.state !== 'failed' && (
          <p className="ink3">
            {award.undecided.length === 0
              ? t('candidates.notYetDo')
              : t('candidates.undecided', { count: award.undecided.length })}
          </p>
        )}
      </EmptyState>
    )
  const others = [...new Set(award.candidates.flatMap(({ fields }) => Object.keys(fields)))].filter(
    (name) => name !== letter.priceField,
  )
  return (
    <section className="blk award-part" aria-labelledby={`candidates-${award.lot}`}>
      <SectionHead
        id={`candidates-${award.lot}`}
        title={t(award.publishedAt === null ? 'candidates.recommended' : 'candidates.title')}
        note={award.publishedAt === null ? t('candidates.unpublished') : undefined}
      />
      <PublicityClock award={award} tender={tender} />
      <div className="boxed">
        <Table
          label={t('candidates.title')}
          rows={award.candidates}
          keyOf={({ bid }) => bid}
          columns={[
            { key: 'place', title: t('candidates.place'), cell: ({ place }) => t('candidates.nth', { place }) },
            {
              key: 'name',
              title: t('candidates.name'),
              isHead: true,
              cell: ({ name, bid }) => (
                <span className="row flow">
                  <b>{name}</b>
                  {award.winner?.bid === bid && <Tag tone="ok">{t('result.winner')}</Tag>}
                </span>
              ),
            },
            { key: 'price', title: t('candidates.price'), isRight: true, cell: ({ price }) => <Money amount={price} /> },
            { key: 'total', title: t('candidates.total'), isRight: true, cell: ({ total }) => total ?? t('candidates.unscored') },
            ...others.map((name) => ({
              key: name,
              title: letter.label(name),
              cell: ({ fields }: Award['candidates'][number]) => letter.value(name, fields[name] ?? '—'),
            })),
            {
              key: 'bid',
              title: t('candidates.bid'),
              cell: ({ bid }) => <DigestChip digest={bid} />,
            },
          ]}
        />
      </div>
      {award.publishedAt !== null && (
        <p className="t13 ink3">
          {t('candidates.publishedAt')} <DateTime at={award.publishedAt} hasZone />
        </p>
      )}
    </section>
  )
}
