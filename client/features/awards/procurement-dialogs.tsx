import { fileContract, handOverReport, publishResult } from '#shared/contracts/awards.ts'
import { BindingMoney } from '../../ui/binding-money.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { useWords } from './use-words.ts'

/** The agency hands the report over to the buyer, whose time to decide begins (G7). */
export function HandOverDialog({ award, onClose, onDone }: ActProps) {
  const t = useWords(award)
  const { tender, lot, version } = award
  return (
    <ActDialog
      title={t('act.handOver.question')}
      action={t('act.handOver.do')}
      onClose={onClose}
      onDone={onDone}
      work={() => performAct(handOverReport, { params: { tender, lot }, subject: { tender, lot, version }, body: {} })}
    >
      <p className="t14">{t('act.handOver.lead')}</p>
    </ActDialog>
  )
}

/** The result is published, with all that the law publishes beside it (87-69, G7, G8). */
export function PublishResultDialog({ award, onClose, onDone }: ActProps) {
  const t = useWords(award)
  const { tender, lot, version, winner } = award
  return (
    <ActDialog
      title={t('act.result.question')}
      action={t('act.result.do')}
      isReady={winner !== null}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(publishResult, {
          params: { tender, lot },
          subject: { tender, lot, version },
          body: { winner: winner?.bid ?? '' },
        })
      }
    >
      <p className="t14">{t('act.result.lead')}</p>
      {winner !== null && (
        <KeyValueList
          items={[
            { key: 'winner', label: t('result.winner'), value: <b>{winner.name}</b> },
            { key: 'price', label: t('result.price'), value: <BindingMoney amount={winner.price} /> },
            { key: 'clock', label: t('result.byClock'), value: winner.isByClock ? t('result.byClockDo') : null },
          ]}
        />
      )}
    </ActDialog>
  )
}

/** The copy of the concluded contract is filed with the regulator (ZC 47, G9). */
export function FileContractDialog({ award, onClose, onDone }: ActProps) {
  const t = useWords(award)
  const { tender, lot, version, contract } = award
  return (
    <ActDialog
      title={t('act.file.question')}
      action={t('act.file.do')}
      isReady={contract !== null}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(fileContract, {
          params: { tender, lot },
          subject: { tender, lot, version },
          body: { contractSha256: contract?.sha256 ?? '' },
        })
      }
    >
      <p className="t14">{t('act.file.lead')}</p>
      {contract !== null && (
        <p>
          <DigestChip digest={contract.sha256} />
        </p>
      )}
    </ActDialog>
  )
}
