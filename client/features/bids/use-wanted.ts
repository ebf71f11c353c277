import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { getOpeningEvents } from '#shared/contracts/opening-reading.ts'
import { visitorClient } from '../../platform/api.ts'

/** What is wanted again of one bid. */
export interface WantedOfBid {
  readonly isIdentity: boolean
  readonly envelopes: readonly string[]
}

type Facts = readonly { readonly type: string; readonly facts: unknown }[]

const identitiesWanted = z.looseObject({ bids: z.array(z.looseObject({ manifestSha256: z.string() })) })
const payloadsWanted = z.looseObject({
  payloads: z.array(z.looseObject({ manifestSha256: z.string(), envelope: z.string() })),
})
const identitySupplied = z.looseObject({ manifestSha256: z.string() })
const payloadSupplied = z.looseObject({ manifestSha256: z.string(), envelope: z.string() })

/**
 * What the platform has asked for on the tender's chain and nobody has supplied since: `identity` or the name of an envelope, by manifest.
 * Read only while `isAsked`: nobody else has to fetch the chain.
 */
export function useWanted(tender: string, isAsked: boolean): ReadonlyMap<string, WantedOfBid> {
  const { data } = useQuery({
    queryKey: ['opening', tender, 'wanted'],
    queryFn: async () => (await visitorClient().call(getOpeningEvents, { params: { tender }, query: { after: 0 } })).events,
    enabled: isAsked,
    retry: false,
  })
  return wantedIn(data ?? [])
}

/** The same out of the facts of a chain, oldest first. */
function wantedIn(facts: Facts): ReadonlyMap<string, WantedOfBid> {
  const wanted = new Map<string, WantedOfBid>()
  const change = (manifest: string, how: (of: WantedOfBid) => WantedOfBid) => {
    const next = how(wanted.get(manifest) ?? { isIdentity: false, envelopes: [] })
    if (next.isIdentity || next.envelopes.length > 0) wanted.set(manifest, next)
    else wanted.delete(manifest)
  }
  for (const { type, facts: said } of facts) {
    if (type === 'opening.identities-wanted')
      for (const { manifestSha256 } of identitiesWanted.parse(said).bids)
        change(manifestSha256, (of) => ({ ...of, isIdentity: true }))
    if (type === 'bid.identity-supplied')
      change(identitySupplied.parse(said).manifestSha256, (of) => ({ ...of, isIdentity: false }))
    if (type === 'opening.payloads-wanted')
      for (const { manifestSha256, envelope } of payloadsWanted.parse(said).payloads)
        change(manifestSha256, (of) => ({ ...of, envelopes: [...new Set([...of.envelopes, envelope])] }))
    if (type === 'bid.payload-supplied') {
      const { manifestSha256, envelope } = payloadSupplied.parse(said)
      change(manifestSha256, (of) => ({ ...of, envelopes: of.envelopes.filter((name) => name !== envelope) }))
    }
  }
  return wanted
}
