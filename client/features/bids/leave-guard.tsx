import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { MyBid } from './my-bids.ts'

/**
 * Keeps the window open while a bid is sealed or uploaded, and insists on the keep-file before the page is left: this browser alone is no safe
 * place for the only copy. Other pages of the platform may be looked at meanwhile: the work goes on.
 */
export function LeaveGuard({ isBusy, unkept }: { readonly isBusy: boolean; readonly unkept: MyBid | undefined }) {
  const { t } = useTranslation('bids')
  const mustStay = isBusy || unkept !== undefined
  useEffect(() => {
    if (!mustStay) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [mustStay])
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      unkept !== undefined &&
      !nextLocation.pathname.startsWith(`/work/bids/${unkept.tender}`) &&
      currentLocation.pathname !== nextLocation.pathname,
  )
  if (blocker.state !== 'blocked') return null
  return (
    <Dialog
      title={t('leave.title')}
      onClose={() => blocker.reset()}
      footer={
        <>
          <Button onClick={() => blocker.proceed()}>{t('leave.leave')}</Button>
          <Button look="primary" onClick={() => blocker.reset()}>
            {t('leave.stay')}
          </Button>
        </>
      }
    >
      <p>{t('leave.explain')}</p>
    </Dialog>
  )
}
