import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getAwards } from '#shared/contracts/awards.ts'
import { releaseDraw, voidDraw } from '#shared/contracts/experts-draw.ts'
import { isSpentDraw } from '#shared/lifecycle/draw.ts'
import { api } from '../../platform/api.ts'
import { Card } from '../../ui/card.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import { isSeatedFor } from './is-seated.ts'
import type { Draw } from './use-draw.ts'

/** What ends a draw: the regulator of its pool declares it void before the committee is seated; its parties publish it after the result. */
export function DrawActs({ draw, isOwn }: { readonly draw: Draw; readonly isOwn: boolean }) {
  const { t } = useTranslation('experts')
  const actor = useActor()
  const mayVoid = useMay('voidDraw')
  const mayRelease = useMay('releaseDraw')
  const isParty = isOwn || draw.parties.some(({ party }) => party === actor?.party)
  const isRegulator = draw.parties.some(({ party, as }) => as === 'regulator' && party === actor?.party)
  const isRunning = draw.state !== 'released' && draw.state !== 'closed' && !isSpentDraw(draw.state)
  const isHeld = draw.state === 'filled' || draw.state === 'closed'
  const asksSeated = isRunning && mayVoid && isRegulator
  const isSeated = useQuery({
    queryKey: ['draws', draw.tender, 'seated'],
    queryFn: () => isSeatedFor(draw.tender),
    enabled: asksSeated && draw.state === 'filled',
  })
  const isResultPublic = useQuery({
    queryKey: ['draws', draw.tender, 'result'],
    queryFn: () => isResultOf(draw.tender),
    enabled: isHeld && mayRelease && isParty,
    retry: false,
  })
  const isVoidable = asksSeated && (draw.state !== 'filled' || isSeated.data === false)
  const isReleasable = isHeld && mayRelease && isParty && isResultPublic.data === true
  if (!isVoidable && !isReleasable) return null
  return (
    <Card title={t('end.title')}>
      <div className="row flow">
        {isReleasable && <Release draw={draw} />}
        {isVoidable && <Void draw={draw} />}
      </div>
    </Card>
  )
}

function Release({ draw: { draw, tender } }: { readonly draw: Draw }) {
  const { t } = useTranslation('experts')
  const deed = useDeed(() => performAct(releaseDraw, { params: { draw }, subject: { tender, draw }, body: {} }).then(() => true))
  return (
    <DeedButton label={t('end.release')} question={t('end.releaseQuestion')} deed={deed} look="primary">
      {t('end.releaseText')}
    </DeedButton>
  )
}

function Void({ draw: { draw, tender } }: { readonly draw: Draw }) {
  const { t } = useTranslation('experts')
  const deed = useDeed((reason: string) =>
    performAct(voidDraw, { params: { draw }, subject: { tender, draw }, body: { reason } }).then(() => true),
  )
  return (
    <DeedButton
      label={t('end.void')}
      question={t('end.voidQuestion')}
      deed={deed}
      needsReason
      isLine
      typed={t('end.voidWord')}
      look="danger"
    >
      {t('end.voidText')}
    </DeedButton>
  )
}

/** Whether every lot has a winner or has failed. A tender whose awards have not begun has no result. */
async function isResultOf(tender: string): Promise<boolean> {
  const { awards } = await api.call(getAwards, { params: { tender } })
  return awards.every(({ winner, failure }) => winner !== null || failure !== null)
}
