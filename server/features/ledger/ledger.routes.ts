import {
  readAct,
  readActSignature,
  readCheckpoint,
  readConsistency,
  readDeadlineCheckpoint,
  readInclusion,
  readLogKey,
  readLogTrust,
  readNewestCheckpoint,
  readTenderChain,
  readTile,
  readTlogProof,
} from '#shared/contracts/ledger.ts'
import { base64url, concat, fromHex, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { base64 } from '#shared/transparency/base64.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { type ActRecord, publicActOf } from './act-of.ts'
import { deadlineCheckpoint } from './checkpoint-deadline.ts'
import type { CheckpointProof, WithLedger } from './ledger.ts'
import {
  logTrust,
  publishedCheckpoint,
  publishedConsistency,
  publishedInclusion,
  publishedTile,
  publishedTlogProof,
} from './public-log.ts'
import { tenderChain } from './tender-chain.ts'

/** A checkpoint changes with every beat; a tile, once there, never. */
const BRIEFLY = { 'cache-control': 'public, max-age=1' }
const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' }

/** SubjectPublicKeyInfo of an Ed25519 key is these twelve bytes, then the key (RFC 8410 §4). */
const ED25519_SPKI = fromHex('302a300506032b6570032100')

/** Adds the ledger's endpoints. */
export function registerLedgerRoutes(http: HttpRegistrar, deps: WithLedger): void {
  const own = deps.ledger.deps
  http.route(readLogTrust, () => logTrust(own))
  http.route(readLogKey, async () => ({ bytes: utf8(pemOf(own.logKey.publicKey)) }))
  http.route(readNewestCheckpoint, async () => ({
    bytes: utf8((await publishedCheckpoint(own, undefined)).note),
    headers: BRIEFLY,
  }))
  http.route(readInclusion, async ({ params }) => {
    const proof = await publishedInclusion(own, params.c)
    return { ...proof, inclusionProof: [...proof.inclusionProof] }
  })
  http.route(readTlogProof, async ({ params }) => ({ bytes: await publishedTlogProof(own, params.c) }))
  http.route(readCheckpoint, async ({ params }) => ({
    bytes: utf8((await publishedCheckpoint(own, params.year)).note),
    headers: BRIEFLY,
  }))
  http.route(readTile, async ({ params }) => ({
    bytes: await publishedTile(own, params.year, ['tile', ...params.path].join('/')),
    headers: FOR_EVER,
  }))
  http.route(readConsistency, ({ params, query }) =>
    publishedConsistency(own, { year: params.year, from: query.from, to: query.to }),
  )
  http.route(readTenderChain, async ({ params }) => {
    const events = await tenderChain(own, params.tender)
    if (events.length === 0) throw new DomainProblem('not-found')
    return { tender: params.tender, events }
  })
  http.route(readDeadlineCheckpoint, async ({ params }) => presentDeadline(await deadlineCheckpoint(own, params.tender)))
  http.route(readActSignature, async ({ params }) => ({ bytes: (await publicAct(params.sha256)).p7s, headers: FOR_EVER }))
  http.route(readAct, async ({ params }) => ({ bytes: (await publicAct(params.sha256)).bytes, headers: FOR_EVER }))

  async function publicAct(sha256: string): Promise<ActRecord> {
    const act = await publicActOf(own, sha256)
    if (act === undefined) throw new DomainProblem('not-found')
    return act
  }
}

function presentDeadline(proof: CheckpointProof | undefined) {
  if (proof === undefined) throw new DomainProblem('not-found')
  const { timestamp } = proof
  return { ...proof, timestamp: timestamp === undefined ? null : { ...timestamp, token: base64url(timestamp.token) } }
}

function pemOf(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${base64(concat(ED25519_SPKI, publicKey))}\n-----END PUBLIC KEY-----\n`
}
