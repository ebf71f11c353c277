import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { partyRoleView } from '#shared/contracts/identity-fields.ts'
import { Tag } from '../../ui/tag.tsx'
import type { Tone } from '../../ui/tone.ts'

const tones = { approved: 'ok', requested: 'warn', refused: 'bad' } as const satisfies Record<string, Tone>

/** The roles of a party, each with its state in words, and the reason where there is one. */
export function RoleTags({ roles }: { readonly roles: readonly z.output<typeof partyRoleView>[] }) {
  const { t } = useTranslation('identity')
  return (
    <ul className="stack-4">
      {roles.map(({ role, state, reason }) => (
        <li key={role} className="row flow">
          <span className="ink1">{t(`role.${role}`)}</span>
          <Tag tone={tones[state]}>{t(`roleState.${state}`)}</Tag>
          {reason !== undefined && <span className="t13 ink3">{t('roleState.reason', { reason })}</span>}
        </li>
      ))}
    </ul>
  )
}
