import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Link, type LinkProps } from 'react-router'

interface Look {
  /** One primary button per view. */
  readonly look?: 'primary' | 'line' | 'plain'
  readonly size?: 'sm' | 'lg'
  readonly isBlock?: boolean
  readonly children: ReactNode
}

function classesOf({ look = 'plain', size, isBlock = false }: Omit<Look, 'children'>): string {
  return ['btn', look === 'plain' ? '' : look, size ?? '', isBlock ? 'block' : ''].filter((name) => name !== '').join(' ')
}

/** A button. While `isBusy` it cannot be pressed again and says so. */
export function Button({ look, size, isBlock, isBusy = false, className = '', disabled, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`${classesOf({ ...(look && { look }), ...(size && { size }), ...(isBlock && { isBlock }) })} ${className}`}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    >
      {children}
    </button>
  )
}

interface ButtonProps extends Look, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly isBusy?: boolean
}

/** A link that looks like a button. */
export function ButtonLink({ look, size, isBlock, className = '', children, ...rest }: ButtonLinkProps) {
  return (
    <Link
      {...rest}
      className={`${classesOf({ ...(look && { look }), ...(size && { size }), ...(isBlock && { isBlock }) })} ${className}`}
    >
      {children}
    </Link>
  )
}

interface ButtonLinkProps extends Look, Omit<LinkProps, 'children'> {}
