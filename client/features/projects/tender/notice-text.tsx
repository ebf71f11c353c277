import { useTranslation } from 'react-i18next'
import { Card } from '../../../ui/card.tsx'
import { moneyText } from '../../../ui/money.tsx'
import { EmptyState } from '../../../ui/page-state.tsx'
import { PlanText } from '../../notices/notice/plan-text.tsx'
import type { DeskTender } from '../reading.ts'

/** The notice as filed or proposed: what is signed is exactly this. */
export function NoticeText({ tender }: { readonly tender: DeskTender }) {
  const { t, i18n } = useTranslation('projects')
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const notice = tender.notice ?? tender.desk?.proposal ?? null
  if (notice === null)
    return (
      <Card title={t('notice.title')}>
        <EmptyState title={t('notice.none')} />
      </Card>
    )
  return (
    <Card title={t(tender.notice === null ? 'notice.proposal' : 'notice.title')}>
      <div className="stack-12">
        <h3 className="t16 b ink1">{notice.title}</h3>
        <p className="pre">{notice.text}</p>
        <h3 className="b ink1">{t('notice.qualification')}</h3>
        <p className="pre">{notice.qualification}</p>
        <h3 className="b ink1">
          {t('notice.evaluation')} · {t(`evaluationMethod.${notice.evaluation.method}`)}
        </h3>
        <p className="pre">{notice.evaluation.text}</p>
        {notice.evaluation.plan !== undefined && <PlanText plan={notice.evaluation.plan} envelopes={notice.envelopes} />}
        <h3 className="b ink1">{t('notice.envelopes')}</h3>
        <ul className="stack">
          {notice.envelopes.map((envelope) => (
            <li key={envelope.name}>
              <span className="b">{t(`envelope.${envelope.name}`)}</span>{' '}
              {[...envelope.fields, ...envelope.files].map(({ label }) => label[language]).join(t('listSeparator'))}
            </li>
          ))}
        </ul>
        {notice.deposits !== undefined && (
          <>
            <h3 className="b ink1">{t('deposits.title')}</h3>
            <ul className="stack">
              {notice.deposits.map(({ lot, amount, payment }) => (
                <li key={lot} className="pre">
                  <span className="b">{notice.lots.find(({ id }) => id === lot)?.name}</span> {moneyText(amount)} {payment}
                </li>
              ))}
            </ul>
          </>
        )}
        {notice.amends !== null && (
          <>
            <h3 className="b ink1">{t('notice.changes')}</h3>
            <p className="pre">{notice.amends.changes}</p>
          </>
        )}
      </div>
    </Card>
  )
}
