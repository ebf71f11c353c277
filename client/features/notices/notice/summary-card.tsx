import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { type Fen, formatYuan, parseYuan } from '#shared/primitives/money.ts'
import { useServerNow } from '../../../platform/server-time.ts'
import { BindingMoney } from '../../../ui/binding-money.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Clock } from '../../../ui/clock.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { KeyValueList } from '../../../ui/key-value-list.tsx'
import { lazyPart } from '../../../ui/lazy-part.tsx'
import { Money } from '../../../ui/money.tsx'
import { useActor } from '../../identity/session.ts'
import type { ShownState } from '../tender-state.ts'
import type { Tender } from '../use-tender.ts'
import { downloadReminder } from './reminder.ts'

/** For signed-in bidders only: what it brings along (the vault, its texts) no visitor has to load. */
const FollowButton = lazyPart(() =>
  import('../../bids/follow-button.tsx').then(({ FollowButton }) => ({ default: FollowButton })),
)

/** Loaded where a notice states its plan: few have a coefficient drawn. */
const CoefficientPanel = lazyPart(() =>
  import('../../coefficient/coefficient-panel.tsx').then(({ CoefficientPanel: panel }) => ({ default: panel })),
)

/** Beside the notice: the countdown, who and how much, and what can be done now. */
export function SummaryCard({ tender, state }: { readonly tender: Tender; readonly state: ShownState }) {
  const { t } = useTranslation('notice')
  const actor = useActor()
  const now = useServerNow()
  const policy = tender.openingPolicy
  const ceiling = formatYuan(tender.lots.reduce((sum, lot) => sum + parseYuan(lot.ceilingPrice), 0n) as Fen)
  const deposits = tender.notice?.deposits ?? []
  const deposit = formatYuan(deposits.reduce((sum, { amount }) => sum + parseYuan(amount), 0n) as Fen)
  const mayBid = actor === undefined || actor.roles.includes('bidder')
  const isOpen = state === 'bidding'
  const { deadlineAt } = tender
  const canObject = isOpen && tender.objectionsUntil !== null && Date.parse(tender.objectionsUntil) > now
  const canAsk = isOpen && tender.questionsUntil !== null && Date.parse(tender.questionsUntil) > now
  return (
    <aside aria-label={t('summary.label')}>
      <div className="card sum">
        {deadlineAt !== null && (
          <div className="top">
            <div className="t13 ink3">{t(isOpen ? 'summary.toDeadline' : 'summary.deadline')}</div>
            {isOpen && (
              <Clock until={deadlineAt} label={t('summary.toDeadline')}>
                {t('standing.now')}
              </Clock>
            )}
            <div className="t13 ink3">
              <DateTime at={deadlineAt} hasZone /> {isOpen && t('summary.serverTime')}
            </div>
            {tender.isCalendarProvisional && <p className="t12 warn">{t('summary.provisional')}</p>}
          </div>
        )}
        <KeyValueList
          items={[
            { key: 'ceiling', label: t('summary.ceiling'), value: <BindingMoney amount={ceiling} /> },
            {
              key: 'deposit',
              label: t('lot.deposit'),
              value: deposits.length === 0 ? undefined : <Money amount={deposit} />,
            },
            { key: 'lots', label: t('summary.lots'), value: tender.lots.length > 1 ? tender.lots.length : undefined },
            { key: 'tenderer', label: t('summary.tenderer'), value: tender.tenderer.name },
            { key: 'agency', label: t('summary.agency'), value: tender.agency?.name },
            {
              key: 'evaluation',
              label: t('summary.evaluation'),
              value: tender.notice === null ? undefined : t(`evaluation.${tender.notice.evaluation.method}`),
            },
            {
              key: 'policy',
              label: t('summary.policy'),
              value: policy === null ? undefined : t(`summary.policy-${policy.kind}`, { k: policy.k, n: policy.n }),
            },
          ]}
        />
        <div className="acts no-print">
          {isOpen && mayBid && (
            <ButtonLink className="only-wide" to={`/work/bids/${tender.id}`} look="primary">
              {t('summary.prepare')}
            </ButtonLink>
          )}
          {!isOpen && state !== 'terminated' && state !== 'suspended' && (
            <ButtonLink to={`/openings/${tender.id}`} look="primary">
              {t(state === 'opened' ? 'summary.record' : 'standing.hall')}
            </ButtonLink>
          )}
          {isOpen && (
            <Button onClick={() => downloadReminder(tender, t('summary.reminder', { title: tender.title }))}>
              {t('summary.remind')}
            </Button>
          )}
          {isOpen && actor?.roles.includes('bidder') === true && (
            <Suspense fallback={null}>
              <FollowButton tender={tender.id} title={tender.title} code={tender.code} />
            </Suspense>
          )}
          {canAsk && <ButtonLink to="?tab=questions#ask">{t('summary.ask')}</ButtonLink>}
          {canObject && <ButtonLink to="?tab=questions#object">{t('summary.object')}</ButtonLink>}
          {isOpen && <p className="only-narrow t13 ink3">{t('summary.desktop')}</p>}
        </div>
      </div>
      {tender.notice?.evaluation.plan !== undefined && (
        <Suspense fallback={null}>
          <CoefficientPanel tender={tender.id} plan={tender.notice.evaluation.plan} />
        </Suspense>
      )}
      <p className="t13 ink3 secrecy">
        <Icon name="eye-off" />
        <span>{t('summary.secret')}</span>
      </p>
    </aside>
  )
}
