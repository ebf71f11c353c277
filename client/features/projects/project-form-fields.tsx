import { Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { subjectKinds } from '#shared/catalogue/categories.ts'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { typedYuan } from '../../ui/typed-yuan.ts'
import { LotsTable } from './lots-table.tsx'
import { MoneyInput } from './money-input.tsx'
import { emptyLot, type Filled, isAboveBudget } from './project-form.ts'
import { useCatalogue, useRoleHolders } from './reading.ts'

/** What is bought, where, by which way, with whose money. */
export function BasicsFields() {
  const { t, i18n } = useTranslation('projects')
  const { data: catalogue } = useCatalogue()
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const category = Form.useWatch<string | undefined>('category')
  const methods = catalogue?.categories.find(({ id }) => id === category)?.methods ?? []
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <>
      <Form.Item name="name" label={t('field.projectName')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <div className="fields">
        <Form.Item name="category" label={t('field.category')} rules={required}>
          <Select
            options={(catalogue?.categories ?? []).map(({ id, label, methods: ways }) => ({
              value: id,
              label: label[language],
              disabled: !ways.some(({ isOpen }) => isOpen),
            }))}
          />
        </Form.Item>
        <Form.Item name="method" label={t('field.method')} rules={required} extra={t('form.methodHint')}>
          <Select options={methods.map(({ id, label, isOpen }) => ({ value: id, label: label[language], disabled: !isOpen }))} />
        </Form.Item>
        <Form.Item name="kind" label={t('field.kind')} rules={required}>
          <Select options={subjectKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item
          name="industry"
          label={t('field.industry')}
          extra={t('form.industryHint')}
          rules={[...required, { pattern: /^[A-T]\d{0,4}$/, message: t('form.industryHint') }]}
        >
          <Input maxLength={5} />
        </Form.Item>
        <Form.Item
          name="region"
          label={t('field.region')}
          extra={t('form.regionHint')}
          rules={[...required, { pattern: /^\d{6}$/, message: t('form.regionHint') }]}
        >
          <Input maxLength={6} inputMode="numeric" />
        </Form.Item>
        <Form.Item name="regionName" label={t('field.regionName')} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="funding" label={t('field.funding')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="approvalDocument" label={t('field.approvalDocument')} rules={required}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <Form.Item name="summary" label={t('field.summary')} rules={required}>
        <Input.TextArea rows={3} maxLength={1000} showCount />
      </Form.Item>
    </>
  )
}

/** Who buys and who runs the tender: an agency names its tenderer, a tenderer its agency or nobody. */
export function PartiesFields({ isAgency }: { readonly isAgency: boolean }) {
  const { t } = useTranslation('projects')
  const holders = useRoleHolders(isAgency ? 'tenderer' : 'agency')
  const options = (holders.data ?? []).map(({ party, name, creditCode }) => ({ value: party, label: `${name}（${creditCode}）` }))
  return isAgency ? (
    <Form.Item
      name="tendererParty"
      label={t('field.tenderer')}
      extra={t('form.tendererHint')}
      rules={[{ required: true, message: t('form.required') }]}
    >
      <Select showSearch={{ optionFilterProp: 'label' }} loading={holders.isPending} options={options} />
    </Form.Item>
  ) : (
    <Form.Item name="agencyParty" label={t('field.agency')} extra={t('form.agencyHint')}>
      <Select showSearch={{ optionFilterProp: 'label' }} allowClear loading={holders.isPending} options={options} />
    </Form.Item>
  )
}

/** The lots (标段) with budget and ceiling price. */
export function LotsFields() {
  const { t } = useTranslation('projects')
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  const isMoney = { validator: async (_: unknown, text?: string) => assertMoney(text, t('form.moneyHint')) }
  return (
    <Form.List name="lots">
      {(fields, { add, remove }) => (
        <div className="stack-12">
          {fields.map(({ key, name }) => (
            <fieldset key={key} className="card lot">
              <legend className="b">{t('form.lot', { number: name + 1 })}</legend>
              <Form.Item name={[name, 'name']} label={t('field.lotName')} rules={required}>
                <Input maxLength={200} />
              </Form.Item>
              <div className="fields">
                <Form.Item name={[name, 'budget']} label={t('field.budget')} rules={[isMoney]}>
                  <MoneyInput />
                </Form.Item>
                <Form.Item
                  name={[name, 'ceilingPrice']}
                  label={t('field.ceiling')}
                  dependencies={[['lots', name, 'budget']]}
                  rules={[
                    isMoney,
                    ({ getFieldValue }) => ({
                      validator: async (_, ceiling?: string) => {
                        if (isAboveBudget(ceiling, getFieldValue(['lots', name, 'budget'])))
                          throw new Error(t('form.ceilingHint'))
                      },
                    }),
                  ]}
                >
                  <MoneyInput />
                </Form.Item>
              </div>
              {fields.length > 1 && (
                <Button danger size="small" onClick={() => remove(name)}>
                  {t('form.removeLot')}
                </Button>
              )}
            </fieldset>
          ))}
          <Button onClick={() => add(emptyLot())}>{t('form.addLot')}</Button>
        </div>
      )}
    </Form.List>
  )
}

/** What is about to be signed, to be read once more. */
export function SummaryOfForm({ filled }: { readonly filled: Filled }) {
  const { t } = useTranslation('projects')
  return (
    <section className="card">
      <header>
        <h2>{t('form.review')}</h2>
      </header>
      <div className="in stack-16">
        <KeyValueList
          items={[
            { key: 'name', label: t('field.projectName'), value: filled.name },
            { key: 'region', label: t('field.region'), value: `${filled.regionName ?? ''}（${filled.region ?? ''}）` },
            { key: 'funding', label: t('field.funding'), value: filled.funding },
            { key: 'approval', label: t('field.approvalDocument'), value: filled.approvalDocument },
            { key: 'summary', label: t('field.summary'), value: filled.summary },
          ]}
        />
        <LotsTable
          lots={(filled.lots ?? []).map((lot) => ({
            id: lot.id,
            name: lot.name ?? '',
            budget: typedYuan(lot.budget ?? '') ?? '0.00',
            ceilingPrice: typedYuan(lot.ceilingPrice ?? '') ?? '0.00',
          }))}
        />
        <p className="t13 ink3">{t('form.signHint')}</p>
      </div>
    </section>
  )
}

function assertMoney(text: string | undefined, message: string): void {
  if (typedYuan(text ?? '') === undefined) throw new Error(message)
}
