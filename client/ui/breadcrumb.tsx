import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Icon } from './icon.tsx'

/** Where a page stands: the way back up. The page itself is not among them. */
export function Breadcrumb({ items }: { readonly items: readonly { readonly to: string; readonly title: ReactNode }[] }) {
  const { t } = useTranslation()
  return (
    <nav className="crumb" aria-label={t('ui.crumb')}>
      {items.map(({ to, title }, index) => (
        <Fragment key={to}>
          {index > 0 && <Icon name="right" size={14} />}
          <Link to={to}>{title}</Link>
        </Fragment>
      ))}
    </nav>
  )
}
