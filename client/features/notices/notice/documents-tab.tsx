import { useTranslation } from 'react-i18next'
import { Button } from '../../../ui/button.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Meter } from '../../../ui/meter.tsx'
import { EmptyState } from '../../../ui/page-state.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { type Tender, useNoticeActs } from '../use-tender.ts'
import { type DocumentRow, documentRows } from './document-rows.ts'
import { sizeText } from './size-text.ts'
import { type DownloadState, useVerifiedDownloads } from './use-verified-downloads.ts'

/** The tender documents, every version, with their digests; a download is hashed here and compared with the notice. */
export function DocumentsTab({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const acts = useNoticeActs(tender.id).data ?? []
  const rows = documentRows(tender, acts)
  const { states, download } = useVerifiedDownloads()
  const current = rows.filter(({ isCurrent }) => isCurrent)
  if (rows.length === 0) return <EmptyState title={t('documents.none')} />
  return (
    <section className="blk">
      <SectionHead
        title={t('documents.title')}
        note={t('documents.note')}
        extra={
          <Button
            size="sm"
            onClick={() => void current.reduce((before, row) => before.then(() => download(row)), Promise.resolve())}
          >
            {t('documents.all')}
          </Button>
        }
      />
      <div className="boxed">
        <Table
          label={t('documents.title')}
          rows={rows}
          keyOf={({ sha256 }) => sha256}
          columns={[
            {
              key: 'name',
              title: t('documents.file'),
              isHead: true,
              cell: (row) => (
                <div className="fn">
                  <Icon name="file" />
                  <div>
                    <a href={`/api/documents/${row.sha256}`} download={row.name}>
                      {row.name}
                    </a>
                    <Outcome state={states.get(row.sha256)} row={row} />
                  </div>
                </div>
              ),
            },
            {
              key: 'version',
              title: t('documents.version'),
              cell: ({ version, isCurrent }) => (
                <Tag tone={isCurrent ? 'blue' : 'plain'} {...(isCurrent ? { icon: 'check' } : {})}>
                  V{version} {t(isCurrent ? 'documents.current' : 'documents.replaced')}
                </Tag>
              ),
            },
            { key: 'digest', title: 'SHA-256', cell: ({ sha256 }) => <DigestChip digest={sha256} /> },
            { key: 'size', title: t('documents.size'), isRight: true, cell: ({ size }) => sizeText(size) },
            {
              key: 'at',
              title: t('documents.published'),
              cell: ({ at }) => (at === undefined ? null : <DateTime at={at} precision="month-minute" hasZone={false} />),
            },
            {
              key: 'get',
              title: t('documents.verify'),
              cell: (row) => (
                <Button size="sm" isBusy={states.get(row.sha256)?.kind === 'loading'} onClick={() => void download(row)}>
                  {t('documents.get')}
                </Button>
              ),
            },
          ]}
        />
      </div>
    </section>
  )
}

function Outcome({ state, row }: { readonly state: DownloadState | undefined; readonly row: DocumentRow }) {
  const { t } = useTranslation('notice')
  return (
    <div role="status">
      {state?.kind === 'loading' && (
        <>
          <Meter value={row.size === 0 ? 1 : state.bytes / row.size} label={t('documents.loading')} />
          <span className="help">{t('documents.progress', { done: sizeText(state.bytes), size: sizeText(row.size) })}</span>
        </>
      )}
      {state?.kind === 'same' && (
        <span className="help ok">
          <Icon name="check-circle" size={14} />
          {t('documents.same')}
        </span>
      )}
      {state?.kind === 'different' && (
        <span className="help bad">
          <Icon name="cross-circle" size={14} />
          {t('documents.different', { digest: state.digest })}
        </span>
      )}
      {state?.kind === 'failed' && (
        <span className="help bad">
          <Icon name="cross-circle" size={14} />
          {t('documents.failed')}
        </span>
      )}
    </div>
  )
}
