import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { useSession } from '../features/identity/session.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'

/** As the sign-in page words it (`?as=`). */
const others = ['tenderer', 'agency', 'custodian', 'centre', 'regulator'] as const

/** Signing in by role; or, signed in, the person with the way to its desk and out. */
export function PersonMenu() {
  const { t } = useTranslation()
  const session = useSession()
  const navigate = useNavigate()
  const isAtDesk = useLocation().pathname.startsWith('/work')
  const signOut = async () => {
    const { endSession } = await import('../features/identity/session-keeping.ts')
    await endSession()
    await navigate('/')
  }
  if (session.state === 'restoring') return <span className="t13 ink3">{t('frame.restoring')}</span>
  if (session.state === 'signed-in')
    return (
      <>
        {!isAtDesk && (
          <ButtonLink to="/work" look="primary">
            {t('frame.desk')}
          </ButtonLink>
        )}
        <Menu
          label={
            <>
              <Icon name="person" />
              {session.me.person.name}
            </>
          }
        >
          <li className="menu-note">{session.me.party.name}</li>
          <li>
            <Link to="/work/account">{t('work.account')}</Link>
          </li>
          <li>
            <button type="button" onClick={() => void signOut()}>
              {t('frame.signOut')}
            </button>
          </li>
        </Menu>
      </>
    )
  return (
    <>
      <Menu label={t('frame.signInOther')}>
        {others.map((role) => (
          <li key={role}>
            <Link to={`/sign-in?as=${role}&next=/work`}>{t(`role.${role}`)}</Link>
          </li>
        ))}
        <li>
          <Link to="/register">{t('frame.register')}</Link>
        </li>
      </Menu>
      <ButtonLink to="/sign-in?as=bidder&next=/work/bids" look="primary">
        {t('frame.signInBidder')}
      </ButtonLink>
    </>
  )
}
