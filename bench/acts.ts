import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Act } from '#shared/acts/act.ts'
import { signAct } from '#shared/acts/build-act.ts'
import { parseAct } from '#shared/acts/parse-act.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { signCms, verifyCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { verifyAct } from '../server/features/identity/index.ts'
import { assertTrusted } from '../server/features/identity/trusted-path.ts'
import { random, SOMEBODY } from '../test/support/pki.ts'
import { atOnce, interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'
import { startBenchPlatform } from './support/platform.ts'

const PERSONS = 20
const ACTS = 400
const ROUNDS = 9
const WIDTH = 64
/** Acts of a round that are verified one after the other. */
const ALONE = 60
const ROUNDS_ALONE = 5
/** Certificates nobody has seen, fresh ones in each round. */
const STRANGERS = 30
const STRANGER_ROUNDS = 5

interface Signed {
  readonly act: Act
  readonly bytes: Bytes
  readonly p7s: Bytes
}

/** The signature alone, as bare as it can be had: key, bytes, signature. */
interface Bare {
  readonly key: KeyObject
  readonly bytes: Bytes
  readonly signature: Bytes
}

/**
 * Verification of signed acts. An act costs one bare P-256 verification, the signature over its attributes, when its certificate's
 * path was judged within the minute; a certificate nobody has seen costs a second one, its authority's signature. The authorities'
 * own certificates and revocation lists are verified once per process and stand in no figure.
 */
export async function measure(): Promise<Measurement[]> {
  const { platform, close } = await startBenchPlatform()
  try {
    const { platform: deps } = platform.server
    const persons = await Promise.all(Array.from({ length: PERSONS }, () => platform.register('bidder')))
    const acts = await Promise.all(
      Array.from({ length: ACTS }, async (_, index): Promise<Signed> => {
        const person = persons[index % PERSONS]
        if (person === undefined) throw new Error('nobody')
        const signed = await signAct({
          platform: deps.config.platformName,
          type: 'notice.question',
          subject: { tender: randomId(random) },
          body: { text: '招标文件第三章所列工期是否含雨季停工时间？'.repeat(20) },
          actor: { party: person.party, person: person.person },
          at: instantOf(platform.clock.now()),
          signer: person.credentials.signer,
          random,
        })
        const bytes = utf8(signed.act)
        return { act: parseAct(bytes), bytes, p7s: fromBase64url(signed.p7s) }
      }),
    )
    const bare = await Promise.all(
      Array.from({ length: ACTS }, (_, index) => bareOf(persons[index % PERSONS]?.credentials.signer as Signer)),
    )
    const at = platform.clock.now()
    const whole = () => atOnce(WIDTH, acts, (act) => verifyAct(deps, { ...act, at }))
    const cryptographic = () => atOnce(WIDTH, acts, ({ bytes, p7s }) => verifyCms({ content: bytes, p7s }))
    const baseline = async () => secondsOf(() => verifyAll(bare))
    await whole()
    verifyAll(bare)

    const strangers = await Promise.all(
      Array.from({ length: STRANGERS * STRANGER_ROUNDS }, async () => {
        const { signer } = await platform.pki.person(SOMEBODY)
        const content = acts[0]?.bytes ?? new Uint8Array(0)
        return {
          signed: { content, p7s: await signCms({ content, signer }) },
          bare: [await bareOf(signer), await bareOf(signer)],
        }
      }),
    )
    const ofRound = (round: number) => strangers.slice(round * STRANGERS, (round + 1) * STRANGERS)
    const judge = async (signed: { readonly content: Bytes; readonly p7s: Bytes }) => {
      const { signer, chain } = await verifyCms(signed)
      await assertTrusted(deps.trust, { leaf: signer, intermediates: chain, at, usage: 'sign' })
    }
    return [
      rateOf({
        name: 'acts',
        rounds: await interleave(ROUNDS, { ours: () => secondsOf(whole), baseline }),
        amount: ACTS,
        unit: 'acts/s',
        what: `identity.verifyAct whole (time, CMS, path, binding read from the database), ${WIDTH} at once, against one crypto.verify of P-256 each`,
      }),
      rateOf({
        name: 'acts-alone',
        rounds: await interleave(ROUNDS_ALONE, {
          ours: () => secondsOf(() => atOnce(1, acts.slice(0, ALONE), (act) => verifyAct(deps, { ...act, at }))),
          baseline: () => secondsOf(() => verifyAll(bare.slice(0, ALONE))),
        }),
        amount: ALONE,
        unit: 'acts/s',
        what: 'the same one after the other: each waits for a round trip to the database by itself',
      }),
      rateOf({
        name: 'acts-cms',
        rounds: await interleave(ROUNDS, { ours: () => secondsOf(cryptographic), baseline }),
        amount: ACTS,
        unit: 'acts/s',
        what: 'verifyCms alone (DER, profile, digest of 1.6 KB, signature), against the same one crypto.verify',
      }),
      rateOf({
        name: 'acts-new-certificate',
        rounds: await interleave(STRANGER_ROUNDS, {
          ours: (round) => secondsOf(() => atOnce(WIDTH, ofRound(round), ({ signed }) => judge(signed))),
          baseline: (round) => secondsOf(() => verifyAll(ofRound(round).flatMap(({ bare: two }) => two))),
        }),
        amount: STRANGERS,
        unit: 'acts/s',
        what: 'verifyCms and the trust in a certificate never seen, against the two crypto.verify it needs (signature, certificate)',
      }),
    ]
  } finally {
    await close()
  }
}

async function bareOf(signer: Signer): Promise<Bare> {
  const { publicKey } = parseCertificate(signer.certificate)
  const bytes = random(220)
  return {
    key: createPublicKey({ key: Buffer.from(publicKey.spki), format: 'der', type: 'spki' }),
    bytes,
    signature: await signer.sign(bytes),
  }
}

function verifyAll(signatures: readonly Bare[]): void {
  for (const { key, bytes, signature } of signatures) {
    if (!verify('sha256', bytes, key, signature)) throw new Error('a signature does not verify')
  }
}
