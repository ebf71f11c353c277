import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { listParties } from '#shared/contracts/identity-parties.ts'
import { type Role, roles } from '#shared/policy/roles.ts'
import { isCreditCode } from '#shared/primitives/credit-code.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { Field, Input, Select } from '../../../ui/field.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { PageTitle } from '../../../ui/page-title.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs, useTab } from '../../../ui/tabs.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Affiliates } from './affiliates.tsx'
import { useQueue } from './use-queue.ts'
import '../identity.css'

const keys = ['parties', 'affiliates'] as const

/** The register of parties, searched by name, credit code and role; and the operator's affiliates, which may not bid here (P6, E20-23). */
export function PartiesPage() {
  const { t } = useTranslation('identity')
  const current = useTab([...keys])
  return (
    <div className="stack-24">
      <PageTitle title={t('centre.parties')} />
      <h1 className="t22 ink1">{t('centre.parties')}</h1>
      <Tabs
        label={t('centre.parties')}
        current={current}
        tabs={keys.map((key) => ({ key, title: t(`centre.register.${key}`) }))}
      />
      {current === 'parties' ? <Parties /> : <Affiliates />}
    </div>
  )
}

function Parties() {
  const { t } = useTranslation('identity')
  const [search, setSearch] = useSearchParams()
  const text = search.get('q') ?? ''
  const role = roles.find((each) => each === search.get('role'))
  const [typed, setTyped] = useState(text)
  const code = text.toUpperCase()
  const filter = {
    ...(isCreditCode(code) ? { creditCode: code } : text === '' ? {} : { name: text }),
    ...(role === undefined ? {} : { role }),
  }
  const queue = useQueue(['parties', filter], (after) =>
    api.call(listParties, { query: { limit: 50, ...filter, ...(after === undefined ? {} : { after }) } }),
  )
  const change = (name: string, value: string) =>
    setSearch((before) => {
      const next = new URLSearchParams(before)
      if (value === '') next.delete(name)
      else next.set(name, value)
      return next
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change('q', typed.trim())
  }
  return (
    <div className="stack-16">
      <form className="row flow g12" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
        <Field label={t('centre.searchLabel')} className="grow">
          {(control) => <Input {...control} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        <Field label={t('form.roles')}>
          {(control) => (
            <Select
              {...control}
              value={role ?? ''}
              options={[
                { value: '', label: t('centre.anyRole') },
                ...roles.map((each: Role) => ({ value: each, label: t(`role.${each}`) })),
              ]}
              onChange={(event) => change('role', event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" look="primary">
          {t('centre.search')}
        </Button>
      </form>
      {queue.error !== null ? (
        <ProblemState error={queue.error} onRetry={queue.retry} />
      ) : queue.items === undefined ? (
        <PageLoading what={t('centre.loading')} />
      ) : queue.items.length === 0 ? (
        <EmptyState title={t('centre.none.parties')}>
          <p>{t('centre.none.partiesNext')}</p>
        </EmptyState>
      ) : (
        <>
          <Table
            label={t('centre.parties')}
            rows={queue.items}
            keyOf={({ id }) => id}
            columns={[
              {
                key: 'name',
                title: t('form.name'),
                isHead: true,
                cell: ({ id, name, isAffiliateOfOperator }) => (
                  <span className="row flow">
                    <Link to={`/work/parties/${id}`}>{name}</Link>
                    {isAffiliateOfOperator && <Tag tone="warn">{t('party.affiliateTag')}</Tag>}
                  </span>
                ),
              },
              { key: 'code', title: t('form.creditCode'), cell: ({ creditCode }) => <span className="mono">{creditCode}</span> },
              {
                key: 'roles',
                title: t('form.roles'),
                cell: (party) =>
                  party.roles
                    .map((held) =>
                      held.state === 'approved'
                        ? t(`role.${held.role}`)
                        : `${t(`role.${held.role}`)}（${t(`roleState.${held.state}`)}）`,
                    )
                    .join('、'),
              },
              {
                key: 'at',
                title: t('party.registeredAt'),
                cell: ({ registeredAt }) => <DateTime at={registeredAt} precision="minute" />,
              },
            ]}
          />
          <Pagination count={queue.items.length} hasMore={queue.hasMore} isLoading={queue.isLoading} onMore={queue.more} />
        </>
      )}
    </div>
  )
}
