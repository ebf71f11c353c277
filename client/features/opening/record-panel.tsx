import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf } from '#shared/contracts/client.ts'
import { signOpeningRecord } from '#shared/contracts/opening-hall.ts'
import { getOpeningBundle, getOpeningRecord, getOpeningRecordPdf } from '#shared/contracts/opening-reading.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { useActor, useMay } from '../identity/session.ts'
import type { HallFact, HallOpening } from './hall-state.ts'
import type { CheckedPaper } from './paper.ts'
import { PaperPanel, SignButtons } from './paper-panel.tsx'
import type { Part } from './part.ts'
import { performAct } from './perform-act.ts'
import { queryOf, subjectOf } from './stage-facts.ts'
import { useAct } from './use-act.ts'

/** 开标记录: read, checked and signed or refused by whoever took part; afterwards to be downloaded and verified by anybody (O8). */
export function RecordPanel({
  opening,
  part,
  facts,
}: {
  readonly opening: HallOpening
  readonly part: Part
  readonly facts: readonly HallFact[]
}) {
  const { t } = useTranslation('opening')
  const actor = useActor()
  const maySign = useMay('signOpeningRecord') && part !== 'spectator'
  const { record } = opening
  if (record === null) return null
  const own = facts.find(
    ({ type, facts: said }) => type === 'opening.record-signed' && actor !== undefined && said['party'] === actor.party,
  )
  const isSigning = opening.state === 'signing'
  return (
    <section className="card" aria-labelledby="record-title">
      <header>
        <h2 id="record-title">{t('record.title')}</h2>
        <span className="t13 ink3">{t('record.signatures', { count: record.signatures })}</span>
      </header>
      <div className="in stack-12">
        {own !== undefined && <p role="status">{t(own.facts['isRefusal'] === true ? 'record.refused' : 'record.signed')}</p>}
        {isSigning && own === undefined && maySign && (
          <PaperPanel paper="record" tender={opening.tender} stage={opening.stage ?? undefined} sha256={record.sha256}>
            {(checked) => <SignRecord opening={opening} checked={checked} />}
          </PaperPanel>
        )}
        <Downloads opening={opening} />
      </div>
    </section>
  )
}

function SignRecord({ opening, checked }: { readonly opening: HallOpening; readonly checked: CheckedPaper }) {
  const { t } = useTranslation('opening')
  const [isRefusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const [isSent, setSent] = useState(false)
  const act = useAct()
  const sign = async (isRefusal: boolean) => {
    const isDone = await act.run(() =>
      performAct(signOpeningRecord, {
        params: { tender: opening.tender },
        subject: subjectOf(opening, checked.list),
        body: {
          recordSha256: checked.sha256,
          isRefusal,
          ...(isRefusal && reason.trim() !== '' ? { reason: reason.trim() } : {}),
        },
      }),
    )
    if (isDone) setSent(true)
  }
  if (isSent) return <p role="status">{t('record.sent')}</p>
  return (
    <div className="stack-12">
      <div className="row flow">
        <SignButtons isSound={checked.isSound} isBusy={act.isBusy} label={t('record.sign')} onSign={() => void sign(false)} />
        {!isRefusing && <Button onClick={() => setRefusing(true)}>{t('record.refuse')}</Button>}
      </div>
      {isRefusing && (
        <>
          <Field label={t('record.reason')} help={t('record.refusalHelp')}>
            {(control) => (
              <TextArea {...control} value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
          <Button isBusy={act.isBusy} onClick={() => void sign(true)}>
            {t('record.signRefusal')}
          </Button>
        </>
      )}
      {act.error !== null && <ProblemState error={act.error} />}
    </div>
  )
}

function Downloads({ opening }: { readonly opening: HallOpening }) {
  const { t } = useTranslation('opening')
  const params = { tender: opening.tender }
  const query = queryOf(opening)
  const isRecorded = opening.state === 'recorded'
  return (
    <div className="row flow no-print">
      {isRecorded && (
        <a className="btn" href={addressOf(getOpeningRecordPdf, params, query)} download>
          <Icon name="download" />
          {t('record.pdf')}
        </a>
      )}
      <a className="btn" href={addressOf(getOpeningRecord, params, query)} download="opening-record.json">
        <Icon name="download" />
        {t('record.json')}
      </a>
      <a className="btn" href={addressOf(getOpeningBundle, params)} download={`opening-${opening.code}.json`}>
        <Icon name="download" />
        {t('record.bundle')}
      </a>
      <ButtonLink look="line" to={`/verify?tender=${opening.tender}`}>
        <Icon name="shield" />
        {t('record.verify')}
      </ButtonLink>
    </div>
  )
}
