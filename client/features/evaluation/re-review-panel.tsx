import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { concludeReReview } from '#shared/contracts/evaluation.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { memberAct } from './member-act.ts'
import { MoreTime } from './more-time.tsx'
import { SureButton } from './sure-button.tsx'
import type { Desk } from './use-evaluation.ts'
import { ownToCorrect } from './what-next.ts'

/** A re-review at the desk: on which ground, of which report, and what members have found (87-64, X13). */
export function ReReviewPanel({ desk, reReview }: { readonly desk: Desk; readonly reReview: NonNullable<Desk['reReview']> }) {
  const { t } = useTranslation('evaluation')
  const { lot, ground, reason, orderedAt, reportSha256, conclusions } = reReview
  return (
    <Card
      title={t('reReview.title', { lot: desk.lots.find((each) => each.lot === lot)?.name ?? '' })}
      extra={<DigestChip digest={reportSha256} label={t('reReview.report')} />}
    >
      <div className="stack-16">
        <StatusLine isSlim tone="warn" head={t(`changeCause.${ground}`)}>
          {t(`reReview.means.${ground}`)}
        </StatusLine>
        <div className="stack-4">
          <p className="pre">{reason}</p>
          <p className="t12 ink3">
            {t('reReview.orderedAt')} <DateTime at={orderedAt} hasZone />
          </p>
        </div>
        <p className="t13 ink3">{t('reReview.only')}</p>
        {conclusions.length > 0 && (
          <ul className="stack-4">
            {conclusions.map(({ seat, isGiven, text }) => (
              <li key={seat} className="t13 row flow">
                <b>{t('seat', { seat })}</b>
                <Tag tone={isGiven ? 'warn' : 'plain'}>{t(isGiven ? 'reReview.given' : 'reReview.notGiven')}</Tag>
                <span className="pre">{text}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

/** A member's own conclusion, after what it has to correct. Nothing once it is given, and for whoever does not sit. */
export function ConcludePanel({ desk, reReview }: { readonly desk: Desk; readonly reReview: NonNullable<Desk['reReview']> }) {
  const isConcluded = reReview.conclusions.some(({ seat }) => seat === desk.seat)
  if (desk.state !== 're-reviewing' || desk.seat === null || isConcluded) return null
  return <Conclude desk={desk} />
}

function Conclude({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const [isGiven, setGiven] = useState<boolean>()
  const [text, setText] = useState('')
  const conclude = useDeed((found: boolean) =>
    memberAct(concludeReReview, desk, { isGiven: found, text: text.trim() }).then(() => true),
  )
  const left = ownToCorrect(desk).length
  return (
    <Card title={t('reReview.own')}>
      <div className="stack-12">
        <fieldset>
          <legend className="lab">{t('reReview.finding')}</legend>
          {([true, false] as const).map((choice) => (
            <label key={String(choice)} className="choice">
              <input type="radio" name="re-review-finding" checked={isGiven === choice} onChange={() => setGiven(choice)} />
              <span>{t(choice ? 'reReview.given' : 'reReview.notGiven')}</span>
            </label>
          ))}
        </fieldset>
        <Field label={t('reReview.text')} help={t('reReview.textHelp')} isRequired>
          {(control) => (
            <TextArea {...control} rows={3} maxLength={2000} value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        {conclude.error !== undefined && <ProblemState error={conclude.error} />}
        <div className="row flow between">
          <span className="t13 ink3">{left > 0 ? t('reReview.correctFirst', { count: left }) : t('reReview.silence')}</span>
          <SureButton
            label={t('reReview.conclude')}
            question={t('reReview.question')}
            isDisabled={isGiven === undefined || text.trim() === ''}
            isBusy={conclude.isPending}
            onSure={() => isGiven !== undefined && conclude.run(isGiven)}
          >
            {t('reReview.consequence')}
          </SureButton>
        </div>
        <MoreTime key={desk.stepEndsAt} desk={desk} />
      </div>
    </Card>
  )
}
