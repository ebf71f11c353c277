import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Icon } from '../../ui/icon.tsx'

/** Leads from a tender to the publicity of its candidates and its result. Nothing before the tender has been opened. */
export function AwardLink({ tender }: { readonly tender: { readonly id: string; readonly state: string } }) {
  // One link must not hold up the page around it.
  const { t, ready } = useTranslation('awards', { useSuspense: false })
  if (!ready || (tender.state !== 'opened' && tender.state !== 'failed')) return null
  return (
    <p className="award-link">
      <Link className="btn sm" to={`/awards/${tender.id}`}>
        <Icon name="right" /> {t('link')}
      </Link>
    </p>
  )
}
