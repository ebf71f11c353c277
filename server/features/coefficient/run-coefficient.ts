import { judgeEscrows } from '#shared/coefficient/held.ts'
import { coefficientSeed, coefficientsOf } from '#shared/coefficient/seed.ts'
import { isEnough, platformContributor } from '#shared/coefficient/terms.ts'
import { coefficientLifecycle } from '#shared/lifecycle/coefficient.ts'
import { isFinal } from '#shared/lifecycle/table.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { fromHex, hex } from '#shared/primitives/bytes.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { awaitCheckpoint, tenderChain } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender, resumptionsAfter } from '../notices/index.ts'
import { type CoefficientDocument, coefficientModel } from './coefficient.model.ts'
import type { CoefficientDeps } from './deps.ts'
import { changeCoefficient, moveCoefficient, recordFact } from './move-coefficient.ts'
import { commitOwn, ownNumber } from './own-number.ts'
import { awaitCoefficientStep, findCoefficient, isSettled, termsOf, valuesOf } from './read-coefficient.ts'
import { revealCoefficientNumber, wantedShares } from './reveal.ts'

/** How often a suspended draw is looked at; its limits move by the length of the suspension, whatever this is. */
const LOOK_AGAIN_MS = 1000
/** How long before the deadline those are told whose commitment is missing. */
const WARNING_MS = { cn: 3_600_000, demo: 60_000 } as const
/** After these no coefficient is needed any more. */
const ENDINGS: ReadonlySet<string> = new Set(['notice.terminated', 'notice.failure-announced', 'opening.failed'])

/** A draw on its way: what is stored, its tender, and the chain it is decided from. */
interface Standing {
  readonly coefficient: CoefficientDocument
  readonly tender: PublishedTender
  readonly chain: Awaited<ReturnType<typeof tenderChain>>
  readonly at: number
}

/**
 * Takes the draw of a coefficient one step on. What is due is decided from the tender's chain and from what is stored alone, so that a server
 * that was down goes on where the ledger stands. Before anything else the last step must be under a signed checkpoint.
 */
export async function runCoefficient(deps: CoefficientDeps, due: Pick<CoefficientDocument, '_id'>, at: number): Promise<void> {
  const coefficient = await findCoefficient(deps, due._id)
  if (coefficient === undefined || coefficient.nextDueAt === null || coefficient.nextDueAt.getTime() > at) return
  const tender = await readPublishedTender(deps, due._id)
  const chain = await tenderChain(deps, due._id)
  const standing = { coefficient, tender, chain, at }
  try {
    if (isFinal(coefficientLifecycle, coefficient.state)) return await lookAt(deps, coefficient, null)
    if (chain.some(({ event }) => ENDINGS.has(event.type))) return await endVoid(deps, standing, 'tender-ended')
    if (isSuspended(tender)) return await lookAt(deps, coefficient, at + LOOK_AGAIN_MS)
    if (await moveLimit(deps, coefficient)) return
    await awaitCheckpoint(deps, coefficient.lastEvent)
    await step(deps, standing)
    await awaitCoefficientStep(deps, due._id)
  } catch (error) {
    // Somebody's act came in between: what is due is decided anew from what stands now.
    if (error instanceof DomainProblem && error.code === 'state-changed') return
    throw error
  }
}

/** Has the draw of a tender looked at now: something it goes by has happened. */
export async function wakeCoefficient(deps: Pick<CoefficientDeps, 'connection'>, tender: string, at: number): Promise<void> {
  await coefficientModel(deps.connection).updateOne(
    { _id: tender, state: { $nin: ['drawn', 'void'] } },
    // With a new version, so that whoever has just found nothing to do does not put it back to sleep.
    { $set: { nextDueAt: new Date(at) }, $inc: { version: 1 } },
  )
}

async function step(deps: CoefficientDeps, standing: Standing): Promise<void> {
  const { coefficient } = standing
  switch (coefficient.state) {
    case 'committing':
      return endCommitting(deps, standing)
    case 'confirming':
      return endConfirming(deps, standing)
    case 'revealing':
      return endRevealing(deps, standing)
    case 'drawn':
    case 'void':
      return undefined
    default:
      return assertNever(coefficient.state)
  }
}

