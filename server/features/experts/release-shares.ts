import { namesEscrow, openContribution, openEscrow } from '#shared/draw/escrow.ts'
import { keptText } from '#shared/draw/party-step.ts'
import { type Bytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { shareDigest } from '#shared/sealed-bid/shares.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { holdingStates } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument, StoredParty } from './draw.model.ts'
import { changeDraw, recordFact } from './move-draw.ts'
import { poolOf, readDraw } from './read-draw.ts'
import { wakeSupplements } from './supplement.ts'
import { sealUnderNames, type Vault, vaultOf } from './vault.ts'

/**
 * Takes shares that the draw asks for: of a party that stayed silent, or after a restart of the key of names. Each proves itself against
 * the digest it was dealt under; they stay in memory, and the chain says whose came. Throws `share-not-wanted`, `draw-wrong-step`.
 */
export async function releaseDrawShares(
  deps: DrawDeps,
  input: {
    readonly draw: string
    readonly shares: readonly { readonly of: string; readonly share: string }[]
    readonly at: number
  },
): Promise<void> {
  const { at } = input
  const draw = await readDraw(deps, input.draw)
  const wanted = wantedShares(deps, draw, at)
  if (wanted.length === 0) throw new DomainProblem('draw-wrong-step', { state: draw.state, expected: 'revealing' })
  const vault = vaultOf(deps, draw.draw)
  const givers = new Set<number>()
  const taken = input.shares.map(({ of, share }) => {
    const bytes = fromHex(share)
    const sealed = draw.escrows.find((escrow) => escrow.of === of)?.sealed
    const commitment = sealed?.find(({ shareSha256, x }) => shareSha256 === shareDigest(bytes) && x === bytes[bytes.length - 1])
    if (!wanted.includes(of) || commitment === undefined) throw new DomainProblem('share-not-wanted', { of })
    givers.add(commitment.i)
    return { of, bytes }
  })
  if (givers.size !== 1) throw new DomainProblem('share-not-wanted', { of: '*' })
  for (const { of, bytes } of taken) {
    const given = vault.given.get(of) ?? new Map<string, Bytes>()
    given.set(shareDigest(bytes), bytes)
    vault.given.set(of, given)
  }
  const isUnlocked = await unlock(draw, vault)
  const parties = await openSilent(deps, draw, vault)
  const [i = 0] = givers
  await inTransaction(deps.connection, async (session) => {
    const of = [...new Set(taken.map((share) => share.of))] as (typeof input.shares)[number]['of'][]
    await recordFact(deps, session, draw, { type: 'draw.shares-released', facts: { draw: draw.draw, i, of }, at })
    const isComplete = parties.every(({ box, fault }) => box !== null || fault !== null)
    await changeDraw(deps, session, draw, {
      parties,
      ...(isUnlocked ? { calls: givenTime(draw, at) } : {}),
      ...(isUnlocked || isComplete ? { nextDueAt: new Date(at) } : {}),
    })
  })
  if (isUnlocked) await wakeSupplements(deps, draw, at)
}

/** Escrows whose shares the server asks for now. */
export function wantedShares(deps: DrawDeps, draw: DrawDocument, at: number): string[] {
  if (draw.state !== 'revealing' && !holdingStates.some((state) => state === draw.state)) return []
  const wanted: string[] = vaultOf(deps, draw.draw).namesKey === undefined ? [namesEscrow] : []
  const isOverdue = draw.state === 'revealing' && draw.stepEndsAt !== null && draw.stepEndsAt.getTime() <= at
  const silent = draw.parties.filter(({ box, fault }) => box === null && fault === null).map(({ party }) => party)
  return isOverdue ? [...wanted, ...silent] : wanted
}

/** Of each escrow the server asks for now, the custodians whose shares it has. */
export function givenShares(deps: DrawDeps, draw: DrawDocument, at: number): { of: string; i: number[] }[] {
  const { given } = vaultOf(deps, draw.draw)
  return wantedShares(deps, draw, at).map((of) => {
    const digests = given.get(of)
    const sealed = draw.escrows.find((escrow) => escrow.of === of)?.sealed ?? []
    return { of, i: sealed.filter(({ shareSha256 }) => digests?.has(shareSha256) === true).map(({ i }) => i) }
  })
}

/** Puts the key of names together again once k shares are in. Answers whether it did. */
async function unlock(draw: DrawDocument, vault: Vault): Promise<boolean> {
  if (vault.namesKey !== undefined) return false
  const sealed = draw.escrows.find(({ of }) => of === namesEscrow)?.sealed ?? []
  const shares = [...(vault.given.get(namesEscrow)?.values() ?? [])]
  const opened = await openEscrow({ sealed, shares, k: poolOf(draw).custody.k })
  if (!opened.ok) return false
  vault.namesKey = opened.secret
  vault.given.delete(namesEscrow)
  return true
}

/** Opens what silent parties sealed, as far as k shares of it are in: the number, or the proof that it was dealt wrongly. */
async function openSilent(deps: DrawDeps, draw: DrawDocument, vault: Vault): Promise<readonly StoredParty[]> {
  const { namesKey } = vault
  if (namesKey === undefined || draw.state !== 'revealing') return draw.parties
  const { k } = poolOf(draw).custody
  const parties: StoredParty[] = []
  for (const one of draw.parties) {
    const shares = [...(vault.given.get(one.party)?.values() ?? [])]
    const sealed = draw.escrows.find(({ of }) => of === one.party)?.sealed
    if (one.box !== null || one.fault !== null || one.c === null || sealed === undefined || shares.length < k) {
      parties.push(one)
      continue
    }
    const opened = await openContribution({ draw: draw.draw, party: one.party, c: one.c, sealed, shares, k })
    if (opened.ok) {
      const text = keptText({ r: opened.secret, shares: opened.shares })
      const name = `number ${one.party}`
      parties.push({ ...one, box: await sealUnderNames({ key: namesKey, draw: draw.draw, name, random: deps.random }, text) })
    } else if (opened.fault === 'escrow-inconsistent' || opened.fault === 'escrow-mismatch') {
      parties.push({ ...one, fault: opened.fault, faultShares: shares.map(hex) })
    } else parties.push(one)
  }
  return parties
}

/** Nobody could answer while the names were sealed away: each call gets its whole time again. */
function givenTime(draw: DrawDocument, at: number): DrawDocument['calls'] {
  const until = instantOf(at + draw.request.answerSeconds * 1000)
  return draw.calls.map((call) => (call.outcome === 'called' && call.until < until ? { ...call, until } : call))
}
