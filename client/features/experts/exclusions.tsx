import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { excludeExperts } from '#shared/contracts/experts-draw.ts'
import { listExperts } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState, ProblemState } from '../../ui/page-state.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import type { ExpertRecord } from './expert-values.ts'
import { type Draw, useSpecialityName } from './use-draw.ts'

/**
 * The regulator's list of this draw: experts who may not be drawn, before the pool is signed. To choose them it reads the library, one
 * speciality at a time and on record (X6); the pool is then reckoned anew, and what was signed before falls.
 */
export function Exclusions({ draw, title }: { readonly draw: Draw; readonly title: string }) {
  // The texts of the dialog, too: a choice must not wait for them.
  const { t } = useTranslation(['experts', 'projects'])
  const nameOf = useSpecialityName()
  const actor = useActor()
  const mayExclude = useMay('excludeExperts')
  const [found, setFound] = useState<{ readonly speciality: string; readonly records: readonly ExpertRecord[] }>()
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const isRegulator = draw.parties.some(({ party, as }) => as === 'regulator' && party === actor?.party)
  const read = useDeed(async (speciality: string) => {
    setFound({ speciality, records: await readAll(speciality, t('exclusions.purpose', { title })) })
    return true
  })
  if (!mayExclude || !isRegulator || draw.state !== 'proposed') return null
  const toggle = ({ id, name }: ExpertRecord, isChosen: boolean) => {
    const next = new Map(chosen)
    if (isChosen) next.set(id, name)
    else next.delete(id)
    setChosen(next)
  }
  return (
    <Card title={t('exclusions.title')} extra={<span className="t13 ink3">{t('exclusions.note')}</span>}>
      <div className="stack-12">
        <p>{t('exclusions.text')}</p>
        <div className="row flow">
          {draw.pool.strata.map(({ name }) => (
            <Button key={name} size="sm" isBusy={read.isPending} onClick={() => read.run(name)}>
              {t('exclusions.read', { speciality: nameOf(name) })}
            </Button>
          ))}
        </div>
        {read.error !== undefined && <ProblemState error={read.error} />}
        {found?.records.length === 0 && (
          <EmptyState title={t('exclusions.none', { speciality: nameOf(found.speciality) })}>
            <p>{t('exclusions.noneText')}</p>
          </EmptyState>
        )}
        {found !== undefined && found.records.length > 0 && (
          <fieldset className="person-choice">
            <legend className="b">{nameOf(found.speciality)}</legend>
            {found.records.map((record) => (
              <label key={record.id} className="tickbox">
                <input
                  type="checkbox"
                  checked={chosen.has(record.id)}
                  onChange={({ target }) => toggle(record, target.checked)}
                />
                <span>
                  {record.name} · {record.employer.name} · {record.region}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {chosen.size > 0 && <Exclude draw={draw} chosen={chosen} onDone={() => setChosen(new Map())} />}
      </div>
    </Card>
  )
}

function Exclude({
  draw: { draw, tender },
  chosen,
  onDone,
}: {
  readonly draw: Draw
  readonly chosen: ReadonlyMap<string, string>
  readonly onDone: () => void
}) {
  const { t } = useTranslation('experts')
  const deed = useDeed((reason: string) =>
    performAct(excludeExperts, {
      params: { draw },
      subject: { tender, draw },
      body: { experts: [...chosen.keys()], reason },
    }).then(() => true),
  )
  return (
    <div>
      <DeedButton
        label={t('exclusions.exclude', { count: chosen.size })}
        question={t('exclusions.question', { count: chosen.size })}
        deed={deed}
        needsReason
        isLine
        look="danger"
        onDone={onDone}
      >
        <p>{t('exclusions.consequence')}</p>
        <p className="b">{[...chosen.values()].join(' · ')}</p>
      </DeedButton>
    </div>
  )
}

/** Every admitted expert of a speciality; each page read is a reading on record. */
async function readAll(speciality: string, purpose: string): Promise<ExpertRecord[]> {
  const records: ExpertRecord[] = []
  let after: string | undefined
  for (;;) {
    const query = { purpose, speciality, state: 'admitted' as const, ...(after === undefined ? {} : { after }) }
    const page = await api.call(listExperts, { query })
    records.push(...page.items)
    if (page.next === null) return records
    after = page.next
  }
}
