import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { assessExpert } from '#shared/contracts/experts-library.ts'
import { listExpertAssessments } from '#shared/contracts/experts-tasks.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { type Mark, marks } from './marks.ts'

type Assessable = ResultOf<typeof listExpertAssessments>['items'][number]

/** 一标一评: who ran, hosted or supervised the tender assesses every expert who sat, once, after the release. */
export function AssessExperts({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('experts')
  const mayAssess = useMay('assessExpert')
  const list = useQuery({
    queryKey: ['draws', tender, 'assessments'],
    queryFn: async () => (await api.call(listExpertAssessments, { params: { tender } })).items,
    enabled: mayAssess,
  })
  if (!mayAssess) return null
  if (list.error !== null) return <ProblemState error={list.error} onRetry={() => void list.refetch()} />
  if (list.data === undefined) return <PageLoading what={t('assess.loading')} />
  const open = list.data.filter(({ own }) => own === null).length
  return (
    <Card title={t('assess.title')} extra={<span className="t13 ink3">{t('assess.note')}</span>}>
      <div className="stack-16">
        <p className={open === 0 ? 'ok' : ''}>{t(open === 0 ? 'assess.done' : 'assess.open', { count: open })}</p>
        <ul className="stack-16">
          {list.data.map((expert) => (
            <li key={expert.expert} className="invitation stack-12">
              <h3>{expert.name}</h3>
              {expert.own === null ? <Assess tender={tender} expert={expert} /> : <Given own={expert.own} />}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}

function Given({ own }: { readonly own: NonNullable<Assessable['own']> }) {
  const { t } = useTranslation('experts')
  return (
    <>
      <p className="row flow">
        <Tag tone="ok">{t('assess.given')}</Tag>
        <span className="t13 ink3">
          <DateTime at={own.at} precision="minute" />
        </span>
        {marks.map((mark) => (
          <span key={mark} className="t13">
            {t(`mark.${mark}`)} <b>{own.marks[mark]}</b>
          </span>
        ))}
      </p>
      <p>{own.text}</p>
    </>
  )
}

function Assess({ tender, expert }: { readonly tender: string; readonly expert: Assessable }) {
  const { t } = useTranslation('experts')
  const [given, setGiven] = useState<Readonly<Record<Mark, string>>>({
    punctuality: '',
    discipline: '',
    fairness: '',
    competence: '',
  })
  const [text, setText] = useState('')
  const assess = useDeed(() =>
    performAct(assessExpert, {
      params: { tender },
      subject: { tender, expert: expert.expert },
      body: {
        marks: {
          punctuality: Number(given.punctuality),
          discipline: Number(given.discipline),
          fairness: Number(given.fairness),
          competence: Number(given.competence),
        },
        text: text.trim(),
      },
    }).then(() => true),
  )
  const isMark = (value: string) => /^(?:\d{1,2}|100)$/.test(value)
  const isReady = marks.every((mark) => isMark(given[mark])) && text.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) assess.run(undefined)
  }
  return (
    <form className="stack-12" onSubmit={submit} aria-label={t('assess.of', { name: expert.name })}>
      <div className="mark-grid">
        {marks.map((mark) => (
          <Field
            key={mark}
            label={t(`mark.${mark}`)}
            isRequired
            error={given[mark] === '' || isMark(given[mark]) ? undefined : t('assess.range')}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={given[mark]}
                onChange={({ target }) => setGiven({ ...given, [mark]: target.value.trim() })}
              />
            )}
          </Field>
        ))}
      </div>
      <Field label={t('assess.text')} isRequired help={t('assess.textHelp')}>
        {(control) => <Input {...control} maxLength={200} value={text} onChange={({ target }) => setText(target.value)} />}
      </Field>
      {assess.error !== undefined && <ProblemState error={assess.error} />}
      <div>
        <Button type="submit" disabled={!isReady} isBusy={assess.isPending}>
          {t('assess.sign')}
        </Button>
      </div>
    </form>
  )
}
