import { useTranslation } from 'react-i18next'
import type { EnvelopeForm } from '#shared/catalogue/letter-form.ts'
import { capitalYuan } from '../../ui/capital-numerals.ts'
import { Card } from '../../ui/card.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { moneyText } from '../../ui/money.tsx'
import { Tag } from '../../ui/tag.tsx'
import { fieldFault, isAbove, type LetterField, letterValue, priceOf } from './letter-checks.ts'

/** Envelope → field → value, as typed or as sealed. */
export type Letters = Readonly<Record<string, Readonly<Record<string, string>>>>

interface LetterCardProps {
  readonly envelopes: readonly EnvelopeForm[]
  readonly letters: Letters
  /** Ceiling price of the lot, yuan. */
  readonly ceiling: string
  /** The version that is sealed with these values: they cannot be changed any more. */
  readonly lockedVersion?: number | undefined
  /** Faults are shown once sealing was asked for. */
  readonly isJudged: boolean
  /** When the draft was kept in this browser, for reading. */
  readonly savedText?: string | undefined
  readonly onChange: (envelope: string, field: string, value: string) => void
}

/** 投标函: every field of the notice's form, each its own commitment. */
export function LetterCard(props: LetterCardProps) {
  const { t } = useTranslation('bids')
  const { envelopes, lockedVersion } = props
  const fields = envelopes.flatMap((envelope) => envelope.fields.map((field) => ({ envelope: envelope.name, field })))
  const ordered = [...fields].sort((left, right) => Number(right.field.type === 'price') - Number(left.field.type === 'price'))
  return (
    <Card
      className="letter"
      title={
        <>
          {t('letter.title')} <span className="t13 ink3 plain">{t('letter.note')}</span>
        </>
      }
      extra={
        lockedVersion === undefined ? (
          props.savedText !== undefined && <span className="t12 ink3">{props.savedText}</span>
        ) : (
          <Tag icon="lock">{t('letter.locked', { version: lockedVersion })}</Tag>
        )
      }
    >
      <div className="letter-fields">
        {ordered.map(({ envelope, field }) => (
          <LetterInput key={field.name} {...props} envelope={envelope} field={field} />
        ))}
        <p className="help wide">
          <Icon name="lock" size={14} />
          <span className="grow">{t('letter.committed')}</span>
        </p>
      </div>
    </Card>
  )
}

function LetterInput({
  envelope,
  field,
  ...props
}: LetterCardProps & { readonly envelope: string; readonly field: LetterField }) {
  const { t, i18n } = useTranslation('bids')
  const typed = props.letters[envelope]?.[field.name] ?? ''
  const isLocked = props.lockedVersion !== undefined
  const fault = isLocked ? undefined : fieldFault(field, typed)
  const isShown = fault !== undefined && (props.isJudged || (fault !== 'missing' && typed !== ''))
  const isPrice = field.type === 'price'
  const price = isPrice ? priceOf(typed) : undefined
  const label = i18n.language === 'en' ? field.label.en : field.label.zh
  return (
    <Field
      className={isPrice ? 'wide' : ''}
      label={label}
      isRequired={field.isRequired}
      {...(isShown && { error: t(`letter.fault.${fault}`) })}
      {...(price !== undefined && { help: <PriceHelp price={price} ceiling={props.ceiling} /> })}
      {...(field.type === 'days' && { help: t('letter.days') })}
    >
      {(control) => (
        <Input
          {...control}
          className={`${isPrice ? 'price' : ''} ${isLocked ? 'locked' : ''}`}
          inputMode={isPrice ? 'decimal' : field.type === 'days' ? 'numeric' : 'text'}
          autoComplete="off"
          readOnly={isLocked}
          value={isLocked && price !== undefined ? moneyText(price) : typed}
          onChange={({ target }) => props.onChange(envelope, field.name, target.value)}
          onBlur={() => !isLocked && props.onChange(envelope, field.name, letterValue(field, typed))}
        />
      )}
    </Field>
  )
}

function PriceHelp({ price, ceiling }: { readonly price: string; readonly ceiling: string }) {
  const { t } = useTranslation('bids')
  const isTooHigh = isAbove(price, ceiling)
  return (
    <>
      <span className="ink1 t13 capital">{capitalYuan(price)}</span>
      <span className={`judged ${isTooHigh ? 'warn' : 'ok'}`}>
        <Icon name={isTooHigh ? 'warning' : 'check'} size={14} />
        {t(isTooHigh ? 'letter.above' : 'letter.below', { ceiling: moneyText(ceiling) })}
      </span>
    </>
  )
}
