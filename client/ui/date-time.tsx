import { useTranslation } from 'react-i18next'
import { beijingText, type Precision } from './beijing-time.ts'

/** A moment on Beijing's clock. English always names the zone beside a time of day; Chinese names it where `hasZone` asks for it. */
export function DateTime({ at, precision = 'second', hasZone }: DateTimeProps) {
  const { t, i18n } = useTranslation()
  const hasTime = precision !== 'date' && precision !== 'month-date'
  const isNamed = hasZone ?? (i18n.language === 'en' && hasTime)
  return (
    <time dateTime={at} className="nowrap">
      {beijingText(at, precision)}
      {isNamed && t('ui.zone')}
    </time>
  )
}

interface DateTimeProps {
  /** RFC 3339 instant. */
  readonly at: string
  readonly precision?: Precision
  readonly hasZone?: boolean
}
