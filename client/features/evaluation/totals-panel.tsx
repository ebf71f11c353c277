import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainScore } from '#shared/contracts/evaluation.ts'
import { subjectiveCriteria } from '#shared/scoring/sheet.ts'
import { Card } from '../../ui/card.tsx'
import { Field, Input, TextArea } from '../../ui/field.tsx'
import { Money } from '../../ui/money.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { memberAct } from './member-act.ts'
import { pointsFault, short, tidyPoints } from './score-view.ts'
import { SureButton } from './sure-button.tsx'
import type { Desk, DeskLot } from './use-evaluation.ts'
import { ownAbnormal, ownToCorrect } from './what-next.ts'

/** Every score is in: totals and ranks, everybody's sheets, and abnormal scores to be explained by their authors (X13). */
export function TotalsPanel({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  return (
    <>
      {(desk.state === 're-reviewing' ? ownToCorrect(desk) : desk.state === 'totalled' ? ownAbnormal(desk) : []).map((flag) => (
        <Explain key={`${flag.lot} ${flag.bid} ${flag.criterion}`} desk={desk} flag={flag} />
      ))}
      {desk.lots.map((lot) =>
        lot.result === null ? (
          <Card key={lot.lot} title={t('totals.titleOf', { lot: lot.name })}>
            <StatusLine isSlim tone="warn" head={t('totals.failed')}>
              {lot.failure}
            </StatusLine>
          </Card>
        ) : (
          <LotTotals key={lot.lot} desk={desk} lot={lot} result={lot.result} />
        ),
      )}
    </>
  )
}

function nameOf(lot: DeskLot, bid: string): string {
  return lot.bids.find((each) => each.bid === bid)?.bidder ?? bid.slice(0, 8)
}

function LotTotals({
  desk,
  lot,
  result,
}: {
  readonly desk: Desk
  readonly lot: DeskLot
  readonly result: NonNullable<DeskLot['result']>
}) {
  const { t } = useTranslation('evaluation')
  const criterionName = (id: string) => desk.plan.criteria.find((each) => each.id === id)?.name ?? id
  const rows = [...result.bids].sort((left, right) => (left.rank ?? 999) - (right.rank ?? 999))
  return (
    <Card
      title={t('totals.titleOf', { lot: lot.name })}
      extra={
        result.benchmark !== null && (
          <span className="t13 ink3">
            {result.coefficient !== undefined && <>{t('totals.coefficient', { value: result.coefficient })} · </>}
            {t('totals.benchmark')} <Money amount={result.benchmark} />
          </span>
        )
      }
    >
      <div className="stack-16">
        <Table
          label={t('totals.titleOf', { lot: lot.name })}
          rows={rows}
          keyOf={({ bid }) => bid}
          columns={[
            {
              key: 'bidder',
              title: t('totals.bidder'),
              isHead: true,
              cell: ({ bid, rejections }) => (
                <span className="stack-4">
                  <b>{nameOf(lot, bid)}</b>
                  {lot.bids.find((each) => each.bid === bid)?.pseudonym !== null && (
                    <span className="t12 ink3">
                      {t('totals.wasBlind', { name: lot.bids.find((each) => each.bid === bid)?.pseudonym ?? '' })}
                    </span>
                  )}
                  {rejections.map(({ ground, foundBy }) => (
                    <Tag key={foundBy} tone="bad">
                      {t(`ground.${ground}`)}
                    </Tag>
                  ))}
                </span>
              ),
            },
            {
              key: 'rank',
              title: t('totals.rank'),
              cell: ({ bid, rank }) => (
                <span className="row flow">
                  <b>{rank ?? t('totals.noRank')}</b>
                  {result.candidates.includes(bid) && <Tag tone="ok">{t('totals.candidate')}</Tag>}
                </span>
              ),
            },
            {
              key: 'price',
              title: t('totals.price'),
              isRight: true,
              cell: ({ evaluatedPrice }) => (evaluatedPrice === null ? t('totals.unopened') : <Money amount={evaluatedPrice} />),
            },
            { key: 'technical', title: t('totals.technical'), isRight: true, cell: ({ technical }) => technical },
            { key: 'commercial', title: t('totals.commercial'), isRight: true, cell: ({ commercial }) => commercial },
            {
              key: 'priceScore',
              title: t('totals.priceScore'),
              isRight: true,
              cell: ({ priceScore }) => priceScore ?? t('totals.noRank'),
            },
            { key: 'total', title: t('totals.total'), isRight: true, cell: ({ total }) => <b>{total ?? t('totals.noRank')}</b> },
          ]}
        />
        <details>
          <summary>{t('totals.sheets', { count: lot.sheets.length })}</summary>
          <Sheets desk={desk} lot={lot} />
        </details>
        {lot.explanations.length > 0 && (
          <ul className="stack">
            {lot.explanations.map(({ seat, bid, criterion, before, after, explanation, round }) => (
              <li key={`${seat} ${bid} ${criterion} ${round ?? ''}`} className="t13">
                <b>{t('seat', { seat })}</b> · {nameOf(lot, bid)} · {criterionName(criterion)} · {short(before)} → {short(after)}{' '}
                · {explanation}
                {round !== undefined && <Tag tone="warn">{t('totals.inReReview', { round })}</Tag>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

/** Every member's points by criterion and bid, by seat. */
function Sheets({ desk, lot }: { readonly desk: Desk; readonly lot: DeskLot }) {
  const { t } = useTranslation('evaluation')
  const rows = lot.bids
    .filter(({ isValid }) => isValid)
    .flatMap((bid) => subjectiveCriteria(desk.plan).map((criterion) => ({ bid, criterion })))
  const flagged = (seat: number, bid: string, criterion: string) =>
    lot.result?.abnormal.some((each) => each.seat === seat && each.bid === bid && each.criterion === criterion) === true
  return (
    <div className="scroll">
      <Table
        label={t('totals.sheets', { count: lot.sheets.length })}
        rows={rows}
        keyOf={({ bid, criterion }) => `${bid.bid} ${criterion.id}`}
        columns={[
          { key: 'bid', title: t('totals.bidder'), isHead: true, cell: ({ bid }) => bid.bidder },
          { key: 'criterion', title: t('totals.criterion'), cell: ({ criterion }) => criterion.name },
          ...lot.sheets.map(({ sheet }) => ({
            key: String(sheet.seat),
            title: t('seat', { seat: sheet.seat }),
            isRight: true,
            cell: ({ bid, criterion }: (typeof rows)[number]) => {
              const name = [bid.bid, bid.pseudonym]
              const score = sheet.scores.find((each) => name.includes(each.bid) && each.criterion === criterion.id)
              return (
                <span title={score?.reason ?? undefined}>
                  {score?.points}
                  {flagged(sheet.seat, bid.bid, criterion.id) && <span className="warn"> {t('totals.flag')}</span>}
                </span>
              )
            },
          })),
        ]}
      />
    </div>
  )
}

function Explain({ desk, flag }: { readonly desk: Desk; readonly flag: ReturnType<typeof ownAbnormal>[number] }) {
  const { t } = useTranslation('evaluation')
  const [points, setPoints] = useState('')
  const [text, setText] = useState('')
  const lot = desk.lots.find(({ lot: id }) => id === flag.lot)
  const criterion = subjectiveCriteria(desk.plan).find(({ id }) => id === flag.criterion)
  const fault = criterion === undefined ? undefined : pointsFault(criterion, points)
  const explain = useDeed(() =>
    memberAct(explainScore, desk, {
      lot: flag.lot,
      bid: flag.bid,
      criterion: flag.criterion,
      points: points === '' ? null : tidyPoints(points),
      explanation: text.trim(),
    }).then(() => true),
  )
  return (
    <Card title={t('explain.title')}>
      <div className="stack-12">
        <p>
          {t(flag.isHigh ? 'explain.high' : 'explain.low', {
            bidder: lot === undefined ? '' : nameOf(lot, flag.bid),
            criterion: criterion?.name ?? flag.criterion,
            points: short(flag.points),
          })}
        </p>
        <Field label={t('explain.text')} isRequired>
          {(control) => (
            <TextArea {...control} rows={3} maxLength={2000} value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        <Field
          label={t('explain.points')}
          help={t('explain.keep')}
          error={
            fault === undefined
              ? undefined
              : t(`sheet.fault.${fault}`, { maximum: criterion?.maximum ?? '', step: criterion?.step ?? '' })
          }
        >
          {(control) => (
            <Input {...control} inputMode="decimal" value={points} onChange={({ target }) => setPoints(target.value.trim())} />
          )}
        </Field>
        {explain.error !== undefined && <ProblemState error={explain.error} />}
        <div>
          <SureButton
            label={t('explain.give')}
            question={t('explain.question')}
            isDisabled={text.trim() === '' || fault !== undefined}
            isBusy={explain.isPending}
            onSure={() => explain.run(undefined)}
          >
            {t('explain.consequence')}
          </SureButton>
        </div>
      </div>
    </Card>
  )
}
