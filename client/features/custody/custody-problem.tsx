import { useTranslation } from 'react-i18next'
import { PkiRefused } from '#shared/pki/refused.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { OfferRefused } from '#shared/sealed-bid/client/hold-seat.ts'
import { ChainRefused } from '#shared/sealed-bid/client/walk-chain.ts'
import { StatusLine } from '../../ui/status-line.tsx'
import { KeyProblem } from '../identity/key-problem.tsx'

/** Why a custodian's own client did not go on, in words: what the platform showed does not hold together, or a file does not open. */
export function CustodyProblem({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('custody')
  const kind = kindOf(error)
  if (kind === undefined) return <KeyProblem error={error} />
  return (
    <StatusLine tone="bad" isUrgent head={t(`problem.${kind}.head`)}>
      <p>{t(`problem.${kind}.do`)}</p>
      <p className="t12 ink3 wrap-any">{error instanceof Error ? error.message : ''}</p>
    </StatusLine>
  )
}

function kindOf(error: unknown): 'chain' | 'offer' | 'envelope' | 'passphrase' | 'file' | undefined {
  if (error instanceof ChainRefused) return 'chain'
  if (error instanceof OfferRefused) return 'offer'
  if (error instanceof DomainProblem && error.code === 'keep-file-wrong-passphrase') return 'passphrase'
  if (error instanceof DomainProblem && error.code === 'keep-file-malformed') return 'file'
  if (error instanceof Error && error.name === 'NoteRefused') return 'chain'
  if (error instanceof PkiRefused && String(error.code).startsWith('envelope-')) return 'envelope'
  return undefined
}
