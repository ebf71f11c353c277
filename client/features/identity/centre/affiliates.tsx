import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { creditCodeField } from '#shared/contracts/identity-fields.ts'
import { declareAffiliate, listAffiliates, withdrawAffiliate } from '#shared/contracts/identity-parties.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { KeyProblem } from '../key-problem.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useMay } from '../session.ts'
import { performAct } from '../signing.ts'
import { useDeed } from '../use-deed.ts'

/** The operator's affiliates: public, declared by the staff, registered or not; none of them may bid on this platform. */
export function Affiliates() {
  const { t } = useTranslation('identity')
  const mayDeclare = useMay('declareAffiliate')
  const mayWithdraw = useMay('withdrawAffiliate')
  const [withdrawing, setWithdrawing] = useState<{ readonly creditCode: CreditCode; readonly name: string }>()
  const { data, error, refetch } = useQuery({ queryKey: ['affiliates'], queryFn: () => api.call(listAffiliates, {}) })
  if (error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading what={t('centre.loading')} />
  return (
    <div className="stack-24">
      <p className="t14">{t('affiliates.lead')}</p>
      {data.items.length === 0 ? (
        <EmptyState title={t('affiliates.none')} />
      ) : (
        <ul className="entries">
          {data.items.map(({ creditCode, name, reason, declaredAt }) => (
            <li key={creditCode} className="row flow between">
              <div className="grow">
                <p className="b ink1">{name}</p>
                <p className="t13 ink3">
                  <span className="mono">{creditCode}</span> · {t('roleState.reason', { reason })} ·{' '}
                  <DateTime at={declaredAt} precision="minute" />
                </p>
              </div>
              {mayWithdraw && (
                <Button size="sm" onClick={() => setWithdrawing({ creditCode, name })}>
                  {t('affiliates.withdraw')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayDeclare && <DeclareAffiliate />}
      {withdrawing !== undefined && (
        <ReasonDialog
          title={t('affiliates.withdrawQuestion', { name: withdrawing.name })}
          action={t('affiliates.withdraw')}
          onClose={() => setWithdrawing(undefined)}
          work={(reason) => performAct(withdrawAffiliate, { subject: { creditCode: withdrawing.creditCode }, body: { reason } })}
        />
      )}
    </div>
  )
}

function DeclareAffiliate() {
  const { t } = useTranslation('identity')
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<'code' | 'name' | 'reason'>()
  const declare = useDeed(async () => {
    const creditCode = creditCodeField.safeParse(code.trim().toUpperCase())
    const fault = !creditCode.success ? 'code' : name.trim() === '' ? 'name' : reason.trim() === '' ? 'reason' : undefined
    setWrong(fault)
    if (!creditCode.success || fault !== undefined) return
    await performAct(declareAffiliate, {
      subject: { creditCode: creditCode.data },
      body: { name: name.trim(), reason: reason.trim() },
    })
    setCode('')
    setName('')
    setReason('')
  })
  return (
    <Card title={t('affiliates.declare')}>
      <form
        className="stack-16"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          declare.run(undefined)
        }}
      >
        <div className="fields-2">
          <Field label={t('form.creditCode')} isRequired error={wrong === 'code' ? t('form.amiss.creditCode') : undefined}>
            {(control) => (
              <Input
                {...control}
                className="mono"
                maxLength={18}
                value={code}
                onChange={(event) => setCode(event.target.value.toUpperCase())}
              />
            )}
          </Field>
          <Field label={t('form.name')} isRequired error={wrong === 'name' ? t('form.amiss.name') : undefined}>
            {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field
            className="wide"
            label={t('reason.label')}
            help={t('affiliates.reasonHelp')}
            isRequired
            error={wrong === 'reason' ? t('reason.missing') : undefined}
          >
            {(control) => (
              <Input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        </div>
        {declare.error !== undefined && <KeyProblem error={declare.error} />}
        <Button type="submit" look="primary" isBusy={declare.isPending}>
          {t('affiliates.sign')}
        </Button>
      </form>
    </Card>
  )
}
