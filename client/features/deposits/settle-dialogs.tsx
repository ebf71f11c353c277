import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import {
  contestDeposit,
  keepDeposit,
  refuseDepositClaim,
  returnDeposit,
  turnDepositIntoBond,
} from '#shared/contracts/deposits.ts'
import { keepGrounds } from '#shared/deposits/grounds.ts'
import { type Fen, formatYuan, parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { moneyText } from '../../ui/money.tsx'
import { typedYuan } from '../../ui/typed-yuan.ts'
import { performAct } from '../identity/signing.ts'
import { DepositDialog } from './deposit-dialog.tsx'
import { today } from './payment-fields.tsx'
import type { Deposit } from './use-deposits.ts'

/** What every dialog about one deposit needs. */
export interface SettleProps {
  /** As the signer saw it when the dialog was opened. */
  readonly deposit: Deposit
  readonly onClose: () => void
  readonly onDone: () => void
}

const named = ({ tender, lot, id, version }: Deposit) => ({
  params: { tender, lot, deposit: id },
  subject: { tender, lot, deposit: id, version },
})

const textOrNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** The keeper returns a deposit, with the interest owed; less needs a word (G11, A4, N12). */
export function ReturnDialog({ deposit, onClose, onDone }: SettleProps) {
  const { t } = useTranslation('deposits')
  const { late, bank } = owedOf(deposit)
  const total = formatYuan((parseYuan(late) + parseYuan(bank)) as Fen)
  const [interest, setInterest] = useState<string>(total)
  const [returnedOn, setReturnedOn] = useState(today)
  const [reference, setReference] = useState('')
  const [ownFault, setOwnFault] = useState('')
  const [interestNote, setInterestNote] = useState('')
  const paid = typedYuan(interest)
  const isLess = paid !== undefined && parseYuan(paid) < parseYuan(total)
  const amount = deposit.receipt?.amount ?? ('0.00' as Yuan)
  return (
    <DepositDialog
      title={t('act.return.question', { name: deposit.name })}
      action={t('act.return.do')}
      isReady={paid !== undefined && returnedOn !== '' && reference.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(returnDeposit, {
          ...named(deposit),
          body: {
            principal: amount,
            interest: paid ?? ('0.00' as Yuan),
            returnedOn: returnedOn as BeijingDay,
            reference: reference.trim(),
            ownFault: isLess ? textOrNull(ownFault) : null,
            interestNote: isLess ? textOrNull(interestNote) : null,
          },
        })
      }
    >
      <p className="t14">{t('act.return.lead', { amount: moneyText(amount) })}</p>
      <Owed deposit={deposit} />
      <Field label={t('returnedOn')} help={parseYuan(total) > 0n ? t('returnedOnHelp') : undefined} isRequired>
        {(control) => (
          <Input
            {...control}
            type="date"
            max={today()}
            value={returnedOn}
            onChange={({ target }) => setReturnedOn(target.value)}
          />
        )}
      </Field>
      <Field label={t('interestPaid')} isRequired>
        {(control) => (
          <Input {...control} inputMode="decimal" value={interest} onChange={({ target }) => setInterest(target.value)} />
        )}
      </Field>
      <Field label={t('transfer')} isRequired>
        {(control) => (
          <Input {...control} maxLength={200} value={reference} onChange={({ target }) => setReference(target.value)} />
        )}
      </Field>
      {isLess && parseYuan(late) > 0n && (
        <Words label={t('ownFault')} help={t('ownFaultHelp')} value={ownFault} onChange={setOwnFault} />
      )}
      {isLess && parseYuan(bank) > 0n && (
        <Words label={t('interestNote')} help={t('interestNoteHelp')} value={interestNote} onChange={setInterestNote} />
      )}
    </DepositDialog>
  )
}

/** The keeper keeps a deposit, on a ground the law gives for this bidder. */
export function KeepDialog({ deposit, onClose, onDone }: SettleProps) {
  const { t } = useTranslation('deposits')
  const [first] = deposit.mayBeKeptFor
  const [ground, setGround] = useState(first)
  const [reason, setReason] = useState('')
  return (
    <DepositDialog
      title={t('act.keep.question', { name: deposit.name })}
      action={t('act.keep.do')}
      isReady={ground !== undefined && reason.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={async () => {
        if (ground !== undefined) await performAct(keepDeposit, { ...named(deposit), body: { ground, reason: reason.trim() } })
      }}
    >
      <p className="t14">{t('act.keep.lead')}</p>
      <Field label={t('keepGround')} isRequired>
        {(control) => (
          <Select
            {...control}
            value={ground ?? ''}
            options={deposit.mayBeKeptFor.map((each) => ({ value: each, label: t(`keepGrounds.${each}`) }))}
            onChange={({ target }) => setGround(keepGrounds.find((each) => each === target.value))}
          />
        )}
      </Field>
      <Words label={t('reason')} help={t('reasonHelp')} value={reason} onChange={setReason} isRequired />
    </DepositDialog>
  )
}

/** The winner's deposit becomes its performance bond. */
export function BondDialog({ deposit, onClose, onDone }: SettleProps) {
  const { t } = useTranslation('deposits')
  const { bank } = owedOf(deposit)
  const [interest, setInterest] = useState<string>(bank)
  const [interestNote, setInterestNote] = useState('')
  const paid = typedYuan(interest)
  const isLess = paid !== undefined && parseYuan(paid) < parseYuan(bank)
  return (
    <DepositDialog
      title={t('act.bond.question', { name: deposit.name })}
      action={t('act.bond.do')}
      isReady={paid !== undefined}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(turnDepositIntoBond, {
          ...named(deposit),
          body: { interest: paid ?? ('0.00' as Yuan), interestNote: isLess ? textOrNull(interestNote) : null },
        })
      }
    >
      <p className="t14">{t('act.bond.lead', { amount: moneyText(deposit.receipt?.amount ?? '0.00') })}</p>
      {parseYuan(bank) > 0n && (
        <Field label={t('interestPaid')} help={t('bankInterest', { amount: moneyText(bank) })} isRequired>
          {(control) => (
            <Input {...control} inputMode="decimal" value={interest} onChange={({ target }) => setInterest(target.value)} />
          )}
        </Field>
      )}
      {isLess && <Words label={t('interestNote')} help={t('interestNoteHelp')} value={interestNote} onChange={setInterestNote} />}
    </DepositDialog>
  )
}

/** The keeper answers that nothing was received; of a deposit it holds, that the claim's reason is none. */
export function RefuseDialog({ isHeld = false, ...props }: SettleProps & { readonly isHeld?: boolean }) {
  return (
    <TextDialog
      {...props}
      kind={isHeld ? 'deny' : 'refuse'}
      send={(reason) => performAct(refuseDepositClaim, { ...named(props.deposit), body: { reason } })}
    />
  )
}

/** The bidder says what is wrong. */
export function ContestDialog(props: SettleProps) {
  return (
    <TextDialog
      {...props}
      kind="contest"
      send={(text) => performAct(contestDeposit, { ...named(props.deposit), body: { text } })}
    />
  )
}

function TextDialog({
  deposit,
  kind,
  send,
  onClose,
  onDone,
}: SettleProps & { readonly kind: 'refuse' | 'deny' | 'contest'; readonly send: (text: string) => Promise<unknown> }) {
  const { t } = useTranslation('deposits')
  const [text, setText] = useState('')
  return (
    <DepositDialog
      title={t(`act.${kind}.question`, { name: deposit.name })}
      action={t(`act.${kind}.do`)}
      isReady={text.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={() => send(text.trim())}
    >
      <p className="t14">{t(`act.${kind}.lead`)}</p>
      <Words label={t(`act.${kind}.text`)} value={text} onChange={setText} isRequired />
    </DepositDialog>
  )
}

function Words({
  label,
  help,
  value,
  onChange,
  isRequired = false,
}: {
  readonly label: string
  readonly help?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly isRequired?: boolean
}) {
  return (
    <Field label={label} help={help} isRequired={isRequired}>
      {(control) => (
        <TextArea {...control} rows={3} maxLength={2000} value={value} onChange={({ target }) => onChange(target.value)} />
      )}
    </Field>
  )
}

/** What is owed beside the principal, were it returned today. */
export function Owed({ deposit }: { readonly deposit: Deposit }) {
  const { t } = useTranslation('deposits')
  const { daysLate, late, bank, daysHeld } = owedOf(deposit)
  if (parseYuan(late) === 0n && parseYuan(bank) === 0n) return null
  return (
    <div className="stack-4 t14">
      {parseYuan(late) > 0n && <p className="bad">{t('lateInterest', { days: daysLate, amount: moneyText(late) })}</p>}
      {parseYuan(bank) > 0n && <p>{t('bankInterestOf', { days: daysHeld, amount: moneyText(bank) })}</p>}
    </div>
  )
}

function owedOf({ owed }: Deposit) {
  return owed ?? { daysLate: 0, late: '0.00' as Yuan, daysHeld: 0, bank: '0.00' as Yuan }
}
