import { useTranslation } from 'react-i18next'
import { instantOf } from '#shared/primitives/instant.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import type { Draft } from './use-draft.ts'

/** Whether what was typed is kept, and since when. */
export function SavedAt<T>({ draft: { savedAt, error }, isKept }: { readonly draft: Draft<T>; readonly isKept: boolean }) {
  const { t } = useTranslation('evaluation')
  if (!isKept) return <span className="warn">{t('draft.notKept')}</span>
  if (error !== undefined)
    return (
      <span className="bad" role="alert">
        {t('draft.failed')}
      </span>
    )
  return (
    <span role="status">
      {savedAt === undefined ? t('draft.here') : t('draft.savedAt', { time: beijingText(instantOf(savedAt)).slice(11) })}
    </span>
  )
}
