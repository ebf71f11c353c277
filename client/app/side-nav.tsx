import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { countUnread } from '#shared/contracts/notifications.ts'
import { useActor } from '../features/identity/session.ts'
import { api } from '../platform/api.ts'
import { Icon } from '../ui/icon.tsx'
import { isPersonActive } from './session-watch.tsx'
import { workPlaces } from './work-places.ts'

const UNREAD_EVERY_MS = 60_000

/** The places of a workbench for the roles held, with the number of unread messages. Query key: `['inbox', 'unread']`. */
export function SideNav() {
  const { t } = useTranslation()
  const actor = useActor()
  const unread = useQuery({
    queryKey: ['inbox', 'unread'],
    queryFn: () => api.call(countUnread, {}),
    // Asking must not keep a session alive that nobody sits at.
    refetchInterval: () => (isPersonActive() ? UNREAD_EVERY_MS : false),
  }).data?.unread
  return (
    <nav className="side-nav" aria-label={t('work.places')}>
      <ul>
        {workPlaces
          .filter(({ roles }) => roles === undefined || roles.some((role) => actor?.roles.includes(role)))
          .map(({ key, to, icon }) => (
            <li key={key}>
              <NavLink to={to} end={to === '/work'}>
                <Icon name={icon} size={18} />
                <span className="grow">{t(`work.${key}`)}</span>
                {key === 'inbox' && unread !== undefined && unread > 0 && (
                  <>
                    <span className="badge" aria-hidden="true">
                      {unread > 99 ? '99+' : unread}
                    </span>
                    <span className="sr">{t('work.unread', { count: unread })}</span>
                  </>
                )}
              </NavLink>
            </li>
          ))}
      </ul>
    </nav>
  )
}
