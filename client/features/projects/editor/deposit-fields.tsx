import { Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SubjectKind } from '#shared/catalogue/categories.ts'
import { depositClockOf } from '#shared/catalogue/deposit-periods.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { depositCeiling } from '#shared/deposits/limit.ts'
import { formatYuan, parseYuan } from '#shared/primitives/money.ts'
import { Card } from '../../../ui/card.tsx'
import { moneyText } from '../../../ui/money.tsx'
import { typedYuan } from '../../../ui/typed-yuan.ts'
import { MoneyInput } from '../money-input.tsx'
import type { DeskTender } from '../reading.ts'

/** The bid deposits a notice asks for, lot by lot, each held to its share of the budget with the article (N9). */
export function DepositFields({ tender, kind }: { readonly tender: DeskTender; readonly kind: SubjectKind }) {
  const { t, i18n } = useTranslation('projects')
  const pack = rulePack(tender.rulePack)
  const { basisPoints, article } = pack.deposits.ceiling[depositClockOf(tender.category)]
  return (
    <Card title={t('deposits.title')}>
      <p className="t13 ink3">
        {t('deposits.hint', { share: `${basisPoints / 100}%`, article: i18n.language === 'en' ? article.en : article.zh })}
      </p>
      {tender.lots.map((lot) => (
        <LotDeposit key={lot.id} tender={tender} kind={kind} lot={lot} />
      ))}
    </Card>
  )
}

function LotDeposit({
  tender,
  kind,
  lot,
}: {
  readonly tender: DeskTender
  readonly kind: SubjectKind
  readonly lot: DeskTender['lots'][number]
}) {
  const { t, i18n } = useTranslation('projects')
  const isAsked = Form.useWatch<boolean | undefined>(['deposits', lot.id, 'isAsked']) === true
  const { category, rulePack: pack } = tender
  const { amount: ceiling, article } = depositCeiling(rulePack(pack), { category, kind }, lot.budget)
  const most = formatYuan(ceiling)
  const check = (_: unknown, typed: string | undefined) => {
    const amount = typedYuan(typed ?? '')
    if (!isAsked) return Promise.resolve()
    if (amount === undefined || parseYuan(amount) === 0n) return Promise.reject(new Error(t('deposits.noAmount')))
    return parseYuan(amount) > ceiling
      ? Promise.reject(new Error(t('deposits.tooHigh', { most: moneyText(most) })))
      : Promise.resolve()
  }
  return (
    <fieldset className="card lot">
      <legend>
        <Form.Item name={['deposits', lot.id, 'isAsked']} valuePropName="checked" noStyle>
          <Checkbox>
            <b>{t('deposits.ask', { lot: lot.name })}</b>
          </Checkbox>
        </Form.Item>
      </legend>
      {/* Hidden, not removed: what was typed is there when it is asked for again. */}
      <div hidden={!isAsked}>
        <Form.Item
          name={['deposits', lot.id, 'amount']}
          label={t('deposits.amount')}
          extra={t('deposits.most', { most: moneyText(most), article: i18n.language === 'en' ? article.en : article.zh })}
          rules={[{ validator: check }]}
        >
          <MoneyInput />
        </Form.Item>
        <Form.Item
          name={['deposits', lot.id, 'payment']}
          label={t('deposits.payment')}
          extra={t('deposits.paymentHint')}
          rules={isAsked ? [{ required: true, whitespace: true, message: t('form.required') }] : []}
        >
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
      </div>
    </fieldset>
  )
}
