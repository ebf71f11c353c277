import { useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** Names the page in the browser's title, before the platform's. */
export function PageTitle({ title }: { readonly title: string | undefined }) {
  const { t } = useTranslation()
  const name = t('brand.title')
  // Before the page is painted: whoever sees the heading finds the title set.
  useLayoutEffect(() => {
    document.title = title === undefined || title === '' ? name : `${title} · ${name}`
    return () => {
      document.title = name
    }
  }, [title, name])
  return null
}
