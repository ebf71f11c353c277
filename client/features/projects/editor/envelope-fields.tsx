import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { type EnvelopeName, envelopeNames } from '#shared/catalogue/letter-form.ts'
import { Card } from '../../../ui/card.tsx'
import { freshName } from './fresh-name.ts'

const types = ['price', 'days', 'text', 'quality'] as const

/** What a bid consists of: envelopes, the fields read out at the opening, and the files asked for. */
export function EnvelopeFields() {
  const { t } = useTranslation('projects')
  return (
    <Card title={t('envelopes.title')}>
      <p className="t13 ink3">{t('envelopes.hint')}</p>
      {envelopeNames.map((name) => (
        <Envelope key={name} name={name} />
      ))}
    </Card>
  )
}

function Envelope({ name }: { readonly name: EnvelopeName }) {
  const { t } = useTranslation('projects')
  const isAsked = Form.useWatch<boolean | undefined>(['envelopes', name, 'isAsked']) === true
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <fieldset className="card lot">
      <legend>
        <Form.Item name={['envelopes', name, 'isAsked']} valuePropName="checked" noStyle>
          <Checkbox>
            <b>{t(`envelope.${name}`)}</b>
          </Checkbox>
        </Form.Item>
      </legend>
      {/* Hidden, not removed: what was typed is there when the envelope is asked for again. */}
      <div hidden={!isAsked}>
        {name === 'commercial' && (
          <Form.Item name={['envelopes', name, 'isLater']} valuePropName="checked" extra={t('envelopes.laterHint')}>
            <Checkbox>{t('envelopes.later')}</Checkbox>
          </Form.Item>
        )}
        <Form.List name={['envelopes', name, 'fields']}>
          {(fields, { add, remove }) => (
            <>
              {fields.map((field) => (
                <div key={field.key} className="letter-row">
                  <Form.Item name={[field.name, 'label', 'zh']} label={t('envelopes.fieldZh')} rules={isAsked ? required : []}>
                    <Input maxLength={60} />
                  </Form.Item>
                  <Form.Item name={[field.name, 'label', 'en']} label={t('envelopes.fieldEn')} rules={isAsked ? required : []}>
                    <Input maxLength={120} />
                  </Form.Item>
                  <Form.Item name={[field.name, 'type']} label={t('envelopes.type')}>
                    <Select options={types.map((type) => ({ value: type, label: t(`fieldType.${type}`) }))} />
                  </Form.Item>
                  <Form.Item name={[field.name, 'isRequired']} valuePropName="checked" label={t('envelopes.required')}>
                    <Checkbox />
                  </Form.Item>
                  <Button onClick={() => remove(field.name)}>{t('envelopes.remove')}</Button>
                </div>
              ))}
              <Button
                size="small"
                onClick={() => add({ name: freshName(), label: { zh: '', en: '' }, type: 'text', isRequired: true })}
              >
                {t('envelopes.addField')}
              </Button>
            </>
          )}
        </Form.List>
        <Form.List name={['envelopes', name, 'files']}>
          {(files, { add, remove }) => (
            <>
              {files.map((file) => (
                <div key={file.key} className="letter-row">
                  <Form.Item name={[file.name, 'label', 'zh']} label={t('envelopes.fileZh')} rules={isAsked ? required : []}>
                    <Input maxLength={60} />
                  </Form.Item>
                  <Form.Item name={[file.name, 'label', 'en']} label={t('envelopes.fileEn')} rules={isAsked ? required : []}>
                    <Input maxLength={120} />
                  </Form.Item>
                  <Form.Item name={[file.name, 'isRequired']} valuePropName="checked" label={t('envelopes.required')}>
                    <Checkbox />
                  </Form.Item>
                  <Button onClick={() => remove(file.name)}>{t('envelopes.remove')}</Button>
                </div>
              ))}
              <Button size="small" onClick={() => add({ name: freshName(), label: { zh: '', en: '' }, isRequired: true })}>
                {t('envelopes.addFile')}
              </Button>
            </>
          )}
        </Form.List>
      </div>
    </fieldset>
  )
}
