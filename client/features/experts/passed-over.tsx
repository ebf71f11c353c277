import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listOwnPassedOver, listPassedOver } from '#shared/contracts/experts-passed.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { api } from '../../platform/api.ts'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { EmptyState, ProblemState } from '../../ui/page-state.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import { type Draw, useSpecialityName } from './use-draw.ts'

type PassedCall = Omit<ResultOf<typeof listPassedOver>['items'][number], 'expert' | 'name'>

/** How a call ended that came to nothing. */
const PASSED: ReadonlySet<string> = new Set(['declined', 'lapsed', 'vacated'])

/** Why somebody called did not sit, for the regulator of a draw whose papers are open: read when asked for, the reading on record (X6). */
export function PassedOver({ draw, title }: { readonly draw: Draw; readonly title: string }) {
  const { t } = useTranslation('experts')
  const actor = useActor()
  const mayRead = useMay('listPassedOver')
  const isRegulator = draw.parties.some(({ party, as }) => as === 'regulator' && party === actor?.party)
  const read = useDeed(() =>
    api
      .call(listPassedOver, { params: { draw: draw.draw }, query: { purpose: t('passed.purpose', { title }) } })
      .then(({ items }) => items),
  )
  const count = draw.calls.filter(({ outcome }) => PASSED.has(outcome)).length
  if (!mayRead || !isRegulator || count === 0) return null
  return (
    <Card title={t('passed.title', { attempt: draw.attempt })} extra={<span className="t13 ink3">{t('passed.note')}</span>}>
      <div className="stack-12">
        <p>{t('passed.text', { count })}</p>
        {read.error !== undefined && <ProblemState error={read.error} />}
        {read.result === undefined ? (
          <div>
            <Button isBusy={read.isPending} onClick={() => read.run(undefined)}>
              {t('passed.read')}
            </Button>
          </div>
        ) : read.result.length === 0 ? (
          <p>{t('passed.lost')}</p>
        ) : (
          <PassedTable
            label={t('passed.title', { attempt: draw.attempt })}
            calls={read.result}
            head={{ title: t('form.name'), of: (call) => call.name }}
          />
        )}
      </div>
    </Card>
  )
}

/** An expert's own calls that came to nothing, once they are public: what it is said to have answered, to be checked and contested. */
export function OwnPassedOver() {
  const { t } = useTranslation('experts')
  const own = useQuery({ queryKey: ['passed-over', 'own'], queryFn: async () => (await api.call(listOwnPassedOver, {})).items })
  if (own.error !== null) return <ProblemState error={own.error} onRetry={() => void own.refetch()} />
  if (own.data === undefined) return null
  return (
    <Card title={t('passed.ownTitle')} extra={<span className="t13 ink3">{t('invitation.note')}</span>}>
      {own.data.length === 0 ? (
        <EmptyState title={t('passed.none')}>
          <p>{t('passed.noneText')}</p>
        </EmptyState>
      ) : (
        <div className="stack-12">
          <p>{t('passed.ownText')}</p>
          <PassedTable
            label={t('passed.ownTitle')}
            calls={own.data}
            head={{
              title: t('passed.tender'),
              of: ({ tender, title }) => <Link to={`/draws/${tender}`}>{title}</Link>,
            }}
          />
        </div>
      )}
    </Card>
  )
}

function PassedTable<T extends PassedCall>({
  label,
  calls,
  head,
}: {
  readonly label: string
  readonly calls: readonly T[]
  readonly head: { readonly title: string; readonly of: (call: T) => React.ReactNode }
}) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  return (
    <Table
      label={label}
      rows={calls}
      keyOf={({ seat }) => seat}
      columns={[
        { key: 'who', title: head.title, isHead: true, cell: head.of },
        { key: 'speciality', title: t('request.speciality'), cell: ({ speciality }) => nameOf(speciality) },
        { key: 'rank', title: t('seats.rank'), cell: ({ rank }) => rank + 1 },
        {
          key: 'why',
          title: t('passed.why'),
          cell: ({ outcome, answer, endedAt }) => (
            <>
              {outcome === 'declined' && answer !== null ? t(`answer.${answer}`) : t(`outcome.${outcome}`)}{' '}
              {endedAt !== null && <DateTime at={endedAt} precision="minute" />}
            </>
          ),
        },
        { key: 'paper', title: t('passed.paper'), cell: (call) => <Paper call={call} /> },
      ]}
    />
  )
}

/** The paper itself, and whether its digest is the one in the proven chain of the draw. */
function Paper({ call }: { readonly call: PassedCall }) {
  const { t } = useTranslation('experts')
  const check = useQuery({
    queryKey: ['paper-check', call.draw, call.seat],
    queryFn: async () => (await import('./draw-tasks.ts')).comparePaper(call.draw, call.seat, call.paper),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data === 'unproven' && state.dataUpdateCount < 5 ? 3000 : false),
  })
  const save = () => download(`${call.seat.slice(0, 8)}.json`, new Uint8Array(utf8(JSON.stringify(call.paper, undefined, 1))))
  return (
    <span className="row flow">
      {(check.data === 'same' || check.data === 'other') && (
        <Tag tone={check.data === 'same' ? 'ok' : 'bad'}>{t(`passed.${check.data}`)}</Tag>
      )}
      {(check.error !== null || check.data === 'unproven') && <Tag tone="warn">{t('passed.unchecked')}</Tag>}
      <Button size="sm" onClick={save}>
        {t(`passed.kind.${call.paper.kind}`)}
      </Button>
    </span>
  )
}
