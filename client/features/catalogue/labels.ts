import { useTranslation } from 'react-i18next'
import { findCategory } from '#shared/catalogue/catalogue.ts'
import { methods } from '#shared/catalogue/methods.ts'

/** A text of the catalogue's data, which carries both languages itself. */
interface Label {
  readonly zh: string
  readonly en: string
}

/** Names of categories, methods, kinds and regions in the language shown. What the catalogue does not know is shown by its id. */
export function useCatalogueLabels() {
  const { t, i18n } = useTranslation()
  const say = (label: Label | undefined, id: string) => (label === undefined ? id : i18n.language === 'en' ? label.en : label.zh)
  return {
    /** A label of the catalogue, an article, a form field. */
    say: (label: Label) => say(label, ''),
    category: (id: string) => say(findCategory(id)?.label, id),
    method: (id: string) => say(methods.find((method) => method.id === id)?.label, id),
    kind: (kind: 'works' | 'goods' | 'services') => t(`kind.${kind}`),
  }
}
