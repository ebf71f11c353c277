import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { SectionHead } from '../../../ui/section-head.tsx'
import { useMay } from '../../identity/session.ts'
import type { Tender } from '../use-tender.ts'

/** Where and how the bid deposits asked for are paid, why the platform knows of none before the opening, and the way to one's own after it. */
export function DepositTerms({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const isReader = useMay('getDeposits')
  const deposits = tender.notice?.deposits ?? []
  if (deposits.length === 0) return null
  const texts = [...new Set(deposits.map(({ payment }) => payment))]
  const isAfterDeadline = tender.state !== 'published'
  return (
    <section className="blk">
      <SectionHead title={t('deposit.title')} />
      {texts.map((text) => (
        <div key={text} className="prose">
          {texts.length > 1 && <p className="b">{namesOf(tender, text).join(t('deposit.and'))}</p>}
          {text}
        </div>
      ))}
      <p className="t13 ink3 gap">{t('deposit.secret')}</p>
      {isReader && isAfterDeadline && (
        <p className="gap">
          <Link to={`/work/deposits/${tender.id}`}>{t('deposit.own')}</Link>
        </p>
      )}
    </section>
  )
}

/** Names of the lots whose deposit is paid as a text says. */
function namesOf({ lots, notice }: Tender, text: string): string[] {
  const asked = new Set(notice?.deposits?.filter(({ payment }) => payment === text).map(({ lot }) => lot))
  return lots.filter(({ id }) => asked.has(id)).map(({ name }) => name)
}
