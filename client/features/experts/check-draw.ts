import type { Client } from '#shared/contracts/client.ts'
import { getDrawBundle } from '#shared/contracts/experts-draw.ts'
import { drawSeed, vrfInput } from '#shared/draw/contribution.ts'
import { vrfVerify } from '#shared/draw/ecvrf.ts'
import { type CallPaper, paperDigest, paperDigestOf } from '#shared/draw/paper.ts'
import { type DrawRecord, readDrawRecord } from '#shared/draw/record.ts'
import { type DrawBundle, type DrawCheckName, parseDrawBundle, verifyDraw } from '#shared/draw/verify-draw.ts'
import { type Bytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { platformTrust } from '../ledger/trust.ts'

/** One line of the checks: everything of that name together. */
export interface DrawCheck {
  readonly name: DrawCheckName
  readonly state: 'pass' | 'fail' | 'unchecked'
  /** How many things were checked under this name. */
  readonly count: number
  readonly why: string | undefined
}

/** What this browser found of a draw, from public data alone. */
export interface CheckedDraw {
  readonly ok: boolean
  readonly isReleased: boolean
  readonly checks: readonly DrawCheck[]
  /** Hex; computed here, once everything it takes is public. */
  readonly seed: string | undefined
  /** When each event of the draw happened, by its type: the first of each. */
  readonly firstAt: ReadonlyMap<string, string>
  /** When each party committed, by its id. */
  readonly committedAt: ReadonlyMap<string, string>
  readonly bundle: Bytes
  readonly tookMs: number
}

/**
 * Fetches everything public about a draw and checks it here: signatures, chain and order of the steps at any time, and the whole draw again
 * once it is released. Throws ProblemError, TypeError off line, and what `parseDrawBundle` throws.
 */
export async function checkDraw(client: Client, draw: string): Promise<CheckedDraw> {
  const [bytes, trust] = await Promise.all([client.call(getDrawBundle, { params: { draw } }), platformTrust(client)])
  const bundle = parseDrawBundle(bytes)
  const startedAt = performance.now()
  const verify = (isRevocationChecked: boolean) =>
    verifyDraw(bundle, { logKeys: trust.logKeys, certificates: { trust: trust.material, isRevocationChecked } })
  const strict = await verify(trust.material.revocation.length > 0)
  // Lists that do not reach back to a signature say nothing of it.
  const isListless = strict.checks.some(
    ({ verdict, why }) => verdict === 'fail' && why?.startsWith('revocation-unknown') === true,
  )
  const verdict = isListless ? await verify(false) : strict
  return {
    ok: verdict.ok,
    isReleased: verdict.isReleased,
    checks: grouped(verdict.checks),
    seed: verdict.isReleased ? seedOf(bundle) : undefined,
    ...timesOf(bundle),
    bundle: new Uint8Array(bytes),
    tookMs: performance.now() - startedAt,
  }
}

/** What a paper turned out to be beside the digest in the chain of its draw. */
export type PaperVerdict = 'same' | 'other' | 'unproven'

/**
 * Whether the paper of a call is the one whose digest stands in the chain of its draw; `unproven` where the draw itself does not verify, which
 * says nothing of the paper: what has just happened stands under a signed checkpoint a moment later. Throws what `checkDraw` throws.
 */
export async function comparePaper(
  client: Client,
  { draw, seat, paper }: { readonly draw: string; readonly seat: string; readonly paper: CallPaper },
): Promise<PaperVerdict> {
  const { ok, bundle } = await checkedOnce(client, draw)
  const record = recordOf(parseDrawBundle(bundle))
  if (!ok || record === undefined) return 'unproven'
  return paperDigestOf(record, seat) === paperDigest(paper) ? 'same' : 'other'
}

/** Draws checked for their papers: a table of several papers of one draw checks it once. */
const checked = new Map<string, Promise<CheckedDraw>>()

function checkedOnce(client: Client, draw: string): Promise<CheckedDraw> {
  const running = checked.get(draw) ?? checkDraw(client, draw)
  checked.set(draw, running)
  // What failed on the way, or does not verify yet, is tried again by the next paper.
  running.then(
    ({ ok }) => ok || checked.delete(draw),
    () => checked.delete(draw),
  )
  return running
}

function recordOf({ chain, draw }: DrawBundle): DrawRecord | undefined {
  const record = readDrawRecord(
    chain.map(({ event, facts }) => ({ type: (event as { readonly type: string }).type, facts })),
    draw,
  )
  return 'fault' in record ? undefined : record
}

function grouped(checks: readonly Check<DrawCheckName>[]): DrawCheck[] {
  return [...new Set(checks.map(({ name }) => name))].map((name) => {
    const own = checks.filter((check) => check.name === name)
    const bad = own.find(({ verdict }) => verdict === 'fail') ?? own.find(({ verdict }) => verdict === 'not-checked')
    const state = bad === undefined ? 'pass' : bad.verdict === 'fail' ? 'fail' : 'unchecked'
    return { name, state, count: own.length, why: bad?.why }
  })
}

function timesOf({ chain, draw }: DrawBundle) {
  const firstAt = new Map<string, string>()
  const committedAt = new Map<string, string>()
  for (const { event, facts: told } of chain) {
    const { type, at } = event as { readonly type: string; readonly at: string }
    const facts = told as { readonly draw?: string; readonly party?: string } | undefined
    if (facts?.draw !== draw) continue
    if (!firstAt.has(type)) firstAt.set(type, at)
    if (type === 'draw.contributed' && facts.party !== undefined) committedAt.set(facts.party, at)
  }
  return { firstAt, committedAt }
}

function seedOf(bundle: DrawBundle): string | undefined {
  const { draw, release } = bundle
  const record = recordOf(bundle)
  if (record === undefined || record.c === null || release === null) return undefined
  const beta = vrfVerify({
    publicKey: fromHex(record.pool.vrfKey),
    alpha: vrfInput(draw, record.c),
    proof: fromHex(release.platform.pi),
  })
  if (beta === undefined) return undefined
  return hex(
    drawSeed({
      beta,
      numbers: release.numbers.map(({ r }) => (r === null ? null : fromHex(r))),
      beacon: release.beacon === undefined ? undefined : fromHex(release.beacon),
    }),
  )
}
