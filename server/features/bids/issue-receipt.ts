import { signCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import type { SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import { type TimestampSource, TimestampUnavailable } from '../../platform/timestamp/timestamp-source.ts'

/**
 * Signs a receipt and stamps the signature when the platform is its own timestamp authority. A foreign authority stamps the
 * checkpoint of the deadline instead: asked now, it would learn when a bid came in.
 */
export async function issueReceipt(
  deps: {
    readonly keys: { readonly platformSigner: Signer }
    readonly timestamp: TimestampSource
  },
  bytes: Bytes,
): Promise<SignedReceipt> {
  const p7s = await signCms({ content: bytes, signer: deps.keys.platformSigner })
  const timestamp = deps.timestamp.isPlatformsOwn ? await stamp(deps, p7s) : undefined
  return {
    receipt: fromUtf8(bytes),
    p7s: base64url(p7s),
    ...(timestamp === undefined ? {} : { timestamp: base64url(timestamp) }),
  }
}

/** A receipt goes out without a token rather than not at all (rule B5). */
async function stamp(deps: { readonly timestamp: TimestampSource }, p7s: Bytes): Promise<Bytes | undefined> {
  try {
    return await deps.timestamp.stamp(sha256(p7s))
  } catch (error) {
    if (error instanceof TimestampUnavailable) return undefined
    throw error
  }
}
