import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { laterStagesOf } from '#shared/catalogue/letter-form.ts'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import { Breadcrumb } from '../../ui/breadcrumb.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { CoefficientPanelOf } from '../coefficient/coefficient-panel.tsx'
import { AcceptSeat } from './accept-seat.tsx'
import { CustodianStepPanel } from './custodian-step-panel.tsx'
import { CustodyKeyPanel } from './custody-key-panel.tsx'
import { DestroyKey } from './destroy-key.tsx'
import { DrawDutyPanel } from './draw-duty-panel.tsx'
import { ReadinessCheck } from './readiness-check.tsx'
import { useCustodyDraws } from './use-custody-draws.ts'
import { drawOf, type Seat, taskOf, useSeats } from './use-seats.ts'
import '../identity/identity.css'

/** One tender at a custodian's desk: what is asked now, the key, and what was agreed to. */
export function SeatPage() {
  const { t } = useTranslation('custody')
  const { tender = '' } = useParams()
  const { data: seats, error, refetch } = useSeats()
  if (error !== null) return <ProblemState isWholePage error={error} onRetry={() => void refetch()} />
  if (seats === undefined) return <PageLoading what={t('loading')} />
  const own = seats.filter((seat) => seat.tender === tender)
  const [first] = own
  if (first === undefined)
    return (
      <EmptyState title={t('notYours')} isWholePage>
        <Link to="/work/custody">{t('title')}</Link>
      </EmptyState>
    )
  return (
    <div className="stack-24">
      <PageTitle title={first.title} />
      <Breadcrumb items={[{ to: '/work/custody', title: t('title') }]} />
      <header className="stack-4">
        <h1 className="t22 ink1">{first.title}</h1>
        <p className="row flow t13 ink3">
          <span className="mono">{first.code}</span>
          <Link to={`/tenders/${tender}`}>{t('toNotice')}</Link>
          <Link to={`/openings/${tender}`}>{t('toHall')}</Link>
          {['opened', 'failed'].includes(first.state) && <Link to={`/draws/${tender}`}>{t('toDraw')}</Link>}
        </p>
      </header>
      {isPublicTender(first.state) && <CoefficientPanelOf tender={tender} />}
      {own.map((seat) => (
        <SeatWork key={seat.i} seat={seat} />
      ))}
    </div>
  )
}

function SeatWork({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const { data: draws } = useCustodyDraws()
  const task = taskOf(seat, draws)
  // Envelopes that open later ask for the key once more, by the same panel.
  const hasStep = task === 'open' || (task === 'keep' && seat.state === 'opened' && laterStagesOf(seat.envelopes).length > 0)
  return (
    <div className="stack-24">
      {drawOf(seat, draws ?? []) !== undefined && seat.destroyedAt === null && <DrawDutyPanel seat={seat} />}
      {task === 'keep' && !hasStep && <StatusLine tone="plain" isSlim icon="key" head={t('keep')} />}
      {task === 'accept' && <AcceptSeat seat={seat} />}
      {hasStep && <CustodianStepPanel seat={seat} />}
      {(task === 'ready' || task === 'wait') && <ReadinessCheck seat={seat} />}
      {task === 'destroy' && <DestroyKey seat={seat} />}
      {seat.seat === 'accepted' && seat.destroyedAt === null && !hasStep && task !== 'draw' && <CustodyKeyPanel seat={seat} />}
      <Card title={t('agreed')}>
        <div className="stack-16 kv-narrow">
          <KeyValueList
            items={[
              {
                key: 'policy',
                label: t('policy'),
                value: t(`policyKind.${seat.openingPolicy.kind}`, { k: seat.openingPolicy.k, n: seat.openingPolicy.n }),
              },
              {
                key: 'envelopes',
                label: t('envelopes'),
                value: seat.envelopes.map(({ name }) => t(`envelope.${name}`)).join('、'),
              },
              { key: 'deadline', label: t('deadline'), value: <DateTime at={seat.deadlineAt} precision="minute" hasZone /> },
              {
                key: 'windows',
                label: t('window'),
                value: t('windowSeconds', { count: seat.openingPolicy.windows.custodianSeconds }),
              },
              {
                key: 'key',
                label: t('key'),
                value: seat.keySha256 === null ? undefined : <DigestChip digest={seat.keySha256} label={t('key')} />,
              },
              {
                key: 'ready',
                label: t('readyAt'),
                value: seat.readyAt === null ? undefined : <DateTime at={seat.readyAt} precision="minute" />,
              },
              {
                key: 'destroyed',
                label: t('destroyedAt'),
                value: seat.destroyedAt === null ? undefined : <DateTime at={seat.destroyedAt} precision="minute" />,
              },
            ]}
          />
          <ol className="stack-4">
            {seat.allSeats.map(({ i, name }) => (
              <li key={i} className="row flow">
                <span className="t13 ink3">{t('seatNumber', { i })}</span>
                <span className="ink1">{name}</span>
                {i === seat.i && (
                  <Tag tone="blue" icon="person">
                    {t('you')}
                  </Tag>
                )}
              </li>
            ))}
          </ol>
        </div>
      </Card>
    </div>
  )
}
