import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { beijingText } from '../../ui/beijing-time.ts'
import { factSentence, isAnnounced } from './fact-sentence.ts'
import type { HallFact, HallOpening, HallTender } from './hall-state.ts'

const SHOWN_AT_FIRST = 12

/** 公告栏: what has happened, each on the ledger with its index and a way to verify it. Newest first; never mixed with chat. */
export function FactBoard({
  tender,
  opening,
  facts,
  most = SHOWN_AT_FIRST,
  isPlain = false,
}: {
  readonly tender: HallTender
  readonly opening: HallOpening | undefined
  readonly facts: readonly HallFact[]
  readonly most?: number
  /** For the wall screen: nothing to press. */
  readonly isPlain?: boolean
}) {
  const { t } = useTranslation('opening')
  const [isWhole, setWhole] = useState(false)
  const announced = facts.filter(isAnnounced).toReversed()
  const shown = isWhole ? announced : announced.slice(0, most)
  return (
    <section className="card facts" aria-labelledby="facts-title">
      <header>
        <h2 id="facts-title">{t('facts.title')}</h2>
        <span className="t13 ink3">{t('facts.note')}</span>
      </header>
      {shown.length === 0 && <p className="in t13 ink3">{t('facts.none')}</p>}
      {/* Read out as it grows; a reload is not. */}
      <ol aria-live="polite" aria-relevant="additions">
        {shown.map((fact) => (
          <li key={fact.sequence}>
            {factSentence(t, fact, { opening, tender })}
            <div className="m">
              <time dateTime={fact.at}>{beijingText(fact.at).slice(11)}</time>
              <span>{fact.leafIndex == null ? t('facts.pending') : `#${fact.leafIndex.toLocaleString('en-US')}`}</span>
              {!isPlain && fact.c !== undefined && (
                <Link
                  to={`/verify?tender=${tender.id}&entry=${fact.c}`}
                  aria-label={t('facts.verifyOf', { index: fact.leafIndex ?? '' })}
                >
                  {t('facts.verify')}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
      {!isPlain && announced.length > shown.length && (
        <button type="button" className="linkish more" onClick={() => setWhole(true)}>
          {t('facts.more', { count: announced.length - shown.length })}
        </button>
      )}
    </section>
  )
}
