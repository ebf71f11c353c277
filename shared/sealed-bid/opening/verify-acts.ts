import { actSchema } from '../../acts/act.ts'
import { utf8 } from '../../primitives/bytes.ts'
import { sha256Hex } from '../../primitives/digest.ts'
import type { CheckList } from './checks.ts'
import type { VerifiedEvent } from './verify-chain.ts'
import { type OpeningTrust, signatureFault } from './verify-opening.ts'

/** What must come from elsewhere than a bundle. Without trust material the signatures under acts are not checked, and that is said. */
export interface DrawTrust {
  readonly logKeys: OpeningTrust['logKeys']
  readonly certificates?: Omit<OpeningTrust, 'logKeys'> | undefined
}

/** An act of a bundle as it was signed: JSON text and detached CMS, base64url. */
export interface SignedText {
  readonly act: string
  readonly p7s: string
}

/** An act that a bundle holds, the chain names, and somebody signed. */
export interface VerifiedAct {
  readonly type: string
  readonly party: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Reads an act of this platform; undefined when it is none. */
export function readAct(text: string, platform: string): VerifiedAct | undefined {
  const parsed = actSchema.safeParse(jsonOf(text))
  if (!parsed.success || parsed.data.platform !== platform) return undefined
  const { type, actor, subject, body } = parsed.data
  return { type, party: actor.party, subject, body }
}

/** Judges the signature under an act, or says that it was not checked. Answers whether the act may be used. */
export async function judgeSignature<Name extends string>(
  { act, p7s }: SignedText,
  { certificates, logKeys }: DrawTrust,
  list: Pick<CheckList<Name>, 'judge' | 'skip'>,
  name: Name,
): Promise<boolean> {
  const sha256 = sha256Hex(utf8(act))
  if (certificates === undefined) {
    list.skip(name, 'no trust anchors given', sha256)
    return true
  }
  const fault = await signatureFault(act, p7s, { ...certificates, logKeys })
  list.judge(name, fault, sha256)
  return fault === undefined
}

/** The acts of a bundle that its chain names and whose signatures hold, by the SHA-256 of each in hex. */
export async function verifyNamedActs(
  { acts, platform }: { readonly acts: readonly SignedText[]; readonly platform: string },
  trust: DrawTrust,
  events: readonly VerifiedEvent[],
  list: Pick<CheckList<'acts-signed'>, 'judge' | 'skip' | 'fail'>,
): Promise<Map<string, VerifiedAct>> {
  const named = new Set(events.map(({ actSha256 }) => actSha256))
  const verified = new Map<string, VerifiedAct>()
  for (const text of acts) {
    const sha256 = sha256Hex(utf8(text.act))
    if (!named.has(sha256)) {
      list.fail('acts-signed', 'no event of the chain names it', sha256)
      continue
    }
    const act = (await judgeSignature(text, trust, list, 'acts-signed')) ? readAct(text.act, platform) : undefined
    if (act !== undefined) verified.set(sha256, act)
  }
  return verified
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
