import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { parseYuan } from '#shared/primitives/money.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { Tone } from '../../ui/tone.ts'
import { Owed } from './settle-dialogs.tsx'
import type { Deposit } from './use-deposits.ts'

const tones: Record<Deposit['state'], Tone> = {
  unrecorded: 'plain',
  claimed: 'warn',
  held: 'blue',
  returned: 'ok',
  kept: 'bad',
  bonded: 'ok',
  refused: 'bad',
}

/** One deposit, whole: what was received, by when it goes back and by which rule, how it ended, what is contested; `actions` below. */
export function DepositItem({
  deposit,
  isShortened,
  actions,
}: {
  readonly deposit: Deposit
  readonly isShortened: boolean
  readonly actions?: ReactNode
}) {
  const { t } = useTranslation('deposits')
  const { id, name, state, receipt, claim, settlement, contests, isOverdue } = deposit
  const payment = receipt ?? claim
  return (
    <li className="deposit">
      <article aria-labelledby={`deposit-${id}`} className="stack-12">
        <header className="row flow between">
          <h3 id={`deposit-${id}`} className="t14 b ink1">
            {name}
          </h3>
          <span className="row flow">
            {isOverdue && <Tag tone="bad">{t('overdue')}</Tag>}
            <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>
          </span>
        </header>
        <KeyValueList
          items={[
            {
              key: 'amount',
              label: t('amount'),
              value: payment === null ? undefined : <Money amount={payment.amount} />,
            },
            {
              key: 'payment',
              label: t(receipt === null ? 'claimedPayment' : 'receivedPayment'),
              value:
                payment === null ? undefined : (
                  <>
                    {t(`forms.${payment.form}`)} · {payment.receivedOn} · <span className="mono">{payment.reference}</span>
                  </>
                ),
            },
            {
              key: 'claim',
              label: t('claimGround'),
              value:
                claim === null ? undefined : (
                  <>
                    {t(`claimGrounds.${claim.ground}.name`)} · <DateTime at={claim.at} precision="minute" />
                  </>
                ),
            },
            { key: 'refundTo', label: t('refundTo'), value: claim?.refundTo },
            {
              key: 'term',
              label: t('dueBy'),
              value: settlement === null ? <Term deposit={deposit} isShortened={isShortened} /> : undefined,
            },
          ]}
        />
        {settlement === null && <Owed deposit={deposit} />}
        {settlement !== null && <Settlement settlement={settlement} />}
        {claim?.refusal != null && settlement?.kind !== 'refused' && (
          <div className="answer">
            <p className="t12 ink3">
              {t('claimRefused')} · <DateTime at={claim.refusal.at} precision="minute" />
            </p>
            <p className="pre">{claim.refusal.reason}</p>
          </div>
        )}
        {contests.map(({ text, at }) => (
          <div key={at} className="answer">
            <p className="t12 ink3">
              {t('contested')} · <DateTime at={at} precision="minute" />
            </p>
            <p className="pre">{text}</p>
          </div>
        ))}
        {actions}
      </article>
    </li>
  )
}

/** By when, from what, by which rule; or that nothing has happened yet that the time runs from. */
function Term({ deposit: { term }, isShortened }: { readonly deposit: Deposit; readonly isShortened: boolean }) {
  const { t, i18n } = useTranslation('deposits')
  if (term === null) return <span className="ink3">{t('notYet')}</span>
  const { overdueAt, basis, from, article, isPlatformsOwn } = term
  return (
    <>
      <LastDay overdueAt={overdueAt} isShortened={isShortened} /> · {t(`basis.${basis}`)} <DateTime at={from} precision="date" />
      <span className="t12 ink3 block">
        {i18n.language === 'en' ? article.en : article.zh}（{article.id}）{isPlatformsOwn && t('platformsOwn')}
      </span>
    </>
  )
}

/** The last day a return is in time; under shortened periods the moment. */
export function LastDay({ overdueAt, isShortened }: { readonly overdueAt: string; readonly isShortened: boolean }) {
  const last = new Date(Date.parse(overdueAt) - 1).toISOString()
  return isShortened ? <DateTime at={overdueAt} /> : <DateTime at={last} precision="date" />
}

function Settlement({ settlement }: { readonly settlement: NonNullable<Deposit['settlement']> }) {
  const { t } = useTranslation('deposits')
  const { kind, at, on, interest, daysLate, ownFault, ground, reason } = settlement
  return (
    <div className="answer stack-4">
      <p>
        <b>{t(`settled.${kind}`)}</b> {on ?? <DateTime at={at} precision="date" />}
        {ground !== null && ` · ${t(`keepGrounds.${ground}`)}`}
        {interest !== null && parseYuan(interest) > 0n && ` · ${t('withInterest', { amount: moneyText(interest) })}`}
        {daysLate > 0 && ` · ${t('daysLate', { count: daysLate })}`}
      </p>
      {reason !== null && <p className="pre t13">{reason}</p>}
      {ownFault !== null && (
        <p className="pre t13">
          {t('ownFault')}: {ownFault}
        </p>
      )}
    </div>
  )
}
