import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Money } from '../../ui/money.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { ClaimDialog } from './claim-dialog.tsx'
import { DepositItem } from './deposit-item.tsx'
import { RecordDialog } from './record-dialog.tsx'
import { BondDialog, ContestDialog, KeepDialog, RefuseDialog, ReturnDialog } from './settle-dialogs.tsx'
import { type Deposit, type DepositLot, type Deposits, useDeposits } from './use-deposits.ts'
import './deposits.css'

/** The bid deposits of one lot for whoever keeps them, has paid one, or watches. Nothing where the lot asks for none. */
export function DepositsCard({ tender, lot }: { readonly tender: string; readonly lot: string }) {
  const { t } = useTranslation('deposits')
  const deposits = useDeposits(tender)
  if (deposits.isPending) return <PageLoading what={t('loading')} />
  if (deposits.isError) return <ProblemState error={deposits.error} onRetry={() => void deposits.refetch()} />
  const found = deposits.data.lots.find((each) => each.lot === lot)
  if (found === undefined || (found.required === null && !deposits.data.deposits.some((each) => each.lot === lot))) return null
  return (
    <Card title={t('title')}>
      <LotDeposits tender={tender} lot={found} all={deposits.data} isMain={false} />
    </Card>
  )
}

type Act = 'return' | 'keep' | 'bond' | 'refuse' | 'deny' | 'contest' | 'correct' | 'record' | 'claim'

/** What is known of the deposits of a lot, and what the reader can do about them. */
export function LotDeposits({ tender, lot, all, isMain }: LotDepositsProps) {
  const { t } = useTranslation('deposits')
  const [doing, setDoing] = useState<{ readonly act: Act; readonly deposit: Deposit | undefined }>()
  const [done, setDone] = useState<Act>()
  const actor = useActor()
  const may = useActs()
  const mayClaim = may.claim
  const { isKeeper, isOpen, isShortened } = all
  const deposits = all.deposits.filter((deposit) => deposit.lot === lot.lot)
  const own = deposits.find(({ party }) => party === actor?.party)
  const missing = lot.bidders.filter(({ isRecorded, party }) => !isRecorded && !deposits.some((each) => each.party === party))
  const begin = (act: Act, deposit?: Deposit) => {
    setDone(undefined)
    setDoing({ act, deposit })
  }
  const actsOf = (deposit: Deposit): Act[] => {
    const { state, mayBeKeptFor, mayBecomeBond, party, claim } = deposit
    const keepers: Record<Deposit['state'], readonly Act[]> = {
      unrecorded: [],
      claimed: ['correct', 'refuse'],
      held: [
        'return',
        ...(mayBecomeBond ? (['bond'] as const) : []),
        ...(mayBeKeptFor.length > 0 ? (['keep'] as const) : []),
        ...(claim !== null && claim.refusal === null ? (['deny'] as const) : []),
        'correct',
      ],
      returned: [],
      kept: [],
      bonded: [],
      refused: ['correct'],
    }
    return [...(isKeeper ? keepers[state] : []), ...(party === actor?.party ? (['contest'] as const) : [])].filter(
      (act) => may[act],
    )
  }
  return (
    <div className="stack-16">
      {lot.required !== null && (
        <p className="t14 deposit-asked">
          {t('asked')} <Money amount={lot.required.amount} /> <span className="ink3 pre">{lot.required.payment}</span>
        </p>
      )}
      {!isOpen && (
        <StatusLine isSlim head={t('notOpen.head')}>
          {t('notOpen.do')}
        </StatusLine>
      )}
      {done !== undefined && (
        <StatusLine isSlim tone="ok" head={t(`done.${done}`)}>
          {t('recorded')}
        </StatusLine>
      )}
      {isOpen && deposits.length === 0 && (
        <p className="t14 ink3">{t(isKeeper ? 'noneKeeper' : mayClaim ? 'noneBidder' : 'none')}</p>
      )}
      {deposits.length > 0 && (
        <ul className="deposit-list">
          {deposits.map((deposit) => (
            <DepositItem
              key={deposit.id}
              deposit={deposit}
              isShortened={isShortened}
              actions={<Buttons acts={actsOf(deposit)} deposit={deposit} onPress={(act) => begin(act, deposit)} />}
            />
          ))}
        </ul>
      )}
      {isOpen && lot.required !== null && isKeeper && may.record && missing.length > 0 && (
        <p>
          <Button look={isMain ? 'primary' : 'plain'} onClick={() => begin('record')}>
            {t('button.record', { count: missing.length })}
          </Button>
        </p>
      )}
      {isOpen && lot.required !== null && !isKeeper && mayClaim && isClaimable(own) && (
        <p>
          <Button onClick={() => begin('claim')}>{t('button.claim')}</Button>
        </p>
      )}
      {doing !== undefined && (
        <Dialogs
          tender={tender}
          lot={lot}
          act={doing.act}
          deposit={doing.deposit}
          missing={missing}
          own={own}
          onClose={() => setDoing(undefined)}
          onDone={() => {
            setDoing(undefined)
            setDone(doing.act)
          }}
        />
      )}
    </div>
  )
}

