import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isResultPublic } from '#shared/lifecycle/award.ts'
import { BindingMoney } from '../../ui/binding-money.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { Award, AwardTender } from './use-awards.ts'

/** The result of a lot: who won, at which price, why not the first where it is not, who judged (X3, X15, A3), and the signed notice. */
export function Result({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const { t } = useTranslation('awards')
  const { winner, committee } = award
  if (winner === null) return null
  const isNoticeIssued = isResultPublic(award.state)
  return (
    <section className="blk award-part" aria-labelledby={`result-${award.lot}`}>
      <SectionHead id={`result-${award.lot}`} title={t('result.title')} />
      <KeyValueList
        items={[
          { key: 'name', label: t('result.winner'), value: <b>{winner.name}</b> },
          { key: 'price', label: t('result.price'), value: <BindingMoney amount={winner.price} /> },
          { key: 'at', label: t('result.at'), value: <DateTime at={winner.at} hasZone /> },
          { key: 'clock', label: t('result.byClock'), value: winner.isByClock ? t('result.byClockDo') : null },
          { key: 'cause', label: t('result.cause'), value: winner.cause === null ? null : t(`cause.${winner.cause}`) },
          { key: 'reason', label: t('result.reason'), value: winner.reason },
          {
            key: 'notice',
            label: t('result.noticeEnds'),
            value:
              award.resultNoticeEndsAt === null ? null : <DateTime at={award.resultNoticeEndsAt} precision="minute" hasZone />,
          },
          {
            key: 'queries',
            label: t('result.queryUntil'),
            value: award.queryUntil === null ? null : <DateTime at={award.queryUntil} precision="minute" hasZone />,
          },
          {
            key: 'documents',
            label: t('result.documents'),
            value:
              award.queryUntil === null ? null : (
                <Link to={`/tenders/${award.tender}?tab=documents`}>{t('result.documentsSee')}</Link>
              ),
          },
          { key: 'bid', label: t('candidates.bid'), value: <DigestChip digest={winner.bid} /> },
          {
            key: 'committee',
            label: t('result.committee'),
            value:
              committee.length === 0 ? null : (
                <ul className="row flow g12">
                  {committee.map(({ seat, name, isTenderers }) => (
                    <li key={seat} className="row">
                      {name}
                      {isTenderers && <Tag>{t('result.tenderers')}</Tag>}
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
      {isNoticeIssued && (
        <p className="row flow g16 t14 no-print">
          <a
            className="row"
            href={`/api/awards/${award.tender}/${award.lot}/notice.pdf`}
            download={`${tender.code}-${award.lot.slice(0, 6)}.pdf`}
          >
            <Icon name="download" /> {t('result.pdf')}
          </a>
          <Link className="row" to={`/awards/${award.tender}/${award.lot}/notice`}>
            <Icon name="file" /> {t('result.sheet')}
          </Link>
          <Link className="row" to="/verify">
            <Icon name="shield" /> {t('result.verify')}
          </Link>
        </p>
      )}
    </section>
  )
}
