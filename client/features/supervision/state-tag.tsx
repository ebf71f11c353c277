import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import type { Alert } from './use-alerts.ts'

const tones = { new: 'blue', triaged: 'blue', case: 'warn', confirmed: 'bad', dismissed: 'plain' } as const

/** Where an alert stands. */
export function AlertStateTag({ state }: Pick<Alert, 'state'>) {
  const { t } = useTranslation('supervision')
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>
}
