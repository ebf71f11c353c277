import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../../ui/button.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import type { ShownState } from '../tender-state.ts'
import type { Tender } from '../use-tender.ts'

/** What is out of the ordinary, with what it means for a bid: suspended, opening, failed, ended. Nothing while bids are taken. */
export function StandingLine({ tender, state }: { readonly tender: Tender; readonly state: ShownState }) {
  const { t } = useTranslation('notice')
  switch (state) {
    case 'bidding':
    case 'opened':
      return null
    case 'suspended':
      return (
        <StatusLine tone="warn" icon="minus-circle" head={t('standing.suspended.head')}>
          {t('standing.suspended.do')}
        </StatusLine>
      )
    case 'closed':
    case 'opening':
      return (
        <StatusLine
          tone="blue"
          icon="unlock"
          head={t('standing.opening.head')}
          action={
            <ButtonLink to={`/openings/${tender.id}`} look="primary">
              {t('standing.hall')}
            </ButtonLink>
          }
        >
          {t('standing.opening.do')}
        </StatusLine>
      )
    case 'failed':
    case 'terminated':
      return (
        <StatusLine icon="minus-circle" head={t(`standing.${state}.head`)}>
          {t(`standing.${state}.do`)}
        </StatusLine>
      )
  }
}
