import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { isPdf, readDocument } from './read-document.ts'
import type { DeskBid } from './use-evaluation.ts'

const PdfView = lazyPart(() => import('./pdf-view.tsx').then(({ PdfView: view }) => ({ default: view })))

/** The files of one bid: chosen at the left, read beside the sheet. */
export function DocumentPane({
  tender,
  lot,
  bid,
}: {
  readonly tender: string
  readonly lot: string
  readonly bid: Pick<DeskBid, 'bid' | 'files' | 'traces'>
}) {
  const { t } = useTranslation('evaluation')
  const [place, setPlace] = useState(bid.files[0]?.place)
  const file = bid.files.find((each) => each.place === place)
  if (file === undefined)
    return (
      <section className="documents" aria-label={t('document.title')}>
        <EmptyState title={t('document.none')}>
          <p>{t('document.noneText')}</p>
        </EmptyState>
      </section>
    )
  return (
    <section className="documents" aria-label={t('document.title')}>
      <ul className="document-list" aria-label={t('document.files')}>
        {bid.files.map(({ place: own, name }) => (
          <li key={own}>
            <button type="button" aria-pressed={own === place} onClick={() => setPlace(own)}>
              <Icon name="file" size={14} />
              <span className="grow">{name}</span>
              {bid.traces.includes(own) && (
                <span className="warn">
                  <Icon name="warning" size={14} />
                  <span className="sr">{t('document.trace')}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <div className="document-shown">
        {bid.traces.includes(file.place) && (
          <StatusLine tone="warn" isSlim head={t('document.trace')}>
            {t('document.traceText')}
          </StatusLine>
        )}
        <Shown key={file.place} tender={tender} lot={lot} bid={bid.bid} place={file.place} name={file.name} />
      </div>
    </section>
  )
}

function Shown(props: {
  readonly tender: string
  readonly lot: string
  readonly bid: string
  readonly place: number
  readonly name: string
}) {
  const { t } = useTranslation('evaluation')
  const { tender, lot, bid, place, name } = props
  const read = useQuery({
    queryKey: ['document', tender, lot, bid, place],
    queryFn: () => readDocument({ tender, lot, bid, place }),
    // Opened bids do not change, and every reading is logged: not even an act of one's own has them read again.
    staleTime: 'static',
    gcTime: 60_000,
  })
  if (read.error !== null) return <ProblemState error={read.error} onRetry={() => void read.refetch()} />
  if (read.data === undefined) return <PageLoading what={t('document.loading', { name })} />
  const bytes = read.data
  const shown = isPdf(bytes)
  return (
    <>
      {shown ? (
        <Suspense fallback={<PageLoading what={t('document.opening', { name })} />}>
          <PdfView name={name} bytes={bytes} />
        </Suspense>
      ) : (
        <StatusLine isSlim head={t('document.noPdf', { name })} />
      )}
      <p className="document-foot">
        <Button size="sm" onClick={() => download(name, bytes)}>
          <Icon name="download" size={14} />
          {t('document.download')}
        </Button>
        <span className="t12 ink3">{t('document.secret')}</span>
      </p>
    </>
  )
}
