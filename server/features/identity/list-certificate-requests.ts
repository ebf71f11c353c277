import type { QueryOf, ResultOf } from '#shared/contracts/contract.ts'
import type { listCertificateRequests as listCertificateRequestsContract } from '#shared/contracts/identity-certificates.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { certificateModel } from './certificate.model.ts'
import { behind, pageOf, readCursor } from './cursor.ts'
import type { IdentityReads } from './deps.ts'
import { partyModel } from './party.model.ts'
import { personModel } from './person.model.ts'
import { presentCertificate } from './views.ts'

/** Certificates that wait to be confirmed by the centre, the longest waiting first. */
export async function listCertificateRequests(
  deps: IdentityReads,
  query: QueryOf<typeof listCertificateRequestsContract>,
): Promise<ResultOf<typeof listCertificateRequestsContract>> {
  const rows = await certificateModel(deps.connection)
    .find({ state: 'requested', ...behind(readCursor(query.after), 'requestedAt', 1) })
    .sort({ requestedAt: 1, _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const { items, next } = pageOf(rows, query.limit, (certificate) => ({ at: certificate.requestedAt, id: certificate._id }))
  const [persons, parties] = await Promise.all([
    personModel(deps.connection)
      .find({ _id: { $in: items.map(({ person }) => person) } }, { name: 1 })
      .lean(),
    partyModel(deps.connection)
      .find({ _id: { $in: items.map(({ party }) => party) } }, { name: 1 })
      .lean(),
  ])
  const nameOf = (rows: readonly { _id: string; name: string }[], id: string) => rows.find(({ _id }) => _id === id)?.name ?? ''
  return {
    items: items.map((certificate) => ({
      certificate: presentCertificate(certificate),
      requestedAt: instantOf(certificate.requestedAt.getTime()),
      reason: certificate.reason ?? undefined,
      person: { id: certificate.person, name: nameOf(persons, certificate.person) },
      party: { id: certificate.party, name: nameOf(parties, certificate.party) },
    })),
    next,
  }
}
