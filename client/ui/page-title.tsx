import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** Names the page in the browser's title, before the platform's. */
export function PageTitle({ title }: { readonly title: string | undefined }) {
  const { t } = useTranslation()
  const name = t('brand.title')
  useEffect(() => {
    document.title = title === undefined || title === '' ? name : `${title} · ${name}`
    return () => {
      document.title = name
    }
  }, [title, name])
  return null
}
