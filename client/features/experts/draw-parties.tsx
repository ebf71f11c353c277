import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/date-time.tsx'
import { shortDigest } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { Seal } from '../../ui/seal.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import type { CheckedDraw } from './check-draw.ts'
import type { Draw } from './use-draw.ts'

/** The parties, each with its sealed number, and the seed they make together. */
export function DrawParties({ draw, checked }: { readonly draw: Draw; readonly checked: CheckedDraw | undefined }) {
  const { t } = useTranslation('experts')
  const isReleased = draw.release !== null
  return (
    <section aria-label={t('parties.title', { count: draw.parties.length })}>
      <SectionHead title={t('parties.title', { count: draw.parties.length })} note={t('parties.note')} />
      <div className="draw-parties">
        {draw.parties.map(({ party, name, as, c, isEscrowed, isRevealed }) => {
          const r = draw.release?.numbers.find((each) => each.party === party)?.r
          const at = checked?.committedAt.get(party)
          const state = isReleased
            ? r === null
              ? 'leftOut'
              : 'opened'
            : isRevealed
              ? 'revealed'
              : isEscrowed
                ? 'escrowed'
                : c === null
                  ? 'waiting'
                  : 'committed'
          return (
            <article key={party} className="draw-party" data-state={state}>
              <div className="h">
                <Seal size={44} isParted={isReleased && r !== null} isDrained={c === null || state === 'leftOut'} />
                <div>
                  <h3>{t(`as.${as}`)}</h3>
                  <span>{name}</span>
                </div>
              </div>
              <dl>
                <dt>{t('parties.commitment')}</dt>
                <dd title={c ?? undefined}>{c === null ? t('parties.notYet') : shortDigest(c)}</dd>
                <dd className="t">{at !== undefined && <DateTime at={at} precision="time" />}</dd>
                <dt>{t(isReleased ? 'parties.number' : 'parties.reveal')}</dt>
                <dd title={r ?? undefined}>{r != null ? shortDigest(r) : t(isRevealed ? 'parties.sealed' : 'parties.notYet')}</dd>
                <dd className="t" />
              </dl>
              <p className={`eq ${state === 'waiting' || state === 'leftOut' ? 'ink3' : ''}`}>
                <Icon name={state === 'waiting' ? 'clock' : state === 'leftOut' ? 'minus-circle' : 'check-circle'} />
                {t(`parties.state.${state}`)}
              </p>
            </article>
          )
        })}
      </div>
      <svg className="draw-join only-wide" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true">
        <path d="M164 0V12H836V0M500 0V30" fill="none" stroke="currentColor" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      </svg>
      <div className="draw-seed">
        <b className="row">
          <MiniSeal state={isReleased ? 'open' : draw.seedSha256 === null ? 'gone' : 'shut'} />
          {t('seed.title')}
        </b>
        {checked?.seed !== undefined ? (
          <code title={checked.seed}>{checked.seed}</code>
        ) : draw.seedSha256 === null ? (
          <span className="t13 ink3">{t('seed.notYet')}</span>
        ) : (
          <span className="t13 ink3">
            {t('seed.sealed')} <span className="mono ink1">{shortDigest(draw.seedSha256)}</span>
          </span>
        )}
        {draw.seedSha256 !== null && (
          <span className="row ok t13">
            <Icon name="check-circle" />
            {t(checked?.seed === undefined ? 'seed.fixed' : 'seed.recomputed')}
          </span>
        )}
      </div>
    </section>
  )
}
