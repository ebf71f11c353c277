import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ActStamp } from '../../../ui/act-stamp.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { Diff } from '../../../ui/diff.tsx'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { changeId } from '../change-address.ts'
import { type NoticeAct, type Tender, useNoticeActs } from '../use-tender.ts'
import { bodyOfAct, noticeOfAct, partyOfAct } from './notice-act.ts'
import { useNoticeChanges } from './use-notice-changes.ts'
import { usePlace } from './use-place.ts'

/** Everything that was published after the first notice, newest first; amendments side by side with what they replace. */
export function AmendmentsTab({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const acts = useNoticeActs(tender.id)
  usePlace(acts.isSuccess)
  if (acts.isPending) return <PageLoading what={t('changes.loading')} />
  if (acts.isError) return <ProblemState error={acts.error} onRetry={() => void acts.refetch()} />
  if (acts.data.length <= 1)
    return (
      <EmptyState title={t('changes.none')}>
        <p>{t('changes.noneDo')}</p>
      </EmptyState>
    )
  return acts.data
    .map((act, index) => ({ act, before: acts.data[index - 1], number: index }))
    .slice(1)
    .reverse()
    .map(({ act, before, number }) =>
      act.kind === 'amendment' && before !== undefined ? (
        <Amendment key={act.sha256} tender={tender} act={act} before={before} number={number} />
      ) : (
        <Ending key={act.sha256} tender={tender} act={act} />
      ),
    )
}

interface ActOfTender {
  readonly tender: Tender
  readonly act: NoticeAct
}

function Amendment({ tender, act, before, number }: ActOfTender & { readonly before: NoticeAct; readonly number: number }) {
  const { t } = useTranslation('notice')
  const [isSideBySide, setSideBySide] = useState(true)
  const next = noticeOfAct(act)
  const last = noticeOfAct(before)
  const rows = useNoticeChanges(last, next)
  return (
    <section className="blk" id={changeId(act.sha256)} tabIndex={-1}>
      <SectionHead
        title={t('changes.amendment', { number })}
        note={
          <>
            <DateTime at={act.at} /> · {t('changes.places', { count: rows.length })}
          </>
        }
        extra={
          <fieldset className="seg">
            <legend className="sr">{t('changes.view')}</legend>
            <button type="button" aria-pressed={isSideBySide} onClick={() => setSideBySide(true)}>
              {t('changes.sideBySide')}
            </button>
            <button type="button" aria-pressed={!isSideBySide} onClick={() => setSideBySide(false)}>
              {t('changes.newOnly')}
            </button>
          </fieldset>
        }
      />
      {next?.amends?.affectsBids === true && <Tag tone="warn">{t('questions.affects')}</Tag>}
      <p className="prose gap">{next?.amends?.changes}</p>
      {isSideBySide ? (
        <Diff
          rows={rows}
          beforeTitle={
            <>
              {t('changes.before')} <DigestChip digest={before.sha256} />
            </>
          }
          afterTitle={
            <>
              {t('changes.after')} <DigestChip digest={act.sha256} />
            </>
          }
        />
      ) : (
        <dl className="kv boxed padded">
          {rows.map(({ key, place, after }) => (
            <div key={key} className="pairing">
              <dt>{place}</dt>
              <dd className="prose">{after ?? t('changes.removed')}</dd>
            </div>
          ))}
        </dl>
      )}
      <Signed tender={tender} act={act} what={t('changes.signed')} />
    </section>
  )
}

function Ending({ tender, act }: ActOfTender) {
  const { t } = useTranslation('notice')
  const { reason } = bodyOfAct(act) as { readonly reason?: string }
  return (
    <section className="blk" id={changeId(act.sha256)} tabIndex={-1}>
      <SectionHead title={t(`changes.${act.kind}`)} note={<DateTime at={act.at} />} />
      <p className="prose gap">{reason}</p>
      <Signed tender={tender} act={act} what={t('changes.signed')} />
    </section>
  )
}

function Signed({ tender, act, what }: ActOfTender & { readonly what: string }) {
  const { t } = useTranslation('notice')
  const party = partyOfAct(act)
  const signer = [tender.tenderer, tender.agency].find((one) => one?.party === party)
  return (
    <div className="row between flow gap">
      <ActStamp who={signer?.name ?? party.slice(0, 8)} what={what} at={act.at} digest={act.sha256} />
      <span className="row no-print t13">
        <a href={`/api/acts/${act.sha256}`} download={`${act.sha256.slice(0, 8)}.json`}>
          {t('trail.act')}
        </a>
        <a href={`/api/acts/${act.sha256}.p7s`} download={`${act.sha256.slice(0, 8)}.p7s`}>
          {t('trail.signature')}
        </a>
        <Link to="/verify">{t('changes.verify')}</Link>
      </span>
    </div>
  )
}
