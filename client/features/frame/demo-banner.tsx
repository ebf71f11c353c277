import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'
import { usePlatformFacts } from '../identity/platform-facts.ts'

/** Says on every page that the demo's periods are shortened, wherever the platform runs by that rule pack. */
export function DemoBanner() {
  const { t } = useTranslation()
  if (usePlatformFacts()?.rulePack !== 'demo') return null
  return (
    <p className="demo-bar">
      <Icon name="info" size={14} />
      {t('demo')}
    </p>
  )
}
