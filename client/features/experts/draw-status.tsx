import { useTranslation } from 'react-i18next'
import { assertNever } from '#shared/primitives/assert.ts'
import { ClosesIn } from '../../ui/clock.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { CheckedDraw } from './check-draw.ts'
import { seatsOf } from './draw-view.ts'
import { type Draw, useSpecialityName } from './use-draw.ts'

/** The first sentence: what happens now, what is waited for, until when; and that names are secret. */
export function DrawStatus({ draw, checked }: { readonly draw: Draw; readonly checked: CheckedDraw | undefined }) {
  const { t } = useTranslation('experts')
  const say = sentenceOf(draw, checked)
  const nameOf = useSpecialityName()
  const call = draw.calls.findLast(({ outcome }) => outcome === 'called')
  // While custodians are awaited nobody's clock runs.
  const until = draw.wanted.length > 0 ? null : draw.state === 'calling' ? (call?.until ?? null) : draw.stepEndsAt
  return (
    <StatusLine
      isSlim
      tone={say.tone}
      {...(say.key === 'calling' ? { icon: 'phone' as const } : say.tone === 'plain' ? { icon: 'lock' as const } : {})}
      head={t(`status.${say.key}.head`, {
        ...say.facts,
        speciality: call === undefined ? '' : nameOf(call.stratum),
        rank: (call?.rank ?? 0) + 1,
        reason: draw.voidReason === null ? '' : t(`voidReason.${draw.voidReason}`),
      })}
      action={
        until === null || draw.state === 'filled' ? undefined : (
          <span className="t13 nowrap draw-limit">
            <ClosesIn until={until} />{' '}
            <span className="ink3">{t(draw.state === 'calling' ? 'draw.thenLapsed' : 'draw.stepLeft')}</span>
          </span>
        )
      }
    >
      {t(`status.${say.key}.do`, say.facts)}
    </StatusLine>
  )
}

function sentenceOf(draw: Draw, checked: CheckedDraw | undefined) {
  const { accepted, drawn } = seatsOf(draw)
  const { size, representatives } = draw.pool.rules.committee
  const facts = { accepted, drawn, count: drawn - accepted, size, representatives, k: draw.pool.custody.k }
  const of = (key: string, left: number) => ({ key, tone: 'plain' as const, facts: { ...facts, count: left } })
  const custodians = (key: string, count: number) => ({ key, tone: 'warn' as const, facts: { ...facts, count } })
  switch (draw.state) {
    case 'proposed':
      return of('proposed', 2 - draw.signed.length)
    case 'committing':
      return of('committing', draw.parties.filter(({ c }) => c === null).length)
    case 'escrowing':
      return of('escrowing', draw.parties.filter(({ isEscrowed }) => !isEscrowed).length)
    case 'confirming':
      return of('confirming', Math.max(0, draw.pool.custody.k - draw.confirmations.length))
    case 'revealing': {
      const silent = draw.wanted.filter((one) => one !== 'names')
      if (draw.wanted.includes('names')) return custodians('locked', draw.pool.custody.k)
      if (silent.length > 0) return custodians('silent', silent.length)
      return of('revealing', draw.parties.filter(({ isRevealed }) => !isRevealed).length)
    }
    case 'calling':
      return draw.wanted.includes('names') ? custodians('locked', draw.pool.custody.k) : of('calling', drawn - accepted)
    case 'filled':
      return draw.wanted.includes('names') ? custodians('locked', draw.pool.custody.k) : of('filled', 0)
    case 'closed':
      return draw.wanted.includes('names') ? custodians('locked', draw.pool.custody.k) : of('closed', drawn - accepted)
    case 'released':
      if (checked?.ok === false) return { key: 'mismatch', tone: 'bad' as const, facts }
      return { key: checked === undefined ? 'released' : 'recomputed', tone: 'ok' as const, facts }
    case 'exhausted':
      return { key: 'exhausted', tone: 'warn' as const, facts }
    case 'void':
      return { key: 'void', tone: 'warn' as const, facts }
    default:
      return assertNever(draw.state)
  }
}
