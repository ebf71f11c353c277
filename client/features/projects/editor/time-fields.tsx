import { Button, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { Card } from '../../../ui/card.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { BeijingTimeInput } from '../beijing-time-input.tsx'
import type { DeskTender } from '../reading.ts'
import { type Edited, heldTime } from './notice-form.ts'

type TimeName = 'publishAt' | 'documentsUntil' | 'questionsUntil' | 'deadlineAt'
const times: readonly TimeName[] = ['publishAt', 'documentsUntil', 'questionsUntil', 'deadlineAt']

/** The times of a notice, each with the statutory minimum that holds it, its article, and the earliest lawful moment to take over. */
export function TimeFields({ tender, edited, onSet, isAmendment }: TimeFieldsProps) {
  const { t } = useTranslation('projects')
  return (
    <Card title={t('editor.times')}>
      <p className="t13 ink3">{t('editor.timesHint')}</p>
      {times.map((name) => (
        <div key={name}>
          <Form.Item name={name} label={t(`field.${name}`)} rules={[{ required: true, message: t('form.required') }]}>
            <BeijingTimeInput isDisabled={isAmendment && name === 'publishAt'} />
          </Form.Item>
          {!isAmendment && (name === 'documentsUntil' || name === 'deadlineAt') && (
            <Minimum tender={tender} edited={edited} name={name} onSet={onSet} />
          )}
        </div>
      ))}
    </Card>
  )
}

interface TimeFieldsProps {
  readonly tender: DeskTender
  readonly edited: Edited
  readonly onSet: (name: TimeName, at: Instant) => void
  readonly isAmendment: boolean
}

function Minimum({
  tender,
  edited,
  name,
  onSet,
}: Omit<TimeFieldsProps, 'isAmendment'> & { readonly name: 'documentsUntil' | 'deadlineAt' }) {
  const { t, i18n } = useTranslation('projects')
  const held = heldTime(rulePack(tender.rulePack), tender.category, name, edited.publishAt, edited[name])
  if (held === undefined) return null
  const { rule, earliestAt, isKept } = held
  return (
    <p className="row flow t13 minimum">
      <Tag tone={isKept ? 'ok' : 'bad'}>{t(isKept ? 'editor.kept' : 'editor.tooShort')}</Tag>
      <span>
        {t('editor.minimum', { minimum: t(`unit.${rule.applied.unit}`, { count: rule.applied.count }) })}{' '}
        <DateTime at={earliestAt} hasZone={false} />
      </span>
      <span className="t12 ink3">
        {i18n.language === 'en' ? rule.article.en : rule.article.zh}（{rule.article.id}）
      </span>
      {!isKept && (
        <Button size="small" onClick={() => onSet(name, earliestAt)}>
          {t('editor.takeEarliest')}
        </Button>
      )}
    </p>
  )
}
