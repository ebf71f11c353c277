import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePlatformFacts } from '../features/identity/platform-facts.ts'

/** Foot of the public pages: who runs it, help in the same place everywhere (WCAG 3.2.6), open data, documentation. */
export function Footer() {
  const { t } = useTranslation()
  const platform = usePlatformFacts()
  return (
    <footer className="foot">
      <div className="wrap">
        <div className="stack-4">
          <div>
            {platform === undefined ? t('brand.title') : t('frame.runs', { name: platform.name, version: platform.version })}
          </div>
          <div>
            {t('frame.noCount')} <Link to="/help#privacy">{t('frame.why')}</Link>
          </div>
        </div>
        <span className="grow" />
        <nav className="row flow foot-links" aria-label={t('frame.footer')}>
          <Link to="/help">{t('frame.helpContacts')}</Link>
          <Link to="/help/environment">{t('frame.environment')}</Link>
          <Link to="/verify">{t('channel.verify')}</Link>
          <a href="/api/notices.atom">Atom</a>
          <a href="/api/docs">{t('frame.apiDocs')}</a>
          <Link to="/help#accessibility">{t('frame.accessibility')}</Link>
        </nav>
      </div>
    </footer>
  )
}