/** The platform commits at once; whoever has not when the deadline is near is told; at the deadline nobody commits any more. */
async function endCommitting(deps: CoefficientDeps, standing: Standing): Promise<void> {
  const { coefficient, tender, chain, at } = standing
  const passed = chain.find(({ event }) => event.type === 'deadline.passed')
  if (passed !== undefined) {
    await awaitCheckpoint(deps, passed.c)
    return close(deps, standing)
  }
  if (coefficient.own === null) return commitOwn(deps, coefficient, tender, at)
  const warnAt = millisOf(tender.deadlineAt) - WARNING_MS[tender.rulePack]
  // A deadline that was moved is warned of again.
  if (at < warnAt) return changeCoefficient(deps, null, coefficient, { isWarned: false, nextDueAt: new Date(warnAt) })
  if (coefficient.isWarned) return lookAt(deps, coefficient, null)
  const missing = coefficient.contributors.flatMap(({ of, c }) => (c === null ? [of] : []))
  await inTransaction(deps.connection, async (session) => {
    const { draw } = coefficient
    if (missing.length > 0)
      await recordFact(deps, session, tender._id, { type: 'coefficient.awaited', facts: { draw, parties: missing }, at })
    await changeCoefficient(deps, session, coefficient, { isWarned: true, nextDueAt: null })
  })
}

/** What the deadline found: those who committed. With too few of them nobody's number could be relied on. */
async function close(deps: CoefficientDeps, standing: Standing): Promise<void> {
  const { coefficient, at } = standing
  const committed = coefficient.contributors.flatMap(({ of, c }) => (c === null ? [] : [of]))
  if (!isEnough(termsOf(coefficient), committed)) return endVoid(deps, standing, 'too-few')
  const contributors = coefficient.contributors.map((one) => (one.c === null ? { ...one, fault: 'not-committed' as const } : one))
  await inTransaction(deps.connection, (session) =>
    moveCoefficient(deps, session, coefficient, {
      event: 'close',
      type: 'coefficient.closed',
      facts: { draw: coefficient.draw, committed },
      at,
      endsAt: null,
      dueAt: at,
      set: { contributors },
    }),
  )
}

/**
 * Fixes whose numbers count, once nobody can choose whose bid opens (`reveal.closed`): every custodian has confirmed, or their time is over
 * and k have. With fewer than k it waits on.
 */
async function endConfirming(deps: CoefficientDeps, standing: Standing): Promise<void> {
  const { coefficient, tender, chain, at } = standing
  const closed = chain.find(({ event }) => event.type === 'reveal.closed')
  if (closed === undefined) return lookAt(deps, coefficient, null)
  const { windows } = tender.openingPolicy
  if (coefficient.stepEndsAt === null) {
    const stepEndsAt = new Date(millisOf(closed.event.at) + windows.custodianSeconds * 1000)
    return changeCoefficient(deps, null, coefficient, {
      stepEndsAt,
      nextDueAt: new Date(at),
      movedThrough: closed.event.seq ?? coefficient.movedThrough,
    })
  }
  const terms = termsOf(coefficient)
  const { k, keys } = terms.custody
  const { confirmations, stepEndsAt } = coefficient
  const isOver = stepEndsAt.getTime() <= at
  if (confirmations.length < keys.length && !isOver) return lookAt(deps, coefficient, stepEndsAt.getTime())
  if (confirmations.length < k) return lookAt(deps, coefficient, null)
  await awaitCheckpoint(deps, closed.c)
  const committed = coefficient.contributors.flatMap(({ of, fault }) => (fault === null ? [of] : []))
  const { counted, leftOut } = judgeEscrows({ committed, confirmations, k })
  if (!isEnough(terms, counted)) return endVoid(deps, standing, 'too-few')
  const contributors = coefficient.contributors.map((one) =>
    leftOut.includes(one.of) ? { ...one, fault: 'escrow-unreadable' as const } : one,
  )
  await inTransaction(deps.connection, (session) =>
    moveCoefficient(deps, session, coefficient, {
      event: 'hold',
      type: 'coefficient.held',
      facts: {
        draw: coefficient.draw,
        counted: committed.filter((of) => counted.includes(of)),
        leftOut: committed.filter((of) => leftOut.includes(of)),
        parties: terms.parties.flatMap(({ party }) => (counted.includes(party) ? [party] : [])),
      },
      at,
      endsAt: at + windows.signatureSeconds * 1000,
      dueAt: at,
      set: { contributors },
    }),
  )
}

