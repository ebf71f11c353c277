import { useTranslation } from 'react-i18next'
import { readOut as readOutContract } from '#shared/contracts/opening-hall.ts'
import { Button } from '../../ui/button.tsx'
import { moneyText } from '../../ui/money.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import type { HallOpening } from './hall-state.ts'
import { performAct } from './perform-act.ts'
import type { SealView } from './seal-view.ts'
import { subjectOf } from './stage-facts.ts'
import { useAct } from './use-act.ts'

/** 唱标: the host reads out the next bid, or all that are left; each reading is an act on the ledger. */
export function ReadingPanel({ opening, views }: { readonly opening: HallOpening; readonly views: readonly SealView[] }) {
  const { t } = useTranslation('opening')
  const act = useAct()
  if (opening.state !== 'published') return null
  const waiting = views.filter(({ reading }) => reading === 'waiting')
  const [next] = waiting
  const read = (manifests: readonly string[]) =>
    void act.run(() =>
      performAct(readOutContract, {
        params: { tender: opening.tender },
        subject: subjectOf(opening),
        body: { manifests: [...manifests] },
      }),
    )
  return (
    <section className="card" aria-labelledby="reading-title">
      <header>
        <h2 id="reading-title">{t('reading.title')}</h2>
        <span className="t13 ink3">{t('reading.left', { count: waiting.length })}</span>
      </header>
      <div className="in row flow g12">
        {next === undefined ? (
          <p>{t('reading.done')}</p>
        ) : (
          <>
            <span className="grow">
              {t('reading.next', {
                number: String(next.seal.number).padStart(2, '0'),
                name: next.seal.bidder?.name ?? '',
                price: next.price === undefined ? '' : moneyText(next.price),
              })}
            </span>
            <Button look="primary" isBusy={act.isBusy} onClick={() => read([next.seal.manifestSha256])}>
              {t('reading.readNext')}
            </Button>
            {waiting.length > 1 && (
              <Button isBusy={act.isBusy} onClick={() => read(waiting.map(({ seal }) => seal.manifestSha256))}>
                {t('reading.readAll', { count: waiting.length })}
              </Button>
            )}
          </>
        )}
        {act.error !== null && <ProblemState error={act.error} />}
      </div>
    </section>
  )
}
