import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { ButtonLink } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import './help.css'

const guides = ['bidder', 'agency', 'custodian', 'centre', 'regulator', 'public'] as const
const sections = ['guides', 'faq', 'privacy', 'accessibility', 'contacts'] as const

interface Question {
  readonly q: string
  readonly a: string
}

/** Help: guides by role, the questions people ask, privacy, accessibility, contacts. The same place on every page leads here (WCAG 3.2.6). */
export function HelpPage() {
  const { t } = useTranslation('help')
  const { hash } = useLocation()
  useEffect(() => {
    if (hash !== '') document.getElementById(hash.slice(1))?.scrollIntoView()
  }, [hash])
  const questions = t('faq.items', { returnObjects: true }) as readonly Question[]
  return (
    <div className="wrap help-page">
      <PageTitle title={t('title')} />
      <h1 className="t28">{t('title')}</h1>
      <p className="lead-text">{t('lead')}</p>
      <StatusLine
        icon="check-circle"
        head={t('environment.title')}
        action={
          <ButtonLink to="/help/environment" look="primary">
            {t('environment.go')}
          </ButtonLink>
        }
      >
        {t('environment.text')}
      </StatusLine>
      <div className="help-cols">
        <nav aria-label={t('contents')}>
          <ul>
            {sections.map((section) => (
              <li key={section}>
                <a href={`#${section}`}>{t(`${section}.title`)}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div>
          <section id="guides" aria-labelledby="guides-title">
            <h2 id="guides-title">{t('guides.title')}</h2>
            {guides.map((guide, index) => (
              <details key={guide} open={index === 0} id={`guide-${guide}`}>
                <summary>{t(`guide.${guide}.title`)}</summary>
                <ol>
                  {(t(`guide.${guide}.steps`, { returnObjects: true }) as readonly string[]).map((step) => (
                    <li key={step}>{step}</li>
                  ))}
                </ol>
              </details>
            ))}
          </section>
          <section id="faq" aria-labelledby="faq-title">
            <h2 id="faq-title">{t('faq.title')}</h2>
            {questions.map(({ q, a }) => (
              <details key={q}>
                <summary>{q}</summary>
                <p>{a}</p>
              </details>
            ))}
          </section>
          <section id="privacy" aria-labelledby="privacy-title">
            <h2 id="privacy-title">{t('privacy.title')}</h2>
            <p>{t('privacy.text')}</p>
          </section>
          <section id="accessibility" aria-labelledby="accessibility-title">
            <h2 id="accessibility-title">{t('accessibility.title')}</h2>
            <p>{t('accessibility.text')}</p>
          </section>
          <section id="contacts" aria-labelledby="contacts-title">
            <h2 id="contacts-title">{t('contacts.title')}</h2>
            <ul className="stack">
              <li>
                {t('contacts.tender')} <Link to="/tenders">{t('channel.tenders', { ns: 'common' })}</Link>
              </li>
              <li>{t('contacts.platform')}</li>
              <li>
                {t('contacts.machines')} <a href="/api/docs">{t('contacts.docs')}</a> ·{' '}
                <a href="/api/docs/problems">{t('contacts.problems')}</a> · <a href="/api/notices.atom">{t('contacts.feed')}</a>
              </li>
            </ul>
          </section>
        </div>
      </div>
    </div>
  )
}