/** The platform reveals at once; when everybody's number is known, or out, the coefficients follow. Silence is opened by the custodians. */
async function endRevealing(deps: CoefficientDeps, standing: Standing): Promise<void> {
  const { coefficient, at } = standing
  const own = coefficient.contributors.find(({ of }) => of === platformContributor)
  if (own?.r === null && own.fault === null) {
    const { r, shares } = await ownNumber(deps, coefficient)
    const number = { party: platformContributor, r: hex(r), shares: shares.map(hex) }
    await revealCoefficientNumber(deps, { tender: coefficient._id, ...number, at })
    return wakeCoefficient(deps, coefficient._id, at)
  }
  if (isSettled(coefficient.contributors)) return draw(deps, standing)
  const { stepEndsAt, isSilenceTold } = coefficient
  if (stepEndsAt !== null && stepEndsAt.getTime() > at) return lookAt(deps, coefficient, stepEndsAt.getTime())
  if (isSilenceTold) return lookAt(deps, coefficient, null)
  await inTransaction(deps.connection, async (session) => {
    const of = wantedShares(coefficient, at).map((one) => one.of)
    await recordFact(deps, session, coefficient._id, { type: 'coefficient.silent', facts: { draw: coefficient.draw, of }, at })
    await changeCoefficient(deps, session, coefficient, { isSilenceTold: true, nextDueAt: null })
  })
}

/** The seed of all numbers, and from it a coefficient for each lot of the notice. */
async function draw(deps: CoefficientDeps, { coefficient, tender, at }: Standing): Promise<void> {
  const { contributors } = coefficient
  const seed = coefficientSeed(contributors.map(({ r }) => (r === null ? null : fromHex(r))))
  const lots = coefficientsOf(
    seed,
    tender.lots.map(({ id }) => id),
    valuesOf(tender),
  )
  const leftOut = contributors.flatMap(({ of, fault }) =>
    fault === 'escrow-inconsistent' || fault === 'escrow-mismatch' ? [{ of, fault }] : [],
  )
  await inTransaction(deps.connection, (session) =>
    moveCoefficient(deps, session, coefficient, {
      event: 'draw',
      type: 'coefficient.drawn',
      facts: { draw: coefficient.draw, seed: hex(seed), leftOut, lots },
      at,
      endsAt: null,
      dueAt: null,
      set: { seed: hex(seed), lots },
    }),
  )
}

async function endVoid(deps: CoefficientDeps, { coefficient, at }: Standing, reason: 'too-few' | 'tender-ended'): Promise<void> {
  await inTransaction(deps.connection, (session) =>
    moveCoefficient(deps, session, coefficient, {
      event: 'void',
      type: 'coefficient.void',
      facts: { draw: coefficient.draw, reason },
      at,
      endsAt: null,
      dueAt: null,
      set: { voidReason: reason },
    }),
  )
}

/** Moves the limit of the step by the length of every suspension that has ended since it began. Answers whether anything moved. */
async function moveLimit(deps: CoefficientDeps, coefficient: CoefficientDocument): Promise<boolean> {
  const resumptions = await resumptionsAfter(deps, coefficient._id, coefficient.movedThrough)
  if (resumptions === undefined) return false
  const { stepEndsAt } = coefficient
  await changeCoefficient(deps, null, coefficient, {
    movedThrough: resumptions.through,
    stepEndsAt: stepEndsAt === null ? null : new Date(stepEndsAt.getTime() + resumptions.pausedMs),
  })
  return true
}

async function lookAt(deps: CoefficientDeps, coefficient: CoefficientDocument, at: number | null): Promise<void> {
  await coefficientModel(deps.connection).updateOne(
    { _id: coefficient._id, version: coefficient.version },
    { $set: { nextDueAt: at === null ? null : new Date(at) } },
  )
}
