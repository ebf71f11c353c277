import { Form, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { openingPolicyFault } from '#shared/catalogue/opening-policy.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { Card } from '../../../ui/card.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { type DeskTender, useRoleHolders } from '../reading.ts'
import type { Edited } from './notice-form.ts'

const windows = ['revealSeconds', 'custodianSeconds', 'signatureSeconds', 'objectionSeconds'] as const

/** Who can open the bids and how long each step waits. Fixed with publication: a new round instead of an amendment. */
export function PolicyFields({ tender, edited }: { readonly tender: DeskTender; readonly edited: Edited }) {
  const { t } = useTranslation('projects')
  const form = Form.useFormInstance<Edited>()
  const custodians = useRoleHolders('custodian')
  const pack = rulePack(tender.rulePack)
  const { openingPolicy, seats } = edited
  const chosen = seats.flatMap((party, index) => (party === undefined ? [] : [{ i: index + 1, party }]))
  const interested = new Set([tender.tenderer.party, ...(tender.agency === null ? [] : [tender.agency.party])])
  const fault = chosen.length === openingPolicy.n ? openingPolicyFault(openingPolicy, chosen, interested) : undefined
  const setCount = (n: number) => {
    form.setFieldValue(
      'seats',
      Array.from({ length: n }, (_, index) => seats[index]),
    )
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Card title={t('policy.title')}>
      <p className="t13 ink3">{t('policy.hint')}</p>
      <Form.Item name={['openingPolicy', 'kind']} label={t('policy.kind')}>
        <Radio.Group
          options={[
            { value: 'both', label: t('policy.both') },
            { value: 'custodians', label: t('policy.custodians') },
          ]}
        />
      </Form.Item>
      <div className="fields">
        <Form.Item name={['openingPolicy', 'n']} label={t('policy.n')} rules={required}>
          <InputNumber min={3} max={15} onChange={(n) => n !== null && setCount(Number(n))} />
        </Form.Item>
        <Form.Item name={['openingPolicy', 'k']} label={t('policy.k')} rules={required}>
          <InputNumber min={2} max={14} />
        </Form.Item>
        {openingPolicy.kind === 'both' && (
          <Form.Item
            name={['openingPolicy', 'remedyK']}
            label={t('policy.remedy')}
            extra={t('policy.remedyHint')}
            normalize={(value) => value ?? undefined}
          >
            <InputNumber min={openingPolicy.k} max={openingPolicy.n} />
          </Form.Item>
        )}
      </div>
      {Array.from({ length: openingPolicy.n }, (_, index) => index).map((index) => (
        <Form.Item key={index} name={['seats', index]} label={t('policy.seat', { number: index + 1 })} rules={required}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={custodians.isPending}
            options={(custodians.data ?? []).map(({ party, name }) => ({ value: party, label: name }))}
          />
        </Form.Item>
      ))}
      {fault !== undefined && (
        <p role="alert">
          <Tag tone="bad">{t(`policyFault.${fault}`)}</Tag>
        </p>
      )}
      <div className="fields">
        {windows.map((name) => (
          <Form.Item
            key={name}
            name={['openingPolicy', 'windows', name]}
            label={t(`window.${name}`)}
            extra={t('policy.windowHint', { count: pack.windows.minimum[name] })}
            rules={required}
          >
            <InputNumber min={pack.windows.minimum[name]} max={86_400} />
          </Form.Item>
        ))}
      </div>
    </Card>
  )
}
