import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DrawDuty, takeDrawStep, withLogs } from '#shared/draw/custodian-duty.ts'
import { namesEscrow } from '#shared/draw/escrow.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { trustOf } from '../../crypto/keys.ts'
import { type Draw, useDraw, useDraws, useDrawsOf } from '../experts/use-draw.ts'
import { platformFacts } from '../identity/platform-facts.ts'
import { signedInPerson } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { updateCustody } from './custody-store.ts'

/** How often the client looks whether a step stands under a checkpoint yet, and for how long. */
const LOOK_EVERY_MS = 1000
const LOOKS = 90
/** How often the page asks whether a party's time has passed, or the platform has restarted: neither is an event. */
const ASK_EVERY_MS = 5000

/** What a draw asks of one custodian now: nothing, to confirm, or to give shares of these. */
export type DrawTask = { readonly kind: 'confirm' } | { readonly kind: 'give'; readonly of: readonly string[] }

/** What a draw asks of a custodian's seat now. */
function drawTaskOf(draw: Draw, i: number): DrawTask | undefined {
  if (draw.state === 'confirming') return draw.confirmations.some((one) => one.i === i) ? undefined : { kind: 'confirm' }
  const of = draw.given.filter((one) => !one.i.includes(i)).map((one) => one.of)
  return of.length === 0 ? undefined : { kind: 'give', of }
}

/**
 * The newest draw of a tender from a custodian's chair, followed live; or an earlier one that somebody sits by and that asks for its names. `take` does what it asks by this client's own judgement
 * (`takeDrawStep`), looking until the step it relies on is under a checkpoint.
 */
export function useDrawDuty(tender: string, i: number) {
  const { t } = useTranslation('custody')
  const draws = useDraws(tender)
  const query = useDraw(tender, draws.data?.at(-1)?.draw, ASK_EVERY_MS)
  const [isLooking, setLooking] = useState(false)
  const take = useDeed(
    async ({ custody, mayGiveNames }: { readonly custody: CustodyFile; readonly mayGiveNames: boolean }): Promise<DrawDuty> => {
      const person = await signedInPerson(t('purpose.draw'))
      const material = trustOf(await platformFacts())
      let current = custody
      try {
        for (let look = 0; ; look += 1) {
          const step = await takeDrawStep({
            person,
            custody: current,
            // A custodian goes by the clock of its own device, never by the platform's.
            now: Date.now(),
            trust: { material, isRevocationChecked: true },
            mayGiveNames,
          })
          current = withLogs(current, step.logs)
          if (look >= LOOKS || !step.refused.some(({ refusal }) => refusal === 'step-not-on-chain')) {
            await updateCustody(current, t('purpose.draw'))
            return step
          }
          setLooking(true)
          await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
        }
      } finally {
        setLooking(false)
      }
    },
  )
  const closed = (draws.data ?? []).filter(({ draw, state }) => state === 'closed' && draw !== query.data?.draw)
  const earlier = useDrawsOf(
    tender,
    closed.map(({ draw }) => draw),
    ASK_EVERY_MS,
  )
  const looked = [...(query.data === undefined ? [] : [query.data]), ...earlier]
  const draw = looked.find((one) => drawTaskOf(one, i) !== undefined) ?? query.data
  const task = draw === undefined ? undefined : drawTaskOf(draw, i)
  const wantsNames = task?.kind === 'give' && task.of.includes(namesEscrow)
  return {
    draw,
    task,
    wantsNames,
    isLoading: draws.isLoading || query.isLoading,
    error: draws.error ?? query.error,
    take,
    isLooking,
  }
}
