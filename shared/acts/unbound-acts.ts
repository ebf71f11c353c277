/**
 * The acts by which a certificate introduces itself: their signer is not yet bound to anybody. `actor` names the party and person the
 * signer is about to become (fresh random ids it draws itself) or, for `person.join` and `certificate.request`, asks to belong to.
 * Such an act proves possession of the key and nothing more; what it may do is decided by what its body carries.
 */
const unboundActTypes = ['party.register', 'party.found', 'person.join', 'certificate.request'] as const

/** Whether an act of this type is signed by a certificate that is not bound yet. */
export function isUnboundActType(type: string): boolean {
  return (unboundActTypes as readonly string[]).includes(type)
}
