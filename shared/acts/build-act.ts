import { signCms } from '../pki/cms-signature.ts'
import type { Signer } from '../pki/signer.ts'
import { base64url, fromUtf8 } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import type { Instant } from '../primitives/instant.ts'
import { type RandomBytes, randomId } from '../primitives/random.ts'
import { type Act, actBytes, type SignedAct } from './act.ts'
import { parseAct } from './parse-act.ts'

/** Everything a person decides about an act; the signer adds who it is, the random source the nonce. */
export interface ActDraft<Subject, Body> {
  /** Name of the platform, as its log calls itself. A client takes it from what it is connected to, never from the page. */
  readonly platform: string
  /** The `type` of the contract's act form. */
  readonly type: string
  readonly subject: Subject
  readonly body: Body
  readonly actor: { readonly party: string; readonly person: string }
  readonly at: Instant
}

/**
 * Builds the act a person sees and has decided on, `act/1`. Throws NotCanonical on floats, undefined and texts not in normal form C,
 * a ZodError on a draft that is no act at all.
 */
function buildAct<Subject, Body>(draft: ActDraft<Subject, Body>, certSha256: string, random: RandomBytes): Act<Subject, Body> {
  const act: Act<Subject, Body> = {
    v: 'act/1',
    platform: draft.platform,
    type: draft.type,
    subject: draft.subject,
    body: draft.body,
    actor: { party: draft.actor.party, person: draft.actor.person, certSha256 },
    at: draft.at,
    nonce: randomId(random),
  }
  parseAct(actBytes(act))
  return act
}

/**
 * Builds an act and signs it with the person's own key: detached CAdES-BES over the canonical bytes, the chain included.
 * What is signed is built here from its parts; a digest or bytes made elsewhere are never signed (rule S2).
 */
export async function signAct<Subject, Body>(
  input: ActDraft<Subject, Body> & { readonly signer: Signer; readonly random: RandomBytes },
): Promise<SignedAct> {
  const { signer, random } = input
  const content = actBytes(buildAct(input, sha256Hex(signer.certificate), random))
  const p7s = await signCms({ content, signer, chain: [...signer.chain] })
  return { act: fromUtf8(content), p7s: base64url(p7s) }
}
