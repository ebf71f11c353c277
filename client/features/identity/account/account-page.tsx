import { useTranslation } from 'react-i18next'
import { PageTitle } from '../../../ui/page-title.tsx'
import { Tabs, useTab } from '../../../ui/tabs.tsx'
import { useMay, useSession } from '../session.ts'
import { OwnCertificates } from './own-certificates.tsx'
import { OwnParty } from './own-party.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { Persons } from './persons.tsx'
import '../identity.css'

const keys = ['party', 'persons', 'certificates', 'sessions'] as const

/** One's own party: what it has told, its roles, its persons; one's own certificates, sessions and password. */
export function AccountPage() {
  const { t } = useTranslation('identity')
  const session = useSession()
  const current = useTab([...keys])
  const mayList = useMay('listPersons')
  if (session.state !== 'signed-in') return null
  const { me } = session
  return (
    <div className="stack-24">
      <PageTitle title={t('account.title')} />
      <header className="stack-4">
        <h1 className="t22 ink1">{t('account.title')}</h1>
        <p className="t14 ink3">{[me.party.name, me.person.name].join(' · ')}</p>
      </header>
      <Tabs
        label={t('account.title')}
        current={current}
        tabs={keys.filter((key) => key !== 'persons' || mayList).map((key) => ({ key, title: t(`account.tabs.${key}`) }))}
      />
      {current === 'party' && <OwnParty me={me} />}
      {current === 'persons' && <Persons party={me.party.id} isAdministrator={me.person.isAdministrator} />}
      {current === 'certificates' && <OwnCertificates me={me} />}
      {current === 'sessions' && <OwnSessions hasPassword={me.person.hasPassword} />}
    </div>
  )
}
