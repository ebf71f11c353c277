import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { requestRole, updateParty } from '#shared/contracts/identity-parties.ts'
import type { readMe } from '#shared/contracts/identity-persons.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field, Select, TextArea } from '../../../ui/field.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { KeyProblem } from '../key-problem.tsx'
import { PartyFields, PersonFields } from '../party-fields.tsx'
import { PartyProfile } from '../party-profile.tsx'
import { CategoryChoice, requestableRoles } from '../role-choice.tsx'
import { RoleTags } from '../role-tags.tsx'
import { useMay } from '../session.ts'
import { rereadMe } from '../session-keeping.ts'
import { performAct } from '../signing.ts'
import { useDeed } from '../use-deed.ts'
import { usePartyDraft } from '../use-party-draft.ts'

type Me = ResultOf<typeof readMe>

/** What the party has told about itself, which an administrator may change by a signed act, and its roles. */
export function OwnParty({ me }: { readonly me: Me }) {
  const { t } = useTranslation('identity')
  const [isChanging, setChanging] = useState(false)
  const mayChange = useMay('updateParty') && me.person.isAdministrator
  return (
    <div className="stack-24">
      {me.party.isAffiliateOfOperator && <StatusLine tone="warn" isSlim head={t('party.affiliate')} />}
      <Card
        title={t('account.profile')}
        extra={
          mayChange && !isChanging ? (
            <Button size="sm" onClick={() => setChanging(true)}>
              {t('account.change')}
            </Button>
          ) : undefined
        }
      >
        {isChanging ? <ChangeParty me={me} onDone={() => setChanging(false)} /> : <PartyProfile party={me.party} />}
      </Card>
      <Card title={t('form.roles')}>
        <div className="stack-16">
          <RoleTags roles={me.party.roles} />
          {mayChange && <AskRole me={me} />}
        </div>
      </Card>
    </div>
  )
}

function ChangeParty({ me: { party }, onDone }: { readonly me: Me; readonly onDone: () => void }) {
  const { t } = useTranslation('identity')
  const form = usePartyDraft({
    name: party.name,
    creditCode: party.creditCode,
    region: party.region,
    address: party.address ?? '',
    personName: party.contact.name,
    phone: party.contact.phone,
    mail: party.contact.mail ?? '',
    categories: party.categories ?? [],
  })
  const change = useDeed(async () => {
    const read = form.read()
    if (read === undefined) return
    const { name: _name, creditCode: _creditCode, ...body } = read.party
    await performAct(updateParty, {
      params: { party: party.id },
      subject: { party: party.id, version: party.version },
      body,
    })
    await rereadMe()
    onDone()
  })
  return (
    <form
      className="stack-16"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        change.run(undefined)
      }}
    >
      <PartyFields {...form} fixed={new Set(['name', 'creditCode'])} />
      <h3 className="t14 b ink1">{t('account.contact')}</h3>
      <PersonFields {...form} />
      <h3 className="t14 b ink1">{t('form.categories')}</h3>
      <CategoryChoice chosen={form.draft.categories} onChange={(categories) => form.onChange('categories', categories)} />
      {change.error !== undefined && <KeyProblem error={change.error} />}
      <div className="row flow">
        <Button type="submit" look="primary" isBusy={change.isPending}>
          {t('account.save')}
        </Button>
        <Button onClick={onDone}>{t('reason.close')}</Button>
      </div>
    </form>
  )
}

function AskRole({ me: { party } }: { readonly me: Me }) {
  const { t } = useTranslation('identity')
  const free = requestableRoles.filter((role) => !party.roles.some((held) => held.role === role && held.state !== 'refused'))
  const [role, setRole] = useState<(typeof requestableRoles)[number]>()
  const [grounds, setGrounds] = useState('')
  const wanted = role !== undefined && free.includes(role) ? role : free[0]
  const ask = useDeed(async () => {
    if (wanted === undefined) return
    await performAct(requestRole, {
      params: { party: party.id },
      subject: { party: party.id, version: party.version },
      body: { role: wanted, ...(grounds.trim() === '' ? {} : { grounds: grounds.trim() }) },
    })
    await rereadMe()
    setGrounds('')
  })
  if (wanted === undefined) return null
  return (
    <form
      className="stack-12"
      onSubmit={(event) => {
        event.preventDefault()
        ask.run(undefined)
      }}
    >
      <div className="fields-2">
        <Field label={t('account.askRole')} help={t(`roleFor.${wanted}`)}>
          {(control) => (
            <Select
              {...control}
              value={wanted}
              options={free.map((each) => ({ value: each, label: t(`role.${each}`) }))}
              onChange={(event) => setRole(free.find((each) => each === event.target.value))}
            />
          )}
        </Field>
        <Field label={t('account.grounds')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              maxLength={2000}
              value={grounds}
              onChange={(event) => setGrounds(event.target.value)}
            />
          )}
        </Field>
      </div>
      {ask.error !== undefined && <KeyProblem error={ask.error} />}
      <Button type="submit" isBusy={ask.isPending}>
        {t('account.signRequest')}
      </Button>
    </form>
  )
}
