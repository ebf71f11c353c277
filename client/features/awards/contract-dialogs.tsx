import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { draftContract, signContract } from '#shared/contracts/awards.ts'
import { Checkbox, Field, TextArea } from '../../ui/field.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { ContractBody, ContractProblem } from './contract-part.tsx'
import { comparePoints } from './contract-text.ts'
import { useContract } from './use-awards.ts'
import { useLetter } from './use-letter.ts'

/** Drafts the contract from the winner's bid: its points stand as they were bid and cannot be written over; the terms can (A4). */
export function DraftDialog({ award, tender, onClose, onDone }: ActProps) {
  const { t } = useTranslation('awards')
  const letter = useLetter(tender)
  const [terms, setTerms] = useState(() => t('act.draft.usual', { title: tender.title, lot: award.name }))
  const points = award.candidates.find(({ bid }) => bid === award.winner?.bid)?.fields ?? {}
  const { tender: id, lot, version } = award
  return (
    <ActDialog
      isWide
      title={t('act.draft.question')}
      action={t('act.draft.do')}
      isReady={terms.trim() !== ''}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(draftContract, {
          params: { tender: id, lot },
          subject: { tender: id, lot, version },
          body: { points, terms: terms.trim() },
        })
      }
    >
      <p className="t14">{t('act.draft.lead')}</p>
      <KeyValueList
        items={[
          { key: 'tenderer', label: t('sheet.tenderer'), value: tender.tenderer.name },
          { key: 'winner', label: t('result.winner'), value: award.winner?.name },
          ...Object.entries(points).map(([name, value]) => ({
            key: name,
            label: letter.label(name),
            value: letter.value(name, value),
          })),
        ]}
      />
      <Field label={t('act.draft.terms')} help={t('act.draft.help')} isRequired>
        {(control) => <TextArea {...control} rows={8} value={terms} onChange={({ target }) => setTerms(target.value)} />}
      </Field>
    </ActDialog>
  )
}

/** Signs the contract: only the text whose digest the award names, only where no point differs from the bid, only after it was read. */
export function SignDialog({ award, tender, onClose, onDone }: ActProps) {
  const { t } = useTranslation('awards')
  const contract = useContract(award, true)
  const [isRead, setRead] = useState(false)
  const bid = award.candidates.find((each) => each.bid === award.winner?.bid)?.fields ?? {}
  const isSame = contract.data !== undefined && comparePoints(contract.data, bid).every(({ isEqual }) => isEqual)
  const params = { tender: award.tender, lot: award.lot }
  return (
    <ActDialog
      isWide
      title={t('act.sign.question')}
      action={t('act.sign.do')}
      isReady={isSame && isRead}
      onClose={onClose}
      onDone={onDone}
      work={() => performAct(signContract, { params, subject: params, body: { contractSha256: award.contract?.sha256 ?? '' } })}
    >
      <p className="t14">{t('act.sign.lead')}</p>
      {contract.isPending && <PageLoading what={t('contract.loading')} />}
      {contract.isError && <ContractProblem error={contract.error} onRetry={() => void contract.refetch()} />}
      {contract.data !== undefined && <ContractBody contract={contract.data} award={award} tender={tender} />}
      {isSame && (
        <Checkbox checked={isRead} onChange={({ target }) => setRead(target.checked)}>
          {t('act.sign.read')}
        </Checkbox>
      )}
    </ActDialog>
  )
}
