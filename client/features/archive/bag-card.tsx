import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getArchive } from '#shared/contracts/archive.ts'
import { downloadByBrowser } from '../../platform/browser-download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMay } from '../identity/session.ts'
import { sizeText } from '../notices/notice/size-text.ts'
import { type Bag, commandsOf, foldersOf, isInterim, SEAL_PATH } from './bag-view.ts'

/** One bag: when and why it was written, its digest, what it holds, its download; the newest says how to check it. */
export function BagCard({ bag, tender, isNewest }: BagCardProps) {
  const { t } = useTranslation('archive')
  const mayTake = useMay('getArchive')
  const name = `${tender.code}-${bag.number}`
  const take = useMutation({
    mutationFn: () => downloadByBrowser(getArchive, { params: { tender: tender.id }, query: { bag: bag.number } }),
  })
  const seal = bag.files.find(({ path }) => path === SEAL_PATH)
  return (
    <Card
      title={t('bag.title', { number: bag.number })}
      extra={isInterim(bag) ? <Tag>{t('bag.interim')}</Tag> : <Tag tone="ok">{t('bag.whole')}</Tag>}
    >
      <div className="stack-16">
        <KeyValueList
          items={[
            { key: 'at', label: t('bag.at'), value: <DateTime at={bag.at} hasZone /> },
            { key: 'cause', label: t('bag.cause'), value: t(`cause.${bag.cause}`, { defaultValue: t('cause.other') }) },
            { key: 'files', label: t('bag.files'), value: t('bag.count', { count: bag.files.length }) },
            { key: 'size', label: t('bag.size'), value: sizeText(bag.files.reduce((sum, { size }) => sum + size, 0)) },
            {
              key: 'digest',
              label: t('bag.digest'),
              value: seal === undefined ? null : <DigestChip digest={seal.sha256} />,
            },
          ]}
        />
        {mayTake && (
          <div className="row flow g12">
            <Button look={isNewest ? 'primary' : 'line'} isBusy={take.isPending} onClick={() => take.mutate()}>
              <Icon name="download" /> {t(take.isPending ? 'bag.taking' : 'bag.take')}
            </Button>
            <span className="t13 ink3 mono wrap-any">
              {name}.zip {bag.zip !== null && sizeText(bag.zip.size)}
            </span>
          </div>
        )}
        {mayTake && bag.zip !== null && (
          <p className="row flow t13 ink3">
            {t('bag.zipDigest')} <DigestChip digest={bag.zip.sha256} label="SHA-256" />
          </p>
        )}
        {take.isSuccess && (
          <p className="t13 ink3" role="status">
            {t('bag.taken', { name: `${name}.zip` })}
          </p>
        )}
        {take.error !== null && <ProblemState error={take.error} onRetry={() => take.mutate()} />}
        <Table
          label={t('bag.holds', { number: bag.number })}
          rows={foldersOf(bag)}
          keyOf={({ key }) => key}
          columns={[
            {
              key: 'what',
              title: t('bag.what'),
              isHead: true,
              cell: ({ key, path }) => (
                <div>
                  {t(`folder.${key}`, { defaultValue: path })}
                  {path !== '' && <code className="folder">{path}</code>}
                </div>
              ),
            },
            { key: 'count', title: t('bag.files'), isRight: true, cell: ({ count }) => count },
            { key: 'size', title: t('bag.size'), isRight: true, cell: ({ size }) => sizeText(size) },
          ]}
        />
        {bag.missing.length > 0 && (
          <div className="stack-4">
            <h3 className="t14 b">{t('bag.missing', { count: bag.missing.length })}</h3>
            <ul className="mono t12 wrap-any">
              {bag.missing.map((path) => (
                <li key={path}>{path}</li>
              ))}
            </ul>
          </div>
        )}
        {isNewest && <HowToCheck bag={bag} name={name} />}
      </div>
    </Card>
  )
}

function HowToCheck({ bag, name }: { readonly bag: Bag; readonly name: string }) {
  const { t } = useTranslation('archive')
  return (
    <section className="stack-12" aria-labelledby="archive-check">
      <h3 id="archive-check" className="t14 b">
        {t('check.title')}
      </h3>
      <p className="t13 ink3">{t('check.note')}</p>
      <ol className="commands">
        {commandsOf(bag, name).map(({ key, command }) => (
          <li key={key}>
            {t(`check.${key}`)}
            <code>{command}</code>
          </li>
        ))}
      </ol>
    </section>
  )
}

interface BagCardProps {
  readonly bag: Bag
  readonly tender: { readonly id: string; readonly code: string }
  readonly isNewest: boolean
}
