import { parseCanonical } from '../primitives/canonical-json.ts'
import { type Act, actSchema, maxListActBytes } from './act.ts'

/**
 * The act in attacker-controlled bytes: canonical (RFC 8785), the outer form of `act/1`, nothing unknown, at most 4 MiB.
 * Says nothing about the signature. Throws NotCanonical, or a ZodError naming the field.
 */
export function parseAct(bytes: Uint8Array): Act {
  return actSchema.parse(parseCanonical(bytes, maxListActBytes)) as Act
}
