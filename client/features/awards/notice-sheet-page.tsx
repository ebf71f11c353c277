import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { BindingMoney } from '../../ui/binding-money.tsx'
import { Button } from '../../ui/button.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { EmptyState, PageLoading } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { QrCode } from '../opening/qr-code.tsx'
import { AwardsProblem } from './awards-problem.tsx'
import { type Award, type AwardTender, useAwards, useAwardTender } from './use-awards.ts'
import { useLetter } from './use-letter.ts'
import { useWords } from './use-words.ts'
import './awards.css'

/** The award notice on a sheet, to read and to print; the signed PDF is the original. */
export function NoticeSheetPage() {
  const { t } = useTranslation('awards')
  const { tender: id = '', lot = '' } = useParams()
  const tender = useAwardTender(id)
  const awards = useAwards(id)
  const error = tender.error ?? awards.error
  if (error !== null)
    return (
      <div className="wrap alone">
        <AwardsProblem tender={id} error={error} onRetry={() => void awards.refetch()} />
      </div>
    )
  if (tender.data === undefined || awards.data === undefined) return <PageLoading what={t('loading')} />
  const award = awards.data.find((each) => each.lot === lot)
  if (award === undefined || award.winner === null)
    return (
      <EmptyState title={t('sheet.none')} isWholePage>
        <Link to={`/awards/${id}`}>{t('title')}</Link>
      </EmptyState>
    )
  return <Sheet tender={tender.data} award={award} winner={award.winner} />
}

interface SheetProps {
  readonly tender: AwardTender
  readonly award: Award
  readonly winner: NonNullable<Award['winner']>
}

function Sheet({ tender, award, winner }: SheetProps) {
  const t = useWords(award)
  const letter = useLetter(tender)
  const fields = award.candidates.find(({ bid }) => bid === winner.bid)?.fields ?? {}
  const pdf = `/api/awards/${award.tender}/${award.lot}/notice.pdf`
  return (
    <article className="wrap award-sheet stack-16">
      <PageTitle title={`${t('sheet.title')} ${tender.title}`} />
      <header className="row between flow">
        <h1 className="t28 ink1">{t('sheet.title')}</h1>
        <span className="row flow no-print">
          <a className="btn" href={pdf} download={`${tender.code}-${award.lot.slice(0, 6)}.pdf`}>
            {t('result.pdf')}
          </a>
          <Button look="primary" onClick={() => print()}>
            {t('print')}
          </Button>
        </span>
      </header>
      <p className="t16 b">{t('sheet.to', { winner: winner.name })}</p>
      <p className="t16">{t('sheet.says', { title: tender.title, lot: award.name })}</p>
      <KeyValueList
        items={[
          { key: 'code', label: t('sheet.code'), value: tender.code },
          { key: 'tenderer', label: t('sheet.tenderer'), value: tender.tenderer.name },
          { key: 'agency', label: t('sheet.agency'), value: tender.agency?.name },
          { key: 'price', label: t('result.price'), value: <BindingMoney amount={winner.price} /> },
          ...Object.entries(fields)
            .filter(([name]) => name !== letter.priceField)
            .map(([name, value]) => ({ key: name, label: letter.label(name), value: letter.value(name, value) })),
          { key: 'at', label: t('result.at'), value: <DateTime at={winner.at} hasZone /> },
          {
            key: 'due',
            label: t('contract.due'),
            value: award.contractDueAt === null ? null : <DateTime at={award.contractDueAt} precision="minute" hasZone />,
          },
          { key: 'bid', label: t('candidates.bid'), value: <code className="whole">{winner.bid}</code> },
        ]}
      />
      <div className="award-qr">
        <QrCode text={`${location.origin}/awards/${award.tender}?lot=${award.lot}`} label={t('sheet.qr')} />
        <p className="t13 ink3">{t('sheet.check')}</p>
      </div>
    </article>
  )
}
