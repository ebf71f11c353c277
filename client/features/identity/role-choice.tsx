import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/policy/roles.ts'
import { useCatalogue } from './party-fields.tsx'

/** Roles anybody may ask for. An office is founded by a one-time link. */
export const requestableRoles = [
  'bidder',
  'tenderer',
  'agency',
  'custodian',
  'regulator',
  'centre',
] as const satisfies readonly Role[]

/** Roles to ask for, each with what it is for and when it is good. */
export function RoleChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly Role[]
  readonly onChange: (roles: readonly Role[]) => void
}) {
  const { t } = useTranslation('identity')
  return (
    <fieldset className="choices">
      <legend className="sr">{t('form.roles')}</legend>
      {requestableRoles.map((role) => (
        <label key={role} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(role)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, role] : chosen.filter((other) => other !== role))}
          />
          <span>
            <span className="b ink1">{t(`role.${role}`)}</span>
            <span className="t12 ink3">{t(`roleFor.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** Categories of the catalogue a party wants to hear of. */
export function CategoryChoice({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[]
  readonly onChange: (categories: readonly string[]) => void
}) {
  const { t, i18n } = useTranslation('identity')
  const catalogue = useCatalogue()
  return (
    <fieldset className="choices">
      <legend className="sr">{t('form.categories')}</legend>
      {catalogue?.categories.map(({ id, label }) => (
        <label key={id} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
          />
          <span>{i18n.language === 'en' ? label.en : label.zh}</span>
        </label>
      ))}
    </fieldset>
  )
}
