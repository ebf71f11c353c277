import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TenderState } from '#shared/lifecycle/tender.ts'
import { useMay } from '../identity/session.ts'

/** Leads from a tender's desk to its archive, for whom the policy lets read it. Nothing before the tender has been opened or has ended. */
export function ArchiveLink({ tender }: { readonly tender: { readonly id: string; readonly state: TenderState } }) {
  // One link must not hold up the page around it.
  const { t, ready } = useTranslation('archive', { useSuspense: false })
  const isAllowed = useMay('listArchives')
  if (!ready || !isAllowed || !['opened', 'failed', 'terminated'].includes(tender.state)) return null
  return (
    <>
      {' · '}
      <Link to={`/work/archive/${tender.id}`}>{t('link')}</Link>
    </>
  )
}
