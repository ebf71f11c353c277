import type { Client } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readInclusion, readTenderChain } from '#shared/contracts/ledger.ts'
import { fromHex } from '#shared/primitives/bytes.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { eventCommitmentHex, factsDigest, parseLedgerEvent } from '#shared/transparency/event.ts'
import { verifyInclusion } from '#shared/transparency/merkle-proof.ts'
import { type Checked, judged, NotVerifiable, type VerifyCheck } from './checked.ts'
import type { VerifyTrust } from './trust.ts'

type ChainEvent = ResultOf<typeof readTenderChain>['events'][number]

/** Verifies one entry of a tender's public chain: what it says, that it follows the one before, and its place in the signed log. */
export async function checkEvent(client: Client, tender: string, entry: string, trust: VerifyTrust): Promise<Checked> {
  const { events } = await client.call(readTenderChain, { params: { tender } })
  const index = events.findIndex(({ c }) => c === entry)
  const found = events[index]
  if (found === undefined) throw new NotVerifiable('unknown', entry)
  return {
    kind: 'event',
    facts: [
      { key: 'eventType', value: found.event.type },
      { key: 'at', value: found.event.at },
      { key: 'tender', value: tender },
      { key: 'sequence', value: String(found.event.seq ?? '') },
      { key: 'entry', value: entry, isDigest: true },
      { key: 'factsText', value: JSON.stringify(found.facts ?? {}) },
    ],
    checks: await placeOf(client, found, events[index - 1], trust),
  }
}

/** The checks of an event's own commitment, of its link and of its place in the log. */
export async function placeOf(
  client: Client,
  found: ChainEvent,
  previous: ChainEvent | undefined,
  trust: VerifyTrust,
): Promise<VerifyCheck[]> {
  const event = parseLedgerEvent(found.event)
  const c = eventCommitmentHex(fromHex(found.salt), event)
  const facts = found.facts as Json | undefined
  return [
    judged(
      'integrity',
      'event-committed',
      c === found.c ? undefined : 'another commitment',
      c === found.c ? {} : { expected: found.c, found: c },
    ),
    facts === undefined
      ? { group: 'integrity', name: 'event-facts', state: 'unchecked', why: 'no facts' }
      : judged(
          'integrity',
          'event-facts',
          event.objectSha256 === undefined || factsDigest(facts) === event.objectSha256 ? undefined : 'other facts',
        ),
    judged('ledger', 'event-linked', event.previous === previous?.c ? undefined : 'not linked to the event before'),
    await inclusionOf(client, c, trust),
  ]
}

async function inclusionOf(client: Client, c: string, trust: VerifyTrust): Promise<VerifyCheck> {
  try {
    const proof = await client.call(readInclusion, { params: { c } })
    const key = trust.logKeys.find(({ name }) => name === proof.origin)
    if (key === undefined)
      return { group: 'ledger', name: 'event-in-log', state: 'unchecked', why: `no trusted key of ${proof.origin}` }
    const checkpoint = openCheckpoint(proof.checkpoint, key)
    const isIncluded = verifyInclusion({
      index: proof.leafIndex,
      size: checkpoint.size,
      leaf: entryLeafHash(c),
      proof: proof.inclusionProof.map(fromHex),
      root: checkpoint.root,
    })
    return judged('ledger', 'event-in-log', isIncluded ? undefined : 'the proof does not lead to the signed root', {
      fact: `#${proof.leafIndex} / ${checkpoint.size}`,
    })
  } catch (error) {
    return judged('ledger', 'event-in-log', error instanceof Error ? error.message : String(error))
  }
}
