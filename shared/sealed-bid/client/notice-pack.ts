import { z } from 'zod'
import { actSchema, maxActBytes } from '../../acts/act.ts'
import type { Client } from '../../contracts/client.ts'
import { base64urlField, idField } from '../../contracts/fields.ts'
import { readAct, readActSignature } from '../../contracts/ledger.ts'
import { readCustodiansContract } from '../../contracts/notices/custody.ts'
import { CertificateRefused } from '../../pki/certificate.ts'
import { CmsRefused, verifyCms } from '../../pki/cms-signature.ts'
import { type TrustMaterial, validatePath } from '../../pki/path.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '../../primitives/bytes.ts'
import { NotCanonical, parseCanonical } from '../../primitives/canonical-json.ts'
import { sha256Hex } from '../../primitives/digest.ts'
import { millisOf } from '../../primitives/instant.ts'
import { DomainProblem } from '../../problems/domain-problem.ts'
import type { NoteKey } from '../../transparency/signed-note.ts'
import { firstFault } from '../manifest.ts'
import { type NoticeAct, readNoticeAct } from '../target-of-notice.ts'
import { type KnownLog, walkChain } from './walk-chain.ts'

const signedText = z.strictObject({ act: z.string().max(maxActBytes), p7s: base64urlField.max(175_000) })

/**
 * Everything needed to seal bids off line (rule B1), `noticepack/1`: the notice act in force, the acceptance of every custodian,
 * and the logs as they were known. Fetched once, verified when it is used.
 */
export const noticePackSchema = z.strictObject({
  v: z.literal('noticepack/1'),
  origin: z.string().max(300),
  tender: idField,
  notice: signedText,
  acceptances: z.array(signedText).min(3).max(15),
  logs: z.array(z.strictObject({ log: z.int(), key: z.string().max(400), newest: z.string().max(65_536).optional() })).max(50),
})

/** A notice pack. */
export type NoticePack = z.output<typeof noticePackSchema>

/** A custodian as the notice names it and its own acceptance proves it. */
export interface NamedCustodian {
  readonly i: number
  readonly name: string
  /** Organisation in the certificate that signed the acceptance. */
  readonly certifiedAs: string
  readonly keySha256: string
}

/** A verified notice: what to seal for, and to whom. Show the custodians before sealing. */
export interface VerifiedNotice {
  readonly act: NoticeAct
  readonly signedBy: string
  readonly custodians: readonly NamedCustodian[]
}

/**
 * Fetches the notice in force from the tender's public chain, walked to a checkpoint the client accepts: the last
 * `notice.published` or `notice.amended` names it. Throws ChainRefused, ProblemError.
 */
export async function fetchNoticePack(input: {
  readonly client: Client
  readonly origin: string
  readonly tender: string
  readonly knownLogs: readonly KnownLog[]
  readonly trustedKeys?: readonly NoteKey[] | undefined
}): Promise<NoticePack> {
  const { client, tender, origin, knownLogs, trustedKeys } = input
  const chain = await walkChain({ client, tender, knownLogs, trustedKeys, proven: [] })
  const inForce = chain.events.findLast(({ type }) => type === 'notice.published' || type === 'notice.amended')
  const { noticeSha256 } = z.looseObject({ noticeSha256: z.string() }).parse(inForce?.facts)
  const { custodians } = await client.call(readCustodiansContract, { params: { tender } })
  return noticePackSchema.parse({
    v: 'noticepack/1',
    origin,
    tender,
    notice: await fetchAct(client, noticeSha256),
    acceptances: custodians.map(({ acceptance: { act, p7s } }) => ({ act, p7s })),
    logs: chain.logs.map(({ log, key, newest }) => ({ log, key, ...(newest !== undefined && { newest }) })),
  })
}

/** A public act as it was signed. Throws ProblemError. */
export async function fetchAct(client: Client, sha256: string): Promise<{ act: string; p7s: string }> {
  const act = await client.call(readAct, { params: { sha256 } })
  const p7s = await client.call(readActSignature, { params: { sha256 } })
  if (sha256Hex(act) !== sha256) throw new DomainProblem('act-malformed', { detail: `not the act ${sha256}` })
  return { act: fromUtf8(act), p7s: base64url(p7s as Uint8Array) }
}

/**
 * What a client checks before it seals: the notice is signed by a certificate it trusts, and each custodian's key stands in an
 * acceptance that custodian signed itself, for this tender and this seat. Throws DomainProblem naming the first thing that fails.
 */
export async function verifyNoticePack(
  pack: NoticePack,
  trust: { readonly material: TrustMaterial; readonly isRevocationChecked: boolean },
): Promise<VerifiedNotice> {
  const signedBy = await verifySignedText(pack.notice, trust)
  const act = readNoticeAct(utf8(pack.notice.act))
  if (act.tender !== pack.tender) throw new DomainProblem('act-wrong-subject')
  const custodians: NamedCustodian[] = []
  for (const named of act.notice.custodians) {
    const acceptance = pack.acceptances.find(({ act: text }) => sha256Hex(utf8(text)) === named.acceptActSha256)
    if (acceptance === undefined) throw new DomainProblem('custodian-not-proven', { i: named.i, name: named.name })
    const certifiedAs = await verifySignedText(acceptance, trust)
    const accepted = acceptanceSchema.safeParse(JSON.parse(acceptance.act))
    const isThisSeat =
      accepted.success &&
      accepted.data.platform === act.platform &&
      accepted.data.subject.tender === act.tender &&
      accepted.data.subject.i === named.i &&
      accepted.data.body.keySpki === named.keySpki &&
      accepted.data.actor.certSha256 === named.certSha256
    if (!isThisSeat) throw new DomainProblem('custodian-not-proven', { i: named.i, name: named.name })
    custodians.push({ i: named.i, name: named.name, certifiedAs, keySha256: named.keySha256 })
  }
  return { act, signedBy, custodians }
}

const acceptanceSchema = z.looseObject({
  platform: z.string(),
  type: z.literal('custody.accept'),
  subject: z.looseObject({ tender: z.string(), i: z.int() }),
  body: z.looseObject({ keySpki: z.string() }),
  actor: z.looseObject({ certSha256: z.string() }),
})

/** Verifies one signed act and says whose it is: the organisation its certificate names. */
export async function verifySignedText(
  text: { readonly act: string; readonly p7s: string },
  trust: { readonly material: TrustMaterial; readonly isRevocationChecked: boolean },
): Promise<string> {
  try {
    const content = utf8(text.act)
    const act = actSchema.parse(parseCanonical(content, maxActBytes))
    const { signer, chain } = await verifyCms({ content, p7s: fromBase64url(text.p7s) })
    if (signer.sha256 !== act.actor.certSha256) throw new DomainProblem('signature-invalid', { detail: 'another certificate' })
    const verdict = await validatePath({
      leaf: signer,
      intermediates: [...chain, ...trust.material.intermediates],
      anchors: trust.material.anchors,
      revocation: trust.isRevocationChecked ? trust.material.revocation : 'not-checked',
      at: millisOf(act.at),
      usage: 'sign',
    })
    if (!verdict.ok) throw new DomainProblem('signature-invalid', { detail: `${verdict.code}: ${verdict.detail}` })
    return signer.subject.organization || signer.subject.commonName
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof CertificateRefused || error instanceof RangeError) {
      throw new DomainProblem('act-malformed', { detail: error.message })
    }
    if (error instanceof CmsRefused) throw new DomainProblem('signature-invalid', { detail: error.message })
    if (error instanceof z.ZodError) throw new DomainProblem('act-malformed', { detail: firstFault(error) })
    throw error
  }
}
