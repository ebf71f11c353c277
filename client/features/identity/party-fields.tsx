import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readCatalogueContract } from '#shared/contracts/projects.ts'
import { isCreditCode } from '#shared/primitives/credit-code.ts'
import { visitorClient } from '../../platform/api.ts'
import { Field, Input } from '../../ui/field.tsx'
import type { ChangeDraft, DraftField, PartyDraft } from './party-draft.ts'
import './identity.css'

/** The catalogue, for names of provinces and categories. */
export function useCatalogue() {
  return useQuery({
    queryKey: ['catalogue'],
    queryFn: () => visitorClient().call(readCatalogueContract, {}),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}

/** What a party tells about itself, once. What the certificate says is filled in and fixed; the credit code is checked as it is typed. */
export function PartyFields({ draft, onChange, amiss, fixed }: PartyFieldsProps) {
  const { t, i18n } = useTranslation('identity')
  const catalogue = useCatalogue()
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const errorOf = (field: DraftField) => (amiss.has(field) ? t(`form.amiss.${field}`) : undefined)
  const code = draft.creditCode.trim().toUpperCase()
  const isWrongCode = code.length >= 18 && !isCreditCode(code)
  const province = catalogue?.provinces.find((each) => each.code === draft.region.slice(0, 2))
  const isFixed = (field: DraftField) => fixed?.has(field) === true
  return (
    <div className="fields-2">
      <Field
        label={t('form.name')}
        isRequired
        className="wide"
        error={errorOf('name')}
        help={isFixed('name') ? t('form.fromCertificate') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            readOnly={isFixed('name')}
            autoComplete="organization"
            onChange={(event) => onChange('name', event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('form.creditCode')}
        isRequired
        error={isWrongCode ? t('form.amiss.creditCode') : errorOf('creditCode')}
        help={
          isCreditCode(code) ? (
            <span className="ok">{t('form.creditCodeFits')}</span>
          ) : (
            t('form.creditCodeHelp', { count: code.length })
          )
        }
      >
        {(control) => (
          <Input
            {...control}
            className="mono"
            value={draft.creditCode}
            readOnly={isFixed('creditCode')}
            maxLength={18}
            spellCheck={false}
            autoCapitalize="characters"
            onChange={(event) => {
              const typed = event.target.value.toUpperCase()
              onChange('creditCode', typed)
              if (isCreditCode(typed) && draft.region === '') onChange('region', typed.slice(2, 8))
            }}
          />
        )}
      </Field>
      <Field
        label={t('form.region')}
        isRequired
        error={errorOf('region')}
        help={province === undefined ? t('form.regionHelp') : t('form.regionIn', { province: province[language] })}
      >
        {(control) => (
          <Input
            {...control}
            value={draft.region}
            inputMode="numeric"
            maxLength={6}
            onChange={(event) => onChange('region', event.target.value)}
          />
        )}
      </Field>
      <Field label={t('form.address')} className="wide" error={errorOf('address')}>
        {(control) => (
          <Input
            {...control}
            value={draft.address}
            autoComplete="street-address"
            onChange={(event) => onChange('address', event.target.value)}
          />
        )}
      </Field>
    </div>
  )
}

/** Who acts for the party, and how to reach it. */
export function PersonFields({ draft, onChange, amiss, fixed }: PartyFieldsProps) {
  const { t } = useTranslation('identity')
  const errorOf = (field: DraftField) => (amiss.has(field) ? t(`form.amiss.${field}`) : undefined)
  const isNameFixed = fixed?.has('personName') === true
  return (
    <div className="fields-2">
      <Field
        label={t('form.personName')}
        isRequired
        error={errorOf('personName')}
        help={isNameFixed ? t('form.fromCertificate') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={draft.personName}
            readOnly={isNameFixed}
            autoComplete="name"
            onChange={(event) => onChange('personName', event.target.value)}
          />
        )}
      </Field>
      <Field label={t('form.phone')} isRequired error={errorOf('phone')}>
        {(control) => (
          <Input
            {...control}
            type="tel"
            value={draft.phone}
            autoComplete="tel"
            onChange={(event) => onChange('phone', event.target.value)}
          />
        )}
      </Field>
      <Field label={t('form.mail')} className="wide" error={errorOf('mail')} help={t('form.mailHelp')}>
        {(control) => (
          <Input
            {...control}
            type="email"
            value={draft.mail}
            autoComplete="email"
            onChange={(event) => onChange('mail', event.target.value)}
          />
        )}
      </Field>
    </div>
  )
}

interface PartyFieldsProps {
  readonly draft: PartyDraft
  readonly onChange: ChangeDraft
  readonly amiss: ReadonlySet<DraftField>
  /** Fields a certificate has answered. */
  readonly fixed?: ReadonlySet<DraftField> | undefined
}
