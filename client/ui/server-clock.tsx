import { useTranslation } from 'react-i18next'
import { instantOf } from '#shared/primitives/instant.ts'
import { clockOffset, useServerNow } from '../platform/server-time.ts'
import { useStore } from '../platform/store.ts'
import { beijingText } from './beijing-time.ts'

/** The server's time on Beijing's clock, turning; says so as long as it has not been measured. */
export function ServerClock() {
  const { t } = useTranslation()
  const now = useServerNow()
  const isMeasured = useStore(clockOffset) !== undefined
  return (
    <span>
      {t(isMeasured ? 'ui.serverTime' : 'ui.deviceTime')} <b className="ink1">{beijingText(instantOf(now))}</b>
      {t('ui.zone')}
    </span>
  )
}
