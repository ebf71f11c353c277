import { useTranslation } from 'react-i18next'
import type { Award } from './use-awards.ts'

/** The texts of an award in the words of its law: procurement calls some things by other names (质疑, 采购人). */
export function useWords({
  procedure,
}: Pick<Award, 'procedure'>): (key: string, options?: Readonly<Record<string, unknown>>) => string {
  const { t } = useTranslation('awards')
  return (key, options = {}) => t(key, { ...options, context: procedure })
}
