import { useTranslation } from 'react-i18next'
import { ClosesIn } from '../../ui/clock.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { Coefficient } from './use-coefficient.ts'

/** In one sentence: how far it is, for whom it waits, until when. */
export function CoefficientStatus({ coefficient }: { readonly coefficient: Coefficient }) {
  const { t } = useTranslation('coefficient')
  const { state, contributors, confirmations, terms, wanted, voidReason, deadlineAt, stepEndsAt } = coefficient
  const waiting = contributors.filter(({ c, r, fault }) => fault === null && (state === 'committing' ? c === null : r === null))
  const until = state === 'committing' ? deadlineAt : state === 'revealing' || state === 'confirming' ? stepEndsAt : null
  const key = state === 'void' ? (voidReason ?? 'too-few') : state === 'revealing' && wanted.length > 0 ? 'opening' : state
  const count = state === 'confirming' ? terms.custody.keys.length - confirmations.length : waiting.length
  return (
    <StatusLine
      tone={state === 'drawn' ? 'ok' : state === 'void' ? 'bad' : 'blue'}
      head={t(`status.${key}.head`, { count })}
      action={until === null ? undefined : <ClosesIn until={until} hasIcon />}
    >
      {t(`status.${key}.do`)}
    </StatusLine>
  )
}