interface LotDepositsProps {
  readonly tender: string
  readonly lot: DepositLot
  readonly all: Deposits
  /** Whether the page is about nothing else: then its first thing to do is its main one. */
  readonly isMain: boolean
}

/** Whether a bidder can claim: nothing is recorded of it, or its bid stands and it declines to extend it. */
function isClaimable(own: Deposit | undefined): boolean {
  return own === undefined || (own.state === 'held' && own.claim === null)
}

/** What the policy lets the reader do. */
function useActs(): Record<Act, boolean> {
  const record = useMay('recordDeposits')
  const refuse = useMay('refuseDepositClaim')
  return {
    record,
    correct: record,
    return: useMay('returnDeposit'),
    keep: useMay('keepDeposit'),
    bond: useMay('turnDepositIntoBond'),
    refuse,
    deny: refuse,
    contest: useMay('contestDeposit'),
    claim: useMay('claimDeposit'),
  }
}

function Buttons({
  acts,
  deposit,
  onPress,
}: {
  readonly acts: readonly Act[]
  readonly deposit: Deposit
  readonly onPress: (act: Act) => void
}) {
  const { t } = useTranslation('deposits')
  if (acts.length === 0) return null
  const labelOf = (act: Act) => t(act === 'correct' && deposit.state !== 'held' ? 'button.confirm' : `button.${act}`)
  return (
    <div className="row flow">
      {acts.map((act) => (
        <Button
          key={act}
          size="sm"
          aria-label={t('buttonOf', { act: labelOf(act), name: deposit.name })}
          onClick={() => onPress(act)}
        >
          {labelOf(act)}
        </Button>
      ))}
    </div>
  )
}

function Dialogs({
  tender,
  lot,
  act,
  deposit,
  missing,
  own,
  ...closing
}: {
  readonly tender: string
  readonly lot: DepositLot
  readonly act: Act
  readonly deposit: Deposit | undefined
  readonly missing: DepositLot['bidders']
  /** The reader's own, if it is recorded. */
  readonly own: Deposit | undefined
  readonly onClose: () => void
  readonly onDone: () => void
}): ReactNode {
  if (act === 'record') return <RecordDialog tender={tender} lot={lot} payers={missing} {...closing} />
  if (act === 'claim') return <ClaimDialog tender={tender} lot={lot} own={own} {...closing} />
  if (deposit === undefined) return null
  switch (act) {
    case 'correct': {
      const known = deposit.receipt ?? deposit.claim ?? undefined
      return (
        <RecordDialog tender={tender} lot={lot} payers={[{ party: deposit.party, name: deposit.name, known }]} {...closing} />
      )
    }
    case 'return':
      return <ReturnDialog deposit={deposit} {...closing} />
    case 'keep':
      return <KeepDialog deposit={deposit} {...closing} />
    case 'bond':
      return <BondDialog deposit={deposit} {...closing} />
    case 'refuse':
      return <RefuseDialog deposit={deposit} {...closing} />
    case 'deny':
      return <RefuseDialog deposit={deposit} isHeld {...closing} />
    case 'contest':
      return <ContestDialog deposit={deposit} {...closing} />
  }
}
