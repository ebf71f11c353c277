import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listRoundsContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'

/** Another round of some of a tender's lots. */
export type Round = ResultOf<typeof listRoundsContract>['rounds'][number]

/** The other rounds of a tender's lots, as whoever looks may know them. */
export function useRounds(tender: string) {
  return useQuery({
    queryKey: ['tender', tender, 'rounds'],
    queryFn: async () => (await api.call(listRoundsContract, { params: { tender } })).rounds,
  })
}

/** Where the lots of a tender were tendered before, and where again: links to earlier and later rounds, for everybody. */
export function RoundLinks({ tender }: { readonly tender: { readonly id: string; readonly round: number } }) {
  const { t } = useTranslation('results')
  const rounds = useRounds(tender.id).data ?? []
  const published = rounds.filter(({ publishedAt }) => publishedAt !== null)
  const rows = [
    ['rounds.earlier', published.filter(({ round }) => round < tender.round)],
    ['rounds.next', published.filter(({ round }) => round > tender.round)],
  ] as const
  if (published.length === 0) return null
  return (
    <nav className="row flow g16 t14 no-print" aria-label={t('rounds.title')}>
      {rows.map(([label, found]) =>
        found.length === 0 ? null : (
          <span key={label} className="row flow">
            <span className="ink3">{t(label)}</span>
            {found.map(({ tender: id, round }) => (
              <Link key={id} to={`/tenders/${id}`}>
                {t('rounds.nth', { round })}
              </Link>
            ))}
          </span>
        ),
      )}
    </nav>
  )
}
