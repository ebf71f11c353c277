import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LaterStage, laterStages } from '#shared/catalogue/letter-form.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getOpening } from '#shared/contracts/opening-reading.ts'
import { type CustodianStep, takeCustodianStep } from '#shared/sealed-bid/client/custodian-step.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { trustOf } from '../../crypto/keys.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { platformFacts } from '../identity/platform-facts.ts'
import { signedInPerson } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { updateCustody } from './custody-store.ts'

/** What an opening may ask of a custodian, in its order; then the stages that open later, one act for each. */
const custodianSteps = ['identities', 'report', 'shares', ...laterStages] as const

/** One of them. */
export type CustodianStepName = (typeof custodianSteps)[number]

/** The steps of an opening: later stages only where its notice has one. */
export function stepsOf(opening: Opening | undefined): CustodianStepName[] {
  const later = new Set<string>(opening?.laterStages?.map(({ stage }) => stage))
  return custodianSteps.filter((step) => !isLater(step) || later.has(step))
}

function isLater(step: CustodianStepName): step is LaterStage {
  return laterStages.some((stage) => stage === step)
}

/** How often the client looks whether a step stands under a checkpoint yet, and for how long. */
const LOOK_EVERY_MS = 1000
const LOOKS = 90

type Opening = ResultOf<typeof getOpening>

/** An opening, and the later stage of it that has been opened. */
export interface OpeningsSeen {
  readonly opening?: Opening | undefined
  readonly stage?: Opening | undefined
}

/** Where a step of one custodian stands: done, asked for now, or not yet. `stage` is the later stage, once it has been opened. */
export function stepState({ opening, stage }: OpeningsSeen, i: number, step: CustodianStepName): 'done' | 'now' | 'later' {
  if (isLater(step)) return stage?.stage === step ? stepState({ opening: stage }, i, 'shares') : 'later'
  const seat = opening?.custodians.find((custodian) => custodian.i === i)
  if (opening === undefined || seat === undefined) return 'later'
  if ({ identities: seat.hasReleasedIdentities, report: seat.hasReported, shares: seat.hasReleased }[step]) return 'done'
  return opening.state === { identities: 'listed', report: 'reporting', shares: 'releasing' }[step] ? 'now' : 'later'
}

/**
 * An opening from a custodian's chair: followed live, with the one thing it asks for now. `take` does it by this client's own judgement
 * (`takeCustodianStep`), looking until the step it relies on is under a checkpoint.
 */
export function useCustodianStep(tender: string, i: number) {
  const { t } = useTranslation('custody')
  const query = useQuery({
    queryKey: ['custody', 'opening', tender],
    queryFn: () =>
      api.call(getOpening, { params: { tender } }).catch((error: unknown) => {
        if (error instanceof ProblemError && error.problem.code === 'opening-not-begun') return null
        throw error
      }),
    refetchInterval: ({ state }) => (state.data === null ? 5000 : 20_000),
  })
  const openedStage = query.data?.laterStages?.find(({ state }) => state !== null)?.stage
  const later = useQuery({
    queryKey: ['custody', 'opening', tender, openedStage],
    queryFn: () => api.call(getOpening, { params: { tender }, query: { stage: openedStage } }),
    enabled: openedStage !== undefined,
    refetchInterval: 20_000,
  })
  useLive(`tender:${tender}`, () => {
    void query.refetch()
    if (openedStage !== undefined) void later.refetch()
  })
  const [isLooking, setLooking] = useState(false)
  const opening = query.data ?? undefined
  const seen: OpeningsSeen = { opening, stage: later.data }
  const take = useDeed(async (custody: CustodyFile): Promise<CustodianStep> => {
    const person = await signedInPerson(t('purpose.step'))
    const material = trustOf(await platformFacts())
    let current = custody
    for (let look = 0; ; look += 1) {
      const step = await takeCustodianStep({
        person,
        custody: current,
        // A custodian goes by the clock of its own device, never by the platform's.
        now: Date.now(),
        trust: { material, isRevocationChecked: true },
      })
      current = { ...current, logs: [...step.logs] }
      if (step.done !== 'nothing' || step.isOver === true || step.refusal !== undefined || look >= LOOKS) {
        setLooking(false)
        await updateCustody(current, t('purpose.step'))
        await Promise.all([query.refetch(), ...(openedStage === undefined ? [] : [later.refetch()])])
        return step
      }
      setLooking(true)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  })
  const due = stepsOf(opening).find((step) => stepState(seen, i, step) === 'now')
  return { seen, isBegun: query.data !== null, isLoading: query.isLoading, error: query.error, due, take, isLooking }
}
