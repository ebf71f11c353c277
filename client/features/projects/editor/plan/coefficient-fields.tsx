import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isDecimal } from '#shared/scoring/points.ts'
import { Checkbox, Field, Input } from '../../../../ui/field.tsx'
import { useRoleHolders } from '../../reading.ts'
import type { Benchmark } from './benchmark-fields.tsx'
import { ChoiceInput, DecimalInput } from './controls.tsx'
import type { EditedGround } from './plan-state.ts'

type Coefficient = Benchmark['coefficient']
const kinds = ['stated', 'drawn'] as const

/**
 * The coefficient of the benchmark: stated, or drawn from values by parties that each contribute a number. Once the notice is published
 * numbers are committed to, so an amendment changes the values at most.
 */
export function CoefficientFields({ coefficient, ground, isDrawFixed, onChange }: CoefficientProps) {
  const { t } = useTranslation('plan')
  return (
    <fieldset className="plan-item">
      <legend className="b">{t('coefficient.title')}</legend>
      <div className="plan-grid">
        {isDrawFixed ? (
          <p className="t13 ink3">{t(`coefficient.fixed-${coefficient.kind}`)}</p>
        ) : (
          <ChoiceInput
            label={t('coefficient.kind')}
            value={coefficient.kind}
            options={kinds.map((kind) => ({ value: kind, label: t(`coefficient.${kind}`) }))}
            onChange={(kind) =>
              kind !== coefficient.kind &&
              onChange(kind === 'stated' ? { kind, value: '1' } : { kind, values: ['0.95', '0.96', '0.97', '0.98'], parties: [] })
            }
          />
        )}
        {coefficient.kind === 'stated' ? (
          <DecimalInput
            label={t('coefficient.value')}
            value={coefficient.value}
            onChange={(value) => onChange({ kind: 'stated', value })}
          />
        ) : (
          <Values values={coefficient.values} onChange={(values) => onChange({ ...coefficient, values })} />
        )}
      </div>
      {coefficient.kind === 'drawn' && !isDrawFixed && (
        <Parties
          parties={coefficient.parties}
          ground={ground}
          onChange={(parties) => onChange({ ...coefficient, parties: [...parties] })}
        />
      )}
    </fieldset>
  )
}

interface CoefficientProps {
  readonly coefficient: Coefficient
  readonly ground: EditedGround
  readonly isDrawFixed: boolean
  readonly onChange: (coefficient: Coefficient) => void
}

function Values({ values, onChange }: { readonly values: readonly string[]; readonly onChange: (values: string[]) => void }) {
  const { t } = useTranslation('plan')
  const [typed, setTyped] = useState<string>()
  const isSound = values.length >= 2 && values.length <= 100 && values.every(isDecimal)
  return (
    <Field
      label={t('coefficient.values')}
      help={t('coefficient.valuesHint', { count: values.length })}
      {...(!isSound && { error: t('coefficient.valuesFault') })}
    >
      {(control) => (
        <Input
          {...control}
          value={typed ?? values.join(' ')}
          onChange={({ target }) => {
            setTyped(target.value)
            onChange(target.value.split(/[\s,，、;；]+/).filter((value) => value !== ''))
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  )
}

function Parties({ parties, ground, onChange }: PartiesProps) {
  const { t } = useTranslation('plan')
  const custodians = useRoleHolders('custodian')
  const regulators = useRoleHolders('regulator')
  const tenderers = useRoleHolders('tenderer')
  const agencies = useRoleHolders('agency')
  const known = [
    ...(custodians.data ?? []),
    ...(regulators.data ?? []),
    ...[...(tenderers.data ?? []), ...(agencies.data ?? [])].filter(({ party }) => ground.interested.has(party)),
  ]
  const offered = [...new Map(known.map((holder) => [holder.party, holder.name])).entries()]
  const unknown = parties.filter((party) => !offered.some(([id]) => id === party))
  return (
    <fieldset className="plan-choice">
      <legend className="t13">{t('coefficient.parties')}</legend>
      <p className="t13 ink3">{t('coefficient.partiesHint')}</p>
      {parties.length === 0 && (
        <p role="alert" className="t13 bad">
          {t('coefficient.partiesFault')}
        </p>
      )}
      {[...offered, ...unknown.map((party) => [party, party.slice(0, 8)] as const)].map(([party, name]) => (
        <Checkbox
          key={party}
          checked={parties.includes(party)}
          disabled={!parties.includes(party) && parties.length >= 7}
          onChange={({ target }) => onChange(target.checked ? [...parties, party] : parties.filter((chosen) => chosen !== party))}
        >
          {name}
        </Checkbox>
      ))}
    </fieldset>
  )
}

interface PartiesProps {
  readonly parties: readonly string[]
  readonly ground: EditedGround
  readonly onChange: (parties: readonly string[]) => void
}
