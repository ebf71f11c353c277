import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { attachDocumentContract, detachDocumentContract } from '#shared/contracts/notices/tenders.ts'
import { uploadPayload } from '#shared/sealed-bid/client/upload-payload.ts'
import { api } from '../../../platform/api.ts'
import { Card } from '../../../ui/card.tsx'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { FileDrop } from '../../../ui/file-drop.tsx'
import { Meter } from '../../../ui/meter.tsx'
import { EmptyState, ProblemState } from '../../../ui/page-state.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useDeed } from '../../identity/use-deed.ts'
import type { DeskTender } from '../reading.ts'
import { bytesOfFile, sizeText } from './file-bytes.ts'

/** The tender documents with their digests: published ones, and those attached for the next notice. The same name again is a new version. */
export function Documents({ tender, isOwn }: { readonly tender: DeskTender; readonly isOwn: boolean }) {
  const { t } = useTranslation('projects')
  const [progress, setProgress] = useState<{ readonly name: string; readonly part: number }>()
  const attach = useDeed(async (files: readonly File[]) => {
    for (const file of files) {
      setProgress({ name: file.name, part: 0 })
      const upload = await uploadPayload({
        origin: location.origin,
        fetch: (input, init) => fetch(input, init),
        size: file.size,
        open: (from) => bytesOfFile(file, from),
        onProgress: (done, total) => setProgress({ name: file.name, part: total === 0 ? 1 : done / total }),
        wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      })
      await api.call(attachDocumentContract, { params: { tender: tender.id }, body: { name: file.name, upload } })
    }
    setProgress(undefined)
    return true
  })
  const detach = useDeed((sha256: string) =>
    api.call(detachDocumentContract, { params: { tender: tender.id, sha256 } }).then(() => true),
  )
  const mayAttach = isOwn && ['draft', 'returned', 'published'].includes(tender.state)
  const attached = tender.desk?.attached ?? []
  return (
    <Card title={t('documents.title')}>
      <div className="stack-12">
        {tender.documents.length + attached.length === 0 && <EmptyState title={t('documents.empty')} />}
        <ul className="stack">
          {[...tender.documents.map((file) => ({ file, isNew: false })), ...attached.map((file) => ({ file, isNew: true }))].map(
            ({ file, isNew }) => (
              <li key={file.sha256} className="row between flow">
                <span className="row flow">
                  <a href={`/api/documents/${file.sha256}`} download={file.name}>
                    {file.name}
                  </a>
                  <span className="t12 ink3">
                    {t('documents.version', { version: file.version })} · {sizeText(file.size)}
                  </span>
                  {isNew && <Tag tone="blue">{t('documents.notPublished')}</Tag>}
                </span>
                <span className="row">
                  <DigestChip digest={file.sha256} />
                  {isNew && mayAttach && (
                    <Button
                      size="small"
                      onClick={() => detach.run(file.sha256)}
                      aria-label={t('documents.removeNamed', { name: file.name })}
                    >
                      {t('documents.remove')}
                    </Button>
                  )}
                </span>
              </li>
            ),
          )}
        </ul>
        {mayAttach && (
          <FileDrop
            label={t('documents.add')}
            hint={t('documents.hint')}
            isMultiple
            isDisabled={attach.isPending}
            onFiles={(files) => attach.run(files)}
          />
        )}
        {attach.isPending && progress !== undefined && (
          <div>
            <p className="t13" role="status">
              {t('documents.uploading', { name: progress.name })}
            </p>
            <Meter value={progress.part} label={progress.name} />
          </div>
        )}
        {attach.error !== undefined && <ProblemState error={attach.error} />}
        {detach.error !== undefined && <ProblemState error={detach.error} />}
      </div>
    </Card>
  )
}
