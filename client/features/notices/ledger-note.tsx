import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readNewestCheckpoint } from '#shared/contracts/ledger.ts'
import { api } from '../../platform/api.ts'
import { DigestChip } from '../../ui/digest-chip.tsx'

/** The newest checkpoint of the log: how many entries it holds, under which root. */
export function LedgerNote() {
  const { t } = useTranslation('notices')
  const checkpoint = useQuery({
    queryKey: ['checkpoint'],
    queryFn: () => api.call(readNewestCheckpoint, {}),
    refetchInterval: 30_000,
  }).data
  // C2SP tlog-checkpoint: origin, size, root in base64, one to a line.
  const [origin, size, root] = checkpoint === undefined ? [] : new TextDecoder().decode(checkpoint).split('\n')
  return (
    <section className="ledger" aria-labelledby="ledger">
      <h2 id="ledger">{t('ledger.title')}</h2>
      {origin !== undefined && root !== undefined && (
        <p>
          {t('ledger.entries', { count: Number(size) })} <DigestChip digest={root} label="root" />
        </p>
      )}
      <p>
        {t('ledger.promise')} <Link to="/verify">{t('ledger.how')}</Link>
      </p>
    </section>
  )
}
