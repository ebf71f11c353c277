import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readMe } from '#shared/contracts/identity-persons.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { api } from '../platform/api.ts'
import { queries } from '../platform/queries.ts'
import { serverNow, useServerNow } from '../platform/server-time.ts'
import { Button } from '../ui/button.tsx'
import { ClosesIn } from '../ui/clock.tsx'
import { StatusLine } from '../ui/status-line.tsx'

/** The server ends a session that it has not heard from for eight hours; an access token of ten minutes may hide the last of them. */
const SESSION_IDLE_MS = 8 * 3_600_000 - 10 * 60_000
const WARN_BEFORE_MS = 30 * 60_000
/** Whoever has neither moved nor typed for so long is taken to be away. */
const AWAY_MS = 30 * 60_000

let heardAt = serverNow()
let activeAt = Date.now()

/** Whether somebody sits at this page. */
export function isPersonActive(): boolean {
  return Date.now() - activeAt < AWAY_MS
}

/** Warns half an hour before an idle session ends and extends it by one press (WCAG 2.2.1). Nothing entered is lost either way. */
export function SessionWatch() {
  const { t } = useTranslation()
  const now = useServerNow()
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    heardAt = serverNow()
    const active = () => {
      activeAt = Date.now()
    }
    const events = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
    for (const event of events) window.addEventListener(event, active, { passive: true })
    const unsubscribe = queries.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'success') heardAt = serverNow()
    })
    return () => {
      for (const event of events) window.removeEventListener(event, active)
      unsubscribe()
    }
  }, [])
  const endsAt = heardAt + SESSION_IDLE_MS
  if (now < endsAt - WARN_BEFORE_MS) return null
  const extend = async () => {
    setAsking(true)
    try {
      await api.call(readMe, {})
      heardAt = serverNow()
    } finally {
      setAsking(false)
    }
  }
  return (
    <StatusLine
      tone="warn"
      isSlim
      isUrgent
      head={t('work.session.ending')}
      action={
        <Button look="primary" isBusy={isAsking} onClick={() => void extend()}>
          {t('work.session.extend')}
        </Button>
      }
    >
      {t('work.session.left')} <ClosesIn until={instantOf(endsAt)} /> {t('work.session.safe')}
    </StatusLine>
  )
}
