import { useTranslation } from 'react-i18next'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { KeyValueList } from '../../../ui/key-value-list.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Tender } from '../use-tender.ts'

/** Who can open the bids, with which key, and how long each step of the opening waits. */
export function OpeningPolicy({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const policy = tender.openingPolicy
  if (policy === null) return null
  const seconds = (count: number) =>
    count % 60 === 0 ? t('policy.minutes', { count: count / 60 }) : t('policy.seconds', { count })
  return (
    <section className="blk">
      <SectionHead title={t('policy.title')} note={t(`summary.policy-${policy.kind}`, { k: policy.k, n: policy.n })} />
      <p className="t14">{t(`policy.${policy.kind}`, { k: policy.k, n: policy.n, blind: policy.k - 1 })}</p>
      {policy.remedyK !== undefined && <p className="t14">{t('policy.remedy', { k: policy.remedyK })}</p>}
      <div className="gap">
        <Table
          label={t('policy.custodianList')}
          rows={tender.custodians}
          keyOf={({ i }) => i}
          columns={[
            { key: 'seat', title: t('policy.seat'), cell: ({ i }) => i },
            { key: 'name', title: t('policy.custodian'), isHead: true, cell: ({ name }) => name },
            { key: 'key', title: t('policy.key'), cell: ({ keySha256 }) => <DigestChip digest={keySha256} /> },
            { key: 'act', title: t('policy.accepted'), cell: ({ acceptActSha256 }) => <DigestChip digest={acceptActSha256} /> },
          ]}
        />
      </div>
      <KeyValueList
        items={[
          { key: 'reveal', label: t('policy.reveal'), value: seconds(policy.windows.revealSeconds) },
          { key: 'custodian', label: t('policy.custodianStep'), value: seconds(policy.windows.custodianSeconds) },
          { key: 'signature', label: t('policy.signature'), value: seconds(policy.windows.signatureSeconds) },
          { key: 'objection', label: t('policy.objection'), value: seconds(policy.windows.objectionSeconds) },
        ]}
      />
    </section>
  )
}
