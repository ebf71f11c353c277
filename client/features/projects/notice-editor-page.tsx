import { Button, Checkbox, Form, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { SubjectKind } from '#shared/catalogue/categories.ts'
import { amendNoticeContract, writeDraftContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { queries } from '../../platform/queries.ts'
import { serverNow } from '../../platform/server-time.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { useActor } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from './deed-button.tsx'
import { DepositFields } from './editor/deposit-fields.tsx'
import { EnvelopeFields } from './editor/envelope-fields.tsx'
import { amendedNotice, draftOf, type Edited, editedOf } from './editor/notice-form.ts'
import { PlanCard } from './editor/plan/plan-card.tsx'
import { editedFault, followedPlan, groundOf, withNewPlan } from './editor/plan/plan-state.ts'
import { PolicyFields } from './editor/policy-fields.tsx'
import { TimeFields } from './editor/time-fields.tsx'
import { forgetKept, keep, readKept } from './kept-draft.ts'
import { type DeskTender, useDeskTender, useProject } from './reading.ts'
import { Documents } from './tender/documents.tsx'
import './projects.css'

/** Writes a notice, or amends a published one. Saved in this browser at every change and at the platform whenever it is complete. */
export function NoticeEditorPage() {
  const { t } = useTranslation('projects')
  const { tender: id = '' } = useParams()
  const tender = useDeskTender(id)
  const project = useProject(tender.data?.project ?? '')
  const actor = useActor()
  if (tender.isPending || actor === undefined) return <PageLoading what={t('tenders.loading')} />
  if (tender.isError) return <ProblemState isWholePage error={tender.error} onRetry={() => void tender.refetch()} />
  if (!['draft', 'returned', 'published'].includes(tender.data.state))
    return (
      <EmptyState isWholePage title={t('editor.closed')}>
        <Link to={`/work/tenders/${id}`}>{t('editor.toTender')}</Link>
      </EmptyState>
    )
  const isOwn = [tender.data.tenderer.party, tender.data.agency?.party].includes(actor.party)
  if (!isOwn) return <EmptyState isWholePage title={t('editor.notYours')} />
  if (project.isPending) return <PageLoading what={t('tenders.loading')} />
  if (project.isError) return <ProblemState isWholePage error={project.error} onRetry={() => void project.refetch()} />
  return <Editor key={tender.data.id} tender={tender.data} kind={project.data.kind} draftName={`notice.${actor.person}.${id}`} />
}

interface EditorProps {
  readonly tender: DeskTender
  /** What the project buys. */
  readonly kind: SubjectKind
  readonly draftName: string
}

/** The draft goes to the platform when nobody has typed for so long. */
const IDLE_MS = 3000

function Editor({ tender, kind, draftName }: EditorProps) {
  const { t } = useTranslation('projects')
  const [form] = Form.useForm<Edited>()
  const isAmendment = tender.state === 'published'
  const [initial] = useState(() => readKept<Edited>(draftName)?.value ?? withNewPlan(tender, editedOf(tender, serverNow()), kind))
  // Until its fields are mounted the form knows nothing of what it begins with.
  const watched = Form.useWatch((values) => values, { form, preserve: true }) as Partial<Edited> | undefined
  const edited = watched?.seats === undefined ? initial : (watched as Edited)
  const version = useRef(tender.version)
  version.current = Math.max(version.current, tender.version)
  const [state, setState] = useState<'unchanged' | 'here' | 'saved' | 'not-kept'>('unchanged')
  const save = useDeed(async (draft: NonNullable<ReturnType<typeof draftOf>>) => {
    const saved = await api.call(writeDraftContract, { params: { tender: tender.id }, body: { version: version.current, draft } })
    version.current = saved.version
    queries.setQueryData(['tender', tender.id], saved)
    forgetKept(draftName)
    setState('saved')
    return saved
  })
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const ground = useRef(groundOf(tender, initial, kind))
  /** What can be sent: complete, and its plan without a fault by what is known here of the tender. */
  const soundDraft = (values: Edited) => {
    const fault = editedFault(values.evaluation.plan, groundOf(tender, values, kind))
    return fault === undefined ? draftOf(values) : undefined
  }
  const changed = () => {
    const values = form.getFieldsValue(true) as Edited
    const before = ground.current
    ground.current = groundOf(tender, values, kind)
    const { plan } = values.evaluation
    const followed = isAmendment ? plan : followedPlan(plan, before, ground.current)
    if (followed !== plan) form.setFieldValue(['evaluation', 'plan'], followed)
    setState(keep(draftName, form.getFieldsValue(true), serverNow()) ? 'here' : 'not-kept')
    clearTimeout(timer.current)
    if (isAmendment) return
    timer.current = setTimeout(() => {
      const draft = soundDraft(form.getFieldsValue(true) as Edited)
      if (draft !== undefined) save.run(draft)
    }, IDLE_MS)
  }
  const draft = soundDraft(edited)
  const required = [{ required: true, whitespace: true, message: t('form.required') }]
  return (
    <div className="stack-16 narrow-form">
      <header>
        <PageTitle title={t(isAmendment ? 'editor.amendTitle' : 'editor.title')} />
        <h1 className="t22 ink1">{t(isAmendment ? 'editor.amendTitle' : 'editor.title')}</h1>
        <p className="t13 ink3">
          <Link to={`/work/tenders/${tender.id}`}>{tender.title}</Link> · {tender.code}
        </p>
      </header>
      <Form<Edited> form={form} layout="vertical" initialValues={initial} onValuesChange={changed} scrollToFirstError>
        <div className="stack-16">
          <Card title={t('editor.texts')}>
            <Form.Item name="title" label={t('field.title')} rules={required}>
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="summary" label={t('field.noticeSummary')} rules={required}>
              <Input.TextArea rows={2} maxLength={1000} showCount />
            </Form.Item>
            <Form.Item name="text" label={t('field.text')} rules={required}>
              <Input.TextArea rows={10} />
            </Form.Item>
            <Form.Item name="qualification" label={t('notice.qualification')} rules={required}>
              <Input.TextArea rows={3} />
            </Form.Item>
            <EvaluationFields />
          </Card>
          <TimeFields
            tender={tender}
            edited={edited}
            onSet={(name, at) => {
              form.setFieldValue(name, at)
              changed()
            }}
            isAmendment={isAmendment}
          />
          <EnvelopeFields />
          <DepositFields tender={tender} kind={kind} />
          <PlanCard ground={groundOf(tender, edited, kind)} isAmendment={isAmendment} />
          {!isAmendment && <PolicyFields tender={tender} edited={edited} />}
        </div>
      </Form>
      <Documents tender={tender} isOwn />
      {save.error !== undefined && <ProblemState error={save.error} />}
      {isAmendment ? (
        <Amendment tender={tender} edited={edited} isSound={draft !== undefined} onDone={() => forgetKept(draftName)} />
      ) : (
        <footer className="row between flow sticky-foot">
          <span className="t13 ink3" role="status">
            {t(
              save.isPending
                ? 'editor.saving'
                : draft === undefined && state !== 'unchanged'
                  ? 'editor.incomplete'
                  : `editor.state.${state}`,
            )}
          </span>
          <Button
            type="primary"
            loading={save.isPending}
            onClick={() => {
              // What is missing is shown where it is missing.
              void form.validateFields({ recursive: true }).then(
                () => {
                  if (draft !== undefined) save.run(draft)
                  else document.querySelector('.plan-fault')?.scrollIntoView({ block: 'center' })
                },
                ({ errorFields }: { errorFields: { name: (string | number)[] }[] }) =>
                  errorFields[0] !== undefined && form.scrollToField(errorFields[0].name, { focus: true }),
              )
            }}
          >
            {t('editor.save')}
          </Button>
        </footer>
      )}
    </div>
  )
}

function EvaluationFields() {
  const { t } = useTranslation('projects')
  return (
    <>
      <Form.Item name={['evaluation', 'method']} label={t('notice.evaluation')}>
        <EvaluationMethod />
      </Form.Item>
      <Form.Item
        name={['evaluation', 'text']}
        label={t('field.evaluationText')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input.TextArea rows={3} />
      </Form.Item>
    </>
  )
}

const methods = ['lowest-evaluated-price', 'comprehensive-scoring', 'low-price-score'] as const

function EvaluationMethod({
  id,
  value,
  onChange,
}: {
  readonly id?: string
  readonly value?: string
  readonly onChange?: (value: string) => void
}) {
  const { t } = useTranslation('projects')
  return (
    <select id={id} className="inp" value={value} onChange={(event) => onChange?.(event.target.value)}>
      {methods.map((method) => (
        <option key={method} value={method}>
          {t(`evaluationMethod.${method}`)}
        </option>
      ))}
    </select>
  )
}

/** What changed, whether it affects how bids are prepared, and the signed act. */
function Amendment({
  tender,
  edited,
  isSound,
  onDone,
}: {
  readonly tender: DeskTender
  readonly edited: Edited
  readonly isSound: boolean
  readonly onDone: () => void
}) {
  const { t } = useTranslation('projects')
  const navigate = useNavigate()
  const [affectsBids, setAffects] = useState(true)
  const amend = useDeed(async (changes: string) => {
    const notice = amendedNotice(tender, edited, { changes, affectsBids })
    if (notice === undefined) throw new RangeError('an amendment that is not complete has no button')
    return performAct(amendNoticeContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version: tender.version },
      body: notice,
    })
  })
  const isComplete = isSound && amendedNotice(tender, edited, { changes: '-', affectsBids }) !== undefined
  return (
    <Card title={t('editor.amendCard')}>
      <div className="stack-12">
        <Checkbox checked={affectsBids} onChange={(event) => setAffects(event.target.checked)}>
          {t('editor.affectsBids')}
        </Checkbox>
        <p className="t13 ink3">{t(affectsBids ? 'editor.affectsHint' : 'editor.affectsNotHint')}</p>
        {isComplete ? (
          <DeedButton
            look="primary"
            label={t('editor.amend')}
            question={t('editor.amendQuestion')}
            deed={amend}
            needsReason
            onDone={() => {
              onDone()
              void navigate(`/work/tenders/${tender.id}`)
            }}
          >
            {t('editor.amendText')}
          </DeedButton>
        ) : (
          <p role="status">{t('editor.incomplete')}</p>
        )}
      </div>
    </Card>
  )
}
