import { z } from 'zod'
import type { PersonClient } from '../../acts/person-client.ts'
import { custodyPolicySha256 } from '../../catalogue/custody.ts'
import type { OpeningPolicy } from '../../catalogue/opening-policy.ts'
import { digestField, idField } from '../../contracts/fields.ts'
import {
  acceptCustodyContract,
  confirmReadinessContract,
  destroyCustodyKeyContract,
  testCustodyKeyContract,
} from '../../contracts/notices/custody.ts'
import { openEnvelope } from '../../pki/cms-envelope.ts'
import type { WebCryptoKey } from '../../pki/keys.ts'
import { type Bytes, base64url, fromBase64url, hex } from '../../primitives/bytes.ts'
import { NotCanonical, parseCanonical } from '../../primitives/canonical-json.ts'
import { sha256, sha256Hex } from '../../primitives/digest.ts'
import { keyDigest } from '../custodian-share.ts'
import { type CustodyFile, custodyKey } from './custody-file.ts'

/** A seat a custodian is asked to fill, as `listCustody` shows it. */
export interface OfferedSeat {
  readonly tender: string
  readonly i: number
  readonly openingPolicy: OpeningPolicy
  readonly allSeats: readonly { readonly i: number; readonly party: string; readonly name: string }[]
  /** What the platform says the digest of all this is. */
  readonly policySha256: string
}

/** The platform asks for a signature under another opening policy or other seats than those it shows. */
export class OfferRefused extends Error {
  override readonly name = 'OfferRefused'
}

/**
 * Accepts a seat with a fresh P-256 key for this tender alone: the key is made here, opens the platform's test envelope, and is
 * handed to `keep` before the acceptance is signed, so that an accepted key is never a lost one. What is signed is the digest of the policy
 * and the seats as shown to the custodian, worked out here. Throws ProblemError, EnvelopeRefused, OfferRefused.
 */
export async function acceptSeat(input: {
  readonly person: PersonClient
  readonly origin: string
  readonly seat: OfferedSeat
  readonly logs: CustodyFile['logs']
  keep(custody: CustodyFile): Promise<void>
}): Promise<CustodyFile> {
  const { person, seat } = input
  const { tender, i } = seat
  const policySha256 = custodyPolicySha256(tender, seat.openingPolicy, seat.allSeats)
  if (policySha256 !== seat.policySha256) throw new OfferRefused('the policy and seats shown are not those to be signed for')
  const keys = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  if (!('privateKey' in keys)) throw new TypeError('ECDH gave no key pair')
  const keySpki = base64url(new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)))
  const privateKeyPkcs8 = base64url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey)))
  const custody: CustodyFile = { v: 'custody/1', origin: input.origin, tender, i, keySpki, privateKeyPkcs8, logs: input.logs }
  const testSha256 = await openTest(person, { tender, i, keySpki, purpose: 'accept' }, keys.privateKey)
  await input.keep(custody)
  await person.act(acceptCustodyContract, {
    params: { tender },
    subject: { tender, i },
    body: { keySpki, testSha256, policySha256 },
  })
  return custody
}

/** Confirms before the deadline that the key of a custody file still opens. Throws ProblemError, EnvelopeRefused. */
export async function confirmSeat(person: PersonClient, custody: CustodyFile): Promise<void> {
  const { tender, i, keySpki } = custody
  const { privateKey } = await custodyKey(custody)
  const testSha256 = await openTest(person, { tender, i, keySpki, purpose: 'ready' }, privateKey)
  await person.act(confirmReadinessContract, {
    params: { tender },
    subject: { tender, i },
    body: { keySha256: keyDigest(fromBase64url(keySpki)), testSha256 },
  })
}

/** States by a signed act that the key of a finished tender is destroyed: destroy it first. Throws ProblemError. */
export async function reportDestroyed(
  person: PersonClient,
  custody: Pick<CustodyFile, 'tender' | 'i' | 'keySpki'>,
): Promise<void> {
  const { tender, i } = custody
  const keySha256 = keyDigest(fromBase64url(custody.keySpki))
  await person.act(destroyCustodyKeyContract, { params: { tender }, subject: { tender, i }, body: { keySha256 } })
}

async function openTest(
  person: PersonClient,
  test: { readonly tender: string; readonly i: number; readonly keySpki: string; readonly purpose: 'accept' | 'ready' },
  privateKey: WebCryptoKey,
): Promise<string> {
  const { tender, ...body } = test
  const { cms } = await person.call(testCustodyKeyContract, { params: { tender }, body })
  const keyId = sha256(fromBase64url(test.keySpki))
  const content = await openEnvelope({ envelope: fromBase64url(cms), recipient: { keyId, decryptionKey: privateKey } })
  // Whatever else is sealed to this key, a share above all, is never opened for the platform under the name of a test.
  if (!isTest(content, { tender, i: test.i, purpose: test.purpose, keySha256: hex(keyId) }))
    throw new OfferRefused('what was opened is no test of this seat')
  return sha256Hex(content)
}

function isTest(content: Bytes, expected: Record<string, string | number>): boolean {
  try {
    const found: Readonly<Record<string, unknown>> = testContentSchema.parse(parseCanonical(content, maxTestBytes))
    return Object.entries(expected).every(([name, value]) => found[name] === value)
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof z.ZodError) return false
    throw error
  }
}

const maxTestBytes = 1024
const testContentSchema = z.strictObject({
  v: z.literal('custody-test/1'),
  tender: idField,
  i: z.int(),
  purpose: z.enum(['accept', 'ready']),
  keySha256: digestField,
  token: digestField,
})
