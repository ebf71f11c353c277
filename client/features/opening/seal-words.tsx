import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../ui/icon.tsx'
import type { LockState, SealView } from './seal-view.ts'

const lockIcons: Record<Exclude<LockState, 'none'>, IconName> = { shut: 'lock', open: 'check-circle', remedy: 'check-circle' }

/** Both locks of a bid, or what became of it, in words with an icon: never by colour or shape alone. */
export function SealWords({ view }: { readonly view: SealView }) {
  const { t } = useTranslation('opening')
  const { seal, bidderLock, custodianLock, reading } = view
  if (seal.state === 'opened')
    return (
      <>
        <span className="ok">
          <Icon name="check-circle" />
        </span>
        <span className="grow">{t(`seal.${reading ?? 'waiting'}`)}</span>
      </>
    )
  if (seal.state === 'failed' || seal.state === 'out')
    return (
      <>
        <Icon name="cross-circle" />
        <span className="grow">{outcomeOf(t, view)}</span>
      </>
    )
  if (seal.state === 'listed') return <span className="grow">{t('seal.listed')}</span>
  return (
    <>
      {bidderLock !== 'none' && <Lock state={bidderLock} name={t(`seal.bidderLock.${bidderLock}`)} />}
      <span className="grow" />
      {custodianLock !== 'none' && <Lock state={custodianLock} name={t(`seal.custodianLock.${custodianLock}`)} />}
    </>
  )
}

function Lock({ state, name }: { readonly state: Exclude<LockState, 'none'>; readonly name: string }) {
  return (
    <span className={`lk row g4 ${state === 'shut' ? '' : 'ok'}`}>
      <Icon name={lockIcons[state]} />
      {name}
    </span>
  )
}

/** What became of a bid that did not open or does not count: whose cause, as far as it may be said at this moment (O3). */
export function outcomeOf(t: TFunction<'opening'>, { seal }: SealView): string {
  if (seal.cause === null) return t(seal.state === 'out' ? 'seal.out' : 'seal.failed')
  const { code, attributedTo } = seal.cause
  if (['withdrawn', 'superseded', 'lot-failed'].includes(code)) return t(`seal.${code}`)
  return t(`seal.failedBy.${attributedTo}`)
}
