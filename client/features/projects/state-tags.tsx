import { useTranslation } from 'react-i18next'
import type { ProjectState } from '#shared/lifecycle/project.ts'
import type { TenderState } from '#shared/lifecycle/tender.ts'
import { Tag } from '../../ui/tag.tsx'
import type { Tone } from '../../ui/tone.ts'

const projectTones: Record<ProjectState, Tone> = { registered: 'blue', returned: 'warn', accepted: 'ok', withdrawn: 'plain' }
const tenderTones: Record<TenderState, Tone> = {
  draft: 'plain',
  filed: 'blue',
  returned: 'warn',
  approved: 'blue',
  published: 'ok',
  closed: 'blue',
  opening: 'blue',
  opened: 'ok',
  failed: 'warn',
  terminated: 'plain',
  discarded: 'plain',
}

/** Where a project stands, in words and colour. */
export function ProjectStateTag({ state, isSuspended }: { readonly state: ProjectState; readonly isSuspended: boolean }) {
  const { t } = useTranslation('projects')
  return (
    <span className="chips">
      <Tag tone={projectTones[state]}>{t(`projectState.${state}`)}</Tag>
      {isSuspended && <Tag tone="warn">{t('suspended')}</Tag>}
    </span>
  )
}

/** Where a tender stands, in words and colour. */
export function TenderStateTag({ state, isSuspended }: { readonly state: TenderState; readonly isSuspended: boolean }) {
  const { t } = useTranslation('projects')
  return (
    <span className="chips">
      <Tag tone={tenderTones[state]}>{t(`tenderState.${state}`)}</Tag>
      {isSuspended && <Tag tone="warn">{t('suspended')}</Tag>}
    </span>
  )
}
