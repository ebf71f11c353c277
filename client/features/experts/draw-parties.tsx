import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/date-time.tsx'
import { shortDigest } from '../../ui/digest-chip.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { Seal } from '../../ui/seal.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import type { CheckedDraw } from './check-draw.ts'
import type { Draw } from './use-draw.ts'

/** From the parties down to the seed. */
const JOIN = 'M164 0V12H836V0M500 0V30'

/** How far a party has come, as it is shown. */
const looks = {
  waiting: { icon: 'clock', tone: 'ink3' },
  committed: { icon: 'check-circle', tone: 'ok' },
  escrowed: { icon: 'check-circle', tone: 'ok' },
  opening: { icon: 'unlock', tone: 'warn' },
  revealed: { icon: 'check-circle', tone: 'ok' },
  opened: { icon: 'check-circle', tone: 'ok' },
  leftOut: { icon: 'minus-circle', tone: 'ink3' },
} as const satisfies Record<string, { icon: IconName; tone: string }>

/** The parties, each with its sealed number, and the seed they make together. */
export function DrawParties({
  draw,
  checked,
  isStill,
}: {
  readonly draw: Draw
  readonly checked: CheckedDraw | undefined
  readonly isStill: boolean
}) {
  const { t } = useTranslation('experts')
  const isReleased = draw.release !== null
  return (
    <section className={isStill ? 'still' : 'lively'} aria-label={t('parties.title', { count: draw.parties.length })}>
      <SectionHead title={t('parties.title', { count: draw.parties.length })} note={t('parties.note')} />
      <div className="draw-parties">
        {draw.parties.map(({ party, name, as, c, isEscrowed, isRevealed }) => {
          const r = draw.release?.numbers.find((each) => each.party === party)?.r
          const at = checked?.committedAt.get(party)
          const awaited = draw.given.find((one) => one.of === party)
          const state = isReleased
            ? r === null
              ? 'leftOut'
              : 'opened'
            : isRevealed
              ? 'revealed'
              : awaited !== undefined
                ? 'opening'
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
                <dd className="t">{at !== undefined && <DateTime at={at} precision="time" hasZone={false} />}</dd>
                <dt>{t(isReleased ? 'parties.number' : 'parties.reveal')}</dt>
                <dd title={r ?? undefined}>{r != null ? shortDigest(r) : t(isRevealed ? 'parties.sealed' : 'parties.notYet')}</dd>
                <dd className="t" />
              </dl>
              <p className={`eq ${looks[state].tone}`}>
                <Icon name={looks[state].icon} />
                {t(`parties.state.${state}`, { given: awaited?.i.length ?? 0, k: draw.pool.custody.k })}
              </p>
            </article>
          )
        })}
      </div>
      <svg
        className={`draw-join only-wide ${draw.seedSha256 === null ? '' : 'joined'}`}
        viewBox="0 0 1000 30"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={JOIN} />
        <path d={JOIN} className="lit" />
      </svg>
      <div className="draw-seed" data-state={checked?.seed !== undefined ? 'open' : draw.seedSha256 === null ? 'none' : 'sealed'}>
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
