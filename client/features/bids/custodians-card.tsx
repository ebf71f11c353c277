import { useTranslation } from 'react-i18next'
import type { VerifiedNotice } from '#shared/sealed-bid/client/notice-pack.ts'
import { Card } from '../../ui/card.tsx'
import { CheckRow } from '../../ui/check-row.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'

/** Whom the bid is sealed to, by name, as this browser has verified it. */
export function CustodiansCard({ notice }: { readonly notice: VerifiedNotice }) {
  const { t } = useTranslation('bids')
  const { kind, k, n, remedyK } = notice.act.notice.openingPolicy
  return (
    <Card title={t('custodians.title')} extra={<span className="t13 ink3">{t('custodians.threshold', { k, n })}</span>}>
      <div className="stack-12">
        <p className="t13">{t(`custodians.${kind}`, { k, n })}</p>
        {remedyK !== undefined && <p className="t13">{t('custodians.remedy', { k: remedyK })}</p>}
        <ul className="custodian-list">
          {notice.custodians.map(({ i, name, certifiedAs, keySha256 }) => (
            <li key={i} className="t13">
              <span className="ink3">{i}</span> <b className="ink1">{name}</b>
              {certifiedAs !== name && <span className="ink3"> {t('custodians.certified', { name: certifiedAs })}</span>}{' '}
              <DigestChip digest={keySha256} label={t('custodians.key')} />
            </li>
          ))}
        </ul>
        <div>
          <CheckRow state="pass" name={t('custodians.notice')} why={notice.signedBy} />
          <CheckRow state="pass" name={t('custodians.ledger')} why={t('custodians.ledgerWhy')} />
          <CheckRow state="pass" name={t('custodians.accepted')} why={t('custodians.acceptedWhy', { count: n })} />
        </div>
      </div>
    </Card>
  )
}
