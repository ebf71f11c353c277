import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { expertStates } from '#shared/contracts/experts-fields.ts'
import { listExperts } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { queries } from '../../platform/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { ExpertEntry } from './expert-entry.tsx'
import type { ExpertRecord } from './expert-values.ts'
import { OrganisationTies } from './organisation-ties.tsx'
import { Readings } from './readings.tsx'
import { useSpecialities } from './use-draw.ts'
import './experts.css'

interface Search {
  readonly purpose: string
  readonly state: string
  readonly speciality: string
}

type Page = ResultOf<typeof listExperts>

/** The library of experts for centre and regulator: confidential, so it is asked what for before anything is shown (X6). */
export function LibraryPage() {
  const { t } = useTranslation('experts')
  const [purpose, setPurpose] = useState('')
  const [state, setState] = useState('applied')
  const [speciality, setSpeciality] = useState('')
  const specialities = useSpecialities().data?.items ?? []
  const [search, setSearch] = useState<Search>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (purpose.trim() !== '') setSearch({ purpose: purpose.trim(), state, speciality })
  }
  return (
    <div className="stack-16">
      <PageTitle title={t('library.title')} />
      <h1>{t('library.title')}</h1>
      <StatusLine isSlim icon="eye-off" head={t('library.secret')}>
        {t('library.secretText')}
      </StatusLine>
      <Card title={t('library.ask')}>
        <form className="stack-12" onSubmit={submit}>
          <div className="expert-grid">
            <Field label={t('library.purpose')} isRequired help={t('library.purposeHelp')}>
              {(control) => (
                <Input {...control} maxLength={200} value={purpose} onChange={({ target }) => setPurpose(target.value)} />
              )}
            </Field>
            <Field label={t('library.state')}>
              {(control) => (
                <Select
                  {...control}
                  value={state}
                  options={[
                    ...expertStates.map((each) => ({ value: each, label: t(`library.states.${each}`) })),
                    { value: '', label: t('library.all') },
                  ]}
                  onChange={({ target }) => setState(target.value)}
                />
              )}
            </Field>
            <Field label={t('request.speciality')}>
              {(control) => (
                <Select
                  {...control}
                  value={speciality}
                  options={[
                    { value: '', label: t('library.allSpecialities') },
                    ...specialities.map(({ code, zh }) => ({ value: code, label: `${code} ${zh}` })),
                  ]}
                  onChange={({ target }) => setSpeciality(target.value)}
                />
              )}
            </Field>
          </div>
          <div>
            <Button type="submit" look="primary" disabled={purpose.trim() === ''}>
              {t('library.show')}
            </Button>
          </div>
        </form>
      </Card>
      {search !== undefined && <Entries key={`${search.purpose} ${search.state} ${search.speciality}`} search={search} />}
      <OrganisationTies />
      <Readings />
    </div>
  )
}

function Entries({ search: { purpose, state, speciality } }: { readonly search: Search }) {
  const { t } = useTranslation('experts')
  const chosen = expertStates.find((each) => each === state)
  const queryKey = ['experts', 'library', purpose, state, speciality]
  const read = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      api.call(listExperts, {
        query: {
          purpose,
          ...(chosen === undefined ? {} : { state: chosen }),
          ...(speciality === '' ? {} : { speciality }),
          ...(pageParam === undefined ? {} : { after: pageParam }),
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    // Every reading goes on record: the page does not read again by itself, and not after an act either.
    meta: { isOnRecord: true },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const takeOver = (record: ExpertRecord) =>
    queries.setQueryData<InfiniteData<Page>>(queryKey, (known) => known && withRecord(known, record))
  if (read.error !== null) return <ProblemState error={read.error} onRetry={() => void read.refetch()} />
  if (read.data === undefined) return <PageLoading what={t('library.loading')} />
  const items = read.data.pages.flatMap((page) => page.items)
  return (
    <Card title={t('library.found', { count: items.length })}>
      {items.length === 0 ? (
        <EmptyState title={t('library.none')}>
          <p>{t('library.noneText')}</p>
        </EmptyState>
      ) : (
        <ul className="stack-16">
          {items.map((record) => (
            <li key={record.id}>
              <ExpertEntry record={record} purpose={purpose} onRecord={takeOver} />
            </li>
          ))}
        </ul>
      )}
      <Pagination
        count={items.length}
        hasMore={read.hasNextPage}
        isLoading={read.isFetchingNextPage}
        onMore={() => void read.fetchNextPage()}
      />
    </Card>
  )
}

/** The pages as read, with one record as an act has left it. */
function withRecord(known: InfiniteData<Page>, record: ExpertRecord): InfiniteData<Page> {
  const pages = known.pages.map((page) => ({
    ...page,
    items: page.items.map((each) => (each.id === record.id ? record : each)),
  }))
  return { ...known, pages }
}
