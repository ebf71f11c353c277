import { useInfiniteQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declareOrganisationTie, listOrganisationTies } from '#shared/contracts/experts-library.ts'
import { isCreditCode } from '#shared/primitives/credit-code.ts'
import { randomId } from '#shared/primitives/random.ts'
import { randomBytes } from '../../crypto/random.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Table } from '../../ui/table.tsx'
import { useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'

const kinds = ['holding', 'management', 'branch', 'same-head'] as const
type Kind = (typeof kinds)[number]

/** Ties between organisations on record (TL 34): avoidance follows them. Centre and regulator add to them by a signed act. */
export function OrganisationTies() {
  const { t } = useTranslation('experts')
  const mayRead = useMay('listOrganisationTies')
  const mayDeclare = useMay('declareOrganisationTie')
  const list = useInfiniteQuery({
    queryKey: ['organisation-ties'],
    queryFn: ({ pageParam }) => api.call(listOrganisationTies, { query: pageParam === undefined ? {} : { after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: mayRead,
  })
  if (!mayRead) return null
  if (list.error !== null) return <ProblemState error={list.error} onRetry={() => void list.refetch()} />
  if (list.data === undefined) return <PageLoading what={t('ties.loading')} />
  const items = list.data.pages.flatMap((page) => page.items)
  return (
    <Card title={t('ties.title')} extra={<span className="t13 ink3">{t('ties.note')}</span>}>
      <div className="stack-16">
        {items.length === 0 ? (
          <EmptyState title={t('ties.none')}>
            <p>{t('ties.noneText')}</p>
          </EmptyState>
        ) : (
          <>
            <Table
              label={t('ties.title')}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: 'one',
                  title: t('ties.one'),
                  isHead: true,
                  cell: ({ creditCode }) => <span className="mono">{creditCode}</span>,
                },
                { key: 'kind', title: t('form.tieKind'), cell: ({ kind }) => t(`ties.kind.${kind}`) },
                { key: 'other', title: t('ties.other'), cell: ({ other }) => <span className="mono">{other}</span> },
                { key: 'note', title: t('ties.basis'), cell: ({ note }) => note },
                { key: 'at', title: t('readings.at'), cell: ({ at }) => <DateTime at={at} precision="date" /> },
              ]}
            />
            <Pagination
              count={items.length}
              hasMore={list.hasNextPage}
              isLoading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
        {mayDeclare && <Declare />}
      </div>
    </Card>
  )
}

function Declare() {
  const { t } = useTranslation('experts')
  const [creditCode, setCreditCode] = useState('')
  const [other, setOther] = useState('')
  const [kind, setKind] = useState<Kind>('holding')
  const [note, setNote] = useState('')
  const declare = useDeed(async () => {
    await performAct(declareOrganisationTie, {
      subject: { tie: randomId(randomBytes) },
      body: { creditCode, other, kind, note: note.trim() },
    })
    setCreditCode('')
    setOther('')
    setNote('')
    return true
  })
  const faultOf = (code: string) => (code === '' || isCreditCode(code) ? undefined : t('ties.badCode'))
  const isSame = creditCode !== '' && creditCode === other
  const isReady = isCreditCode(creditCode) && isCreditCode(other) && !isSame && note.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) declare.run(undefined)
  }
  const code = (label: string, value: string, onChange: (value: string) => void, error: string | undefined) => (
    <Field label={label} isRequired error={error}>
      {(control) => <Input {...control} value={value} onChange={({ target }) => onChange(target.value.trim().toUpperCase())} />}
    </Field>
  )
  return (
    <form className="stack-12" onSubmit={submit} aria-label={t('ties.add')}>
      <div className="expert-grid">
        {code(t('ties.oneCode'), creditCode, setCreditCode, faultOf(creditCode))}
        {code(t('ties.otherCode'), other, setOther, isSame ? t('ties.same') : faultOf(other))}
        <Field label={t('form.tieKind')}>
          {(control) => (
            <Select
              {...control}
              value={kind}
              options={kinds.map((each) => ({ value: each, label: t(`ties.kind.${each}`) }))}
              onChange={({ target }) => setKind(kinds.find((each) => each === target.value) ?? 'holding')}
            />
          )}
        </Field>
        <Field label={t('ties.basis')} isRequired help={t('ties.basisHelp')}>
          {(control) => <Input {...control} maxLength={200} value={note} onChange={({ target }) => setNote(target.value)} />}
        </Field>
      </div>
      {declare.error !== undefined && <ProblemState error={declare.error} />}
      <div>
        <Button type="submit" size="sm" disabled={!isReady} isBusy={declare.isPending}>
          {t('ties.sign')}
        </Button>
      </div>
    </form>
  )
}
