import { useTranslation } from 'react-i18next'
import { PageTitle } from '../../../ui/page-title.tsx'
import { Tabs, useTab } from '../../../ui/tabs.tsx'
import { CertificateRequests } from './certificate-requests.tsx'
import { ProjectRequests } from './project-requests.tsx'
import { RoleRequests } from './role-requests.tsx'
import '../identity.css'

const keys = ['roles', 'certificates', 'projects'] as const

/** What waits for the centre: roles asked for, certificates to be confirmed, projects to be accepted; oldest first. */
export function AcceptancePage() {
  const { t } = useTranslation('identity')
  const current = useTab([...keys])
  return (
    <div className="stack-24">
      <PageTitle title={t('centre.acceptance')} />
      <header className="stack-4">
        <h1 className="t22 ink1">{t('centre.acceptance')}</h1>
        <p className="t14 ink3">{t('centre.acceptanceLead')}</p>
      </header>
      <Tabs
        label={t('centre.acceptance')}
        current={current}
        tabs={keys.map((key) => ({ key, title: t(`centre.queue.${key}`) }))}
      />
      {current === 'roles' && <RoleRequests />}
      {current === 'certificates' && <CertificateRequests />}
      {current === 'projects' && <ProjectRequests />}
    </div>
  )
}
