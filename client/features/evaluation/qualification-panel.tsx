import { useTranslation } from 'react-i18next'
import { qualifyBidders } from '#shared/contracts/evaluation-qualification.ts'
import type { Vault } from '../../crypto/vault.ts'
import { Card } from '../../ui/card.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { DraftGate } from './draft-gate.tsx'
import { JudgementSheet } from './judgement-sheet.tsx'
import { leftIn, type Votes, votesOf } from './judgements.ts'
import { memberAct } from './member-act.ts'
import { SavedAt } from './saved-at.tsx'
import { SureButton } from './sure-button.tsx'
import { useDraft } from './use-draft.ts'
import type { Qualification } from './use-evaluation.ts'

type Lot = Qualification['lots'][number]

/** The check of qualification by the buyer or its agency (G6; 87-44): what waits for it, and what it found, lot by lot. */
export function QualificationPanel(props: { readonly checked: Qualification; readonly mayCheck: boolean }) {
  const { checked, mayCheck } = props
  const { t } = useTranslation('evaluation')
  const due = checked.lots.filter(({ isDue }) => isDue)
  return (
    <>
      {checked.lots.map((lot) => lot.checked !== null && <Checked key={lot.lot} lot={lot} found={lot.checked} of={checked} />)}
      {!mayCheck &&
        due.map(({ lot, name }) => (
          <Card key={lot} title={t('qualification.titleOf', { lot: name })}>
            <StatusLine isSlim head={t('qualification.due')} />
          </Card>
        ))}
      {mayCheck && due.length > 0 && (
        <DraftGate>{(vault) => due.map((lot) => <LotCheck key={lot.lot} checked={checked} lot={lot} vault={vault} />)}</DraftGate>
      )}
    </>
  )
}

/** What was found, by whom: who is out, and why. */
function Checked({
  lot,
  found,
  of,
}: {
  readonly lot: Lot
  readonly found: NonNullable<Lot['checked']>
  readonly of: Qualification
}) {
  const { t } = useTranslation('evaluation')
  const failed = found.votes.filter(({ isPassed }) => !isPassed)
  return (
    <Card title={t('qualification.titleOf', { lot: lot.name })}>
      <div className="stack-12">
        <StatusLine tone={found.isFailed ? 'warn' : 'ok'} isSlim head={t('qualification.checked', { by: found.by })}>
          {t(found.isFailed ? 'qualification.tooFew' : failed.length === 0 ? 'qualification.all' : 'qualification.some')}
        </StatusLine>
        {failed.length > 0 && (
          <ul className="stack-8">
            {failed.map(({ bid, item, reason }) => (
              <li key={`${bid} ${item}`}>
                {t('qualification.failed', {
                  bidder: lot.bids.find((each) => each.bid === bid)?.bidder ?? '',
                  item: of.items.find(({ id }) => id === item)?.name ?? item,
                  reason: reason ?? '',
                })}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

function LotCheck(props: { readonly checked: Qualification; readonly lot: Lot; readonly vault: Vault | undefined }) {
  const { checked, lot, vault } = props
  const { items, tender } = checked
  const { t } = useTranslation('evaluation')
  const draft = useDraft<Votes>(vault, `evaluation/${tender}/${lot.lot}/qualification`, {})
  const give = useDeed(async () => {
    await memberAct(qualifyBidders, checked, { lot: lot.lot, votes: votesOf(draft.value ?? {}, items, lot.bids) })
    draft.forget()
    return true
  })
  if (draft.value === undefined) return <PageLoading what={t('draft.opening')} />
  const left = leftIn(draft.value, items, lot.bids)
  return (
    <Card
      title={t('qualification.titleOf', { lot: lot.name })}
      extra={
        <span className="row flow t13 ink3">
          <SavedAt draft={draft} isKept={vault !== undefined} />
          <b className="ink1">{t('review.left', { count: left })}</b>
        </span>
      }
    >
      <div className="stack-16">
        <p className="t13 ink3">{t('qualification.explain')}</p>
        <JudgementSheet
          tender={tender}
          lot={lot.lot}
          bids={lot.bids.map((bid) => ({ ...bid, traces: [] }))}
          items={items}
          judgements={{ votes: draft.value, change: draft.change }}
        />
        {give.error !== undefined && <ProblemState error={give.error} />}
        <div className="row flow between">
          <span className="t13 ink3">{t('qualification.once')}</span>
          <SureButton
            label={t('qualification.give')}
            question={t('qualification.question', { lot: lot.name })}
            isDisabled={left > 0}
            isBusy={give.isPending}
            onSure={() => give.run(undefined)}
          >
            {t('qualification.consequence')}
          </SureButton>
        </div>
      </div>
    </Card>
  )
}
