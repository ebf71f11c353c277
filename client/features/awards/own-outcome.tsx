import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { getAwards } from '#shared/contracts/awards.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import { visitorClient } from '../../platform/api.ts'
import { Tag } from '../../ui/tag.tsx'
import { useActor } from '../identity/session.ts'
import type { Award } from './use-awards.ts'

/** What the award of a tender has come to for the reader's party, and the way there; asked for as a visitor, once the tender is opened. */
export function OwnOutcome({ tender, lots }: { readonly tender: string; readonly lots: readonly string[] }) {
  const { t } = useTranslation('results')
  const party = useActor()?.party
  const awards = useQuery({
    queryKey: ['awards-public', tender],
    queryFn: async () => {
      try {
        return (await visitorClient().call(getAwards, { params: { tender } })).awards
      } catch (error) {
        if (error instanceof ProblemError && error.problem.code === 'award-not-begun') return []
        throw error
      }
    },
    staleTime: 60_000,
  })
  const own = awards.data?.filter(({ lot }) => lots.includes(lot)) ?? []
  if (own.length === 0) return <span className="ink3">–</span>
  return (
    <span className="row flow">
      {own.map((award) => {
        const outcome = outcomeOf(award, party)
        return (
          <Tag key={award.lot} tone={outcome === 'won' ? 'ok' : 'plain'}>
            {own.length > 1 && `${award.name} `}
            {t(`own.${outcome}`)}
          </Tag>
        )
      })}
      <Link to={`/work/awards/${tender}`}>{t('own.see')}</Link>
    </span>
  )
}

function outcomeOf({ state, winner }: Award, party: string | undefined): 'won' | 'lost' | 'failed' | 'open' {
  if (state === 'failed') return 'failed'
  if (winner === null) return 'open'
  return winner.party === party ? 'won' : 'lost'
}
