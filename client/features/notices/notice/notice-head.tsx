import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ActStamp } from '../../../ui/act-stamp.tsx'
import { Breadcrumb } from '../../../ui/breadcrumb.tsx'
import { lazyPart } from '../../../ui/lazy-part.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useCatalogueLabels } from '../../catalogue/labels.ts'
import { StateTag } from '../state-tag.tsx'
import type { ShownState } from '../tender-state.ts'
import type { Tender } from '../use-tender.ts'

/** Only of a tender that can have other rounds, and after the page stands. */
const RoundLinks = lazyPart(() => import('../../awards/round-links.tsx').then(({ RoundLinks }) => ({ default: RoundLinks })))

/** Title, number, kinds and state of a tender, and who signed its notice. */
export function NoticeHead({ tender, state }: { readonly tender: Tender; readonly state: ShownState }) {
  const { t } = useTranslation('notice')
  const labels = useCatalogueLabels()
  const signer = tender.agency ?? tender.tenderer
  return (
    <div className="wrap notice-head">
      <Breadcrumb
        items={[
          { to: '/', title: t('channel.home', { ns: 'common' }) },
          { to: '/tenders', title: t('channel.tenders', { ns: 'common' }) },
          { to: `/tenders?category=${tender.category}`, title: labels.category(tender.category) },
        ]}
      />
      <h1>{tender.title}</h1>
      <div className="sub">
        <StateTag state={state} />
        <Tag>{labels.category(tender.category)}</Tag>
        <Tag>{labels.method(tender.method)}</Tag>
        {tender.round > 1 && <Tag>{t('notice.round', { round: tender.round })}</Tag>}
        <span>{tender.code}</span>
        <span>{tender.region}</span>
        {tender.publishedAt !== null && (
          <ActStamp
            who={signer.name}
            what={t('notice.signed')}
            at={tender.publishedAt}
            digest={tender.noticeSha256 ?? undefined}
          />
        )}
      </div>
      {(tender.round > 1 || ['opened', 'failed', 'terminated'].includes(tender.state)) && (
        <Suspense>
          <RoundLinks tender={tender} />
        </Suspense>
      )}
    </div>
  )
}
