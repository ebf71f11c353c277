import { useTranslation } from 'react-i18next'
import type { DrawCheckName } from '#shared/draw/verify-draw.ts'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Icon } from '../../ui/icon.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { CheckedDraw, DrawCheck } from './check-draw.ts'
import type { Draw } from './use-draw.ts'

/** What can be checked at any time, in the order of the page. */
const always: readonly DrawCheckName[] = [
  'checkpoints-signed',
  'chain-in-log',
  'facts-match',
  'pool-committed',
  'steps-in-order',
  'contributions-signed',
  'escrow-signed',
  'escrow-confirmed',
  'acts-signed',
  'one-draw',
]
/** What takes the release. */
const released: readonly DrawCheckName[] = [
  'release-on-chain',
  'numbers-open',
  'proof-valid',
  'proof-was-held',
  'seed-matches',
  'ranks-recomputed',
  'seats-open',
  'calls-in-order',
]

/** That anybody can check it: here and now by this browser, later the whole draw again. */
export function DrawChecks({
  draw,
  checked,
  isChecking,
  error,
  onAgain,
}: {
  readonly draw: Draw
  readonly checked: CheckedDraw | undefined
  readonly isChecking: boolean
  readonly error: unknown
  readonly onAgain: () => void
}) {
  const { t } = useTranslation('experts')
  // A supplementary draw has to show what it was for, and that nobody called before was in it.
  const isSupplement = draw.completes !== null
  const now = isSupplement ? [...always, 'seats-missing' as const] : always
  const later = isSupplement ? [...released, 'avoided-proven' as const] : released
  // What only a release can show is said to come, not to have been passed over.
  const shown = checked?.checks.filter(({ name }) => checked.isReleased || !later.includes(name)) ?? []
  const known = new Map(shown.map((check) => [check.name, check]))
  const passed = [...now, ...later].filter((name) => known.get(name)?.state === 'pass').length
  const isReleased = checked?.isReleased === true
  return (
    <aside className="stack-16">
      <Card
        title={t('checks.title')}
        extra={
          isReleased && checked.ok ? (
            <Tag tone="ok">{t('checks.same')}</Tag>
          ) : (
            <Tag>{t('checks.count', { passed, all: now.length + later.length })}</Tag>
          )
        }
      >
        <div className="stack-12" aria-busy={isChecking}>
          {draw.state === 'proposed' ? (
            <p className="t13 ink3">{t('checks.notPooled')}</p>
          ) : error !== null ? (
            <ProblemState error={error} onRetry={onAgain} />
          ) : checked === undefined ? (
            <PageLoading what={t('checks.running')} />
          ) : (
            <>
              <h3 className="t12 ink3">{t('checks.now')}</h3>
              <Checks names={now} known={known} />
              <h3 className="t12 ink3 draw-checks-later">{t('checks.later')}</h3>
              <Checks names={later} known={known} />
              <Button look={isReleased ? 'primary' : 'line'} isBlock isBusy={isChecking} onClick={onAgain}>
                {t('checks.again')}
              </Button>
              <p className="t12 ink3" role="status">
                {t('checks.took', { seconds: (checked.tookMs / 1000).toFixed(2) })}
              </p>
              <code className="draw-term">kaibiao verify-draw --bundle {draw.draw.slice(0, 8)}.json</code>
              <p>
                <Button size="sm" onClick={() => download(`${draw.draw.slice(0, 8)}.json`, checked.bundle)}>
                  <Icon name="download" size={14} />
                  {t('checks.download')}
                </Button>
              </p>
            </>
          )}
        </div>
      </Card>
      <Card title={t('why3.title')}>
        <ul className="why3">
          {(['honest', 'silent', 'again'] as const).map((key) => (
            <li key={key}>
              <b>{t(`why3.${key}.b`)}</b> {t(`why3.${key}.text`)}
            </li>
          ))}
        </ul>
      </Card>
    </aside>
  )
}

function Checks({
  names,
  known,
}: {
  readonly names: readonly DrawCheckName[]
  readonly known: ReadonlyMap<DrawCheckName, DrawCheck>
}) {
  const { t } = useTranslation('experts')
  return (
    <ol className="draw-checks">
      {names.map((name) => {
        const check = known.get(name)
        const state = check?.state ?? 'later'
        return (
          <li key={name} data-state={state}>
            <span className={state === 'pass' ? 'ok' : state === 'fail' ? 'bad' : 'ink3'}>
              <Icon
                name={
                  state === 'pass'
                    ? 'check-circle'
                    : state === 'fail'
                      ? 'cross-circle'
                      : state === 'later'
                        ? 'lock'
                        : 'minus-circle'
                }
              />
            </span>
            <div>
              {t(`check.${name}`, { count: check?.count ?? 0 })}
              {check?.why !== undefined && <code>{check.why}</code>}
            </div>
            <span className="t">{t(`checks.state.${state}`)}</span>
          </li>
        )
      })}
    </ol>
  )
}
