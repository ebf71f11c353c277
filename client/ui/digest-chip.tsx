import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** The first and last four characters of a digest. */
export function shortDigest(digest: string): string {
  return digest.length <= 12 ? digest : `${digest.slice(0, 4)}…${digest.slice(-4)}`
}

/** A hash, root or ledger index: four and four characters, a press copies the whole. */
export function DigestChip({ digest, label }: { readonly digest: string; readonly label?: string }) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard.writeText(digest).then(
      () => {
        setCopied(true)
        setTimeout(() => setCopied(false), 2000)
      },
      () => undefined,
    )
  }
  return (
    <button
      type="button"
      className="dig"
      onClick={copy}
      title={digest}
      aria-label={t('ui.digest.copy', { label: label ?? '', digest })}
    >
      <Icon name={isCopied ? 'check' : 'digest'} size={14} />
      {label !== undefined && <span>{label}</span>}
      <span data-digest={digest}>{shortDigest(digest)}</span>
      <span className="sr" role="status">
        {isCopied ? t('ui.digest.copied') : ''}
      </span>
    </button>
  )
}
