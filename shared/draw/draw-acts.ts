import type { PersonClient } from '../acts/person-client.ts'
import type { Client } from '../contracts/client.ts'
import {
  confirmDrawEscrow,
  contributeToDraw,
  escrowContribution,
  revealContribution,
  signPool,
} from '../contracts/experts-draw.ts'
import type { WebCryptoKey } from '../pki/keys.ts'
import type { RandomBytes } from '../primitives/random.ts'
import type { CustodianKey } from '../sealed-bid/custodian-share.ts'
import type { SealedShare } from '../sealed-bid/manifest.ts'
import { openDrawEnvelopes } from './custodian-step.ts'
import type { EscrowOf } from './escrow.ts'
import { type Contribution, drawContribution, type KeptContribution, revealOf, sealContribution } from './party-step.ts'

/** Which draw: its digest and its tender. */
export interface DrawNamed {
  readonly draw: string
  readonly tender: string
}

/** Requester or regulator signs the pool it has seen (`draw/1`, step 1). Throws ProblemError. */
export async function signDrawPool(person: PersonClient, { draw, tender }: DrawNamed): Promise<void> {
  await person.act(signPool, { params: { draw }, subject: { tender, draw }, body: { draw } })
}

/** A party draws its number and commits to it (step 2). Answers the number, to be kept until it is sealed and revealed. */
export async function commitNumber(
  person: PersonClient,
  { draw, tender }: DrawNamed,
  random: RandomBytes,
): Promise<Contribution> {
  const made = drawContribution({ draw, party: person.party, random })
  await person.act(contributeToDraw, { params: { draw }, subject: { tender, draw }, body: { c: made.c } })
  return made
}

/** A party seals its number to the custodians (step 3). Answers what it keeps for the reveal. */
export async function escrowNumber(
  person: PersonClient,
  { draw, tender }: DrawNamed,
  secret: {
    readonly r: Contribution['r']
    readonly k: number
    readonly custodians: readonly CustodianKey[]
    readonly random: RandomBytes
  },
): Promise<KeptContribution> {
  const { sealed, kept } = await sealContribution({ draw, party: person.party, ...secret })
  await person.act(escrowContribution, { params: { draw }, subject: { tender, draw }, body: { sealed: [...sealed] } })
  return kept
}

/** A custodian opens its envelopes and says which do not open (step 4). */
export async function confirmEnvelopes(
  person: PersonClient,
  { draw, tender }: DrawNamed,
  own: {
    readonly escrows: readonly { readonly of: EscrowOf; readonly sealed: readonly SealedShare[] }[]
    readonly custodian: CustodianKey
    readonly privateKey: WebCryptoKey
  },
): Promise<void> {
  const { unreadable } = await openDrawEnvelopes({ draw, ...own })
  await person.act(confirmDrawEscrow, { params: { draw }, subject: { tender, draw }, body: { unreadable: [...unreadable] } })
}

/** A party gives its number to the server, which sees it prove itself (step 5). Nobody signs: the commitment was signed. */
export async function revealNumber(client: Client, draw: string, party: string, kept: KeptContribution): Promise<void> {
  await client.call(revealContribution, { params: { draw }, body: { party, ...revealOf(kept) } })
}
