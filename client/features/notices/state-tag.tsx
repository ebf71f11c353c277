import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import { looksOfState, type ShownState } from './tender-state.ts'

/** The state of a tender: icon, word and colour. */
export function StateTag({ state }: { readonly state: ShownState }) {
  const { t } = useTranslation('notices')
  const { tone, icon } = looksOfState[state]
  return (
    <Tag tone={tone} icon={icon}>
      {t(`state.${state}`)}
    </Tag>
  )
}
