import { useTranslation } from 'react-i18next'
import { signSettlement } from '#shared/contracts/opening-hall.ts'
import { ProblemState } from '../../ui/page-state.tsx'
import type { HallOpening } from './hall-state.ts'
import { PaperPanel, SignButtons } from './paper-panel.tsx'
import type { Part } from './part.ts'
import { performAct } from './perform-act.ts'
import { useAct } from './use-act.ts'

/** 解密结果与责任认定: checked by this page, then signed by tenderer and regulator, before any share is released (step 5). */
export function SettlementPanel({ opening, part }: { readonly opening: HallOpening; readonly part: Part }) {
  const { t } = useTranslation('opening')
  const act = useAct()
  const { settlement } = opening
  if (settlement === null || opening.state !== 'settling') return null
  const as = part === 'host' ? 'tenderer' : part === 'regulator' ? 'regulator' : undefined
  const hasSigned = as !== undefined && settlement.signedBy.includes(as)
  return (
    <section className="card" aria-labelledby="settlement-title">
      <header>
        <h2 id="settlement-title">{t('settlement.title')}</h2>
        <span className="t13 ink3">{t('settlement.note')}</span>
      </header>
      <div className="in stack-12">
        <ul className="row flow g16 t13">
          {(['tenderer', 'regulator'] as const).map((who) => (
            <li key={who}>
              {t(settlement.signedBy.includes(who) ? 'settlement.signed' : 'settlement.unsigned', { who: t(`role.${who}`) })}
            </li>
          ))}
        </ul>
        {as !== undefined && !hasSigned && (
          <PaperPanel paper="settlement" tender={opening.tender} sha256={settlement.sha256}>
            {(checked) => (
              <SignButtons
                isSound={checked.isSound}
                isBusy={act.isBusy}
                label={t('settlement.sign')}
                onSign={() =>
                  void act.run(() =>
                    performAct(signSettlement, {
                      params: { tender: opening.tender },
                      subject: { tender: opening.tender, list: checked.list },
                      body: { settlementSha256: checked.sha256 },
                    }),
                  )
                }
              />
            )}
          </PaperPanel>
        )}
        {act.error !== null && <ProblemState error={act.error} />}
      </div>
    </section>
  )
}
