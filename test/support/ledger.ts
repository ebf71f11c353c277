import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { noteKey } from '#shared/transparency/signed-note.ts'
import { createLedger, type Ledger, type LedgerDeps } from '../../server/features/ledger/index.ts'

/** The Ed25519 key pair of RFC 8032 §7.1, test 1: every test log is signed with it. */
const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(seed, 'hex')]),
  format: 'der',
  type: 'pkcs8',
})

/** The log key of tests. */
export const testLogKey = {
  publicKey: new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(12)),
  sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)),
}

/** The key the log of a year is checked with. */
export const testNoteKey = (year: number) => noteKey(`test.example/${year}`, testLogKey.publicKey)

/** Random bytes of the machine. */
export const random = (length: number) => new Uint8Array(randomBytes(length))

/** A clock that stands until it is moved. */
export function standingClock(at: number) {
  let now = at
  return {
    now: () => now,
    set(to: number) {
      now = to
    },
    advance(byMs: number) {
      now += byMs
    },
  }
}

/** What a test logged as an error. */
export function collectingLogger() {
  const errors: { facts: object; text: string }[] = []
  return {
    errors,
    info: () => undefined,
    warn: () => undefined,
    error: (facts: object, text: string) => void errors.push({ facts, text }),
  }
}

/** A ledger on a test database, not started. */
export function makeLedger(connection: Connection, options: Partial<LedgerDeps> = {}): Ledger {
  return createLedger({
    connection,
    random,
    clock: standingClock(Date.UTC(2026, 10, 22, 1, 0)),
    logger: collectingLogger() as unknown as LedgerDeps['logger'],
    platformName: 'test.example',
    logKey: testLogKey,
    timestamp: undefined,
    beatMs: 60_000,
    isAnyTenderOpen: async () => false,
    ...options,
  })
}

/** An act as identity hands it on: its signature is not the ledger's business. */
export function verifiedAct(type: string, body: unknown = {}, nonce = Buffer.from(random(16)).toString('hex')): VerifiedAct {
  const act = {
    v: 'act/1' as const,
    platform: 'test.example',
    type,
    subject: {},
    body,
    actor: { party: '1'.repeat(32), person: '2'.repeat(32), certSha256: '3'.repeat(64) },
    at: instantOf(Date.UTC(2026, 10, 22)),
    nonce,
  }
  const bytes = canonicalBytes(act)
  return {
    ...act,
    by: { person: act.actor.person, party: act.actor.party, roles: ['tenderer'], certSha256: act.actor.certSha256 },
    bytes,
    p7s: random(40),
    sha256: sha256Hex(bytes),
  }
}
