import { base64url } from '#shared/primitives/bytes.ts'
import { randomBytes } from '../../../crypto/random.ts'

/** A key that nothing else of the notice has: of a field of letter.json, a review item, a criterion. */
export function freshName(): string {
  return `item-${base64url(randomBytes(6))
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x')}`
}
