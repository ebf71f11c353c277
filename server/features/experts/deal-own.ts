import { vrfInput } from '#shared/draw/contribution.ts'
import { vrfProve } from '#shared/draw/ecvrf.ts'
import { dealEscrow, namesEscrow, platformEscrow, sealProof } from '#shared/draw/escrow.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { fromBase64url, hex } from '#shared/primitives/bytes.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { PublishedTender } from '../notices/index.ts'
import { isDealt } from './contribute.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawPoolModel } from './draw.model.ts'
import { changeDraw, recordFact } from './move-draw.ts'
import { poolOf } from './read-draw.ts'
import { openKeptPool } from './supplement.ts'
import { sealUnderNames, vaultOf } from './vault.ts'

/**
 * The platform's own part of the escrow: the proof of its random function in a box whose key goes to the custodians, and the key of names.
 * From here on the list of who is in the pool lies sealed, and this process's memory alone opens it. Throws `draw-locked` where a
 * supplementary pool lies under names that are sealed away.
 */
export async function dealOwn(deps: DrawDeps, draw: DrawDocument, tender: PublishedTender, at: number): Promise<void> {
  const { random } = deps
  const { k } = poolOf(draw).custody
  const name = draw.draw
  const custodians = tender.custodians.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) }))
  const c = draw.parties.map((party) => {
    assertHolds(party.c !== null, 'every party has committed')
    return party.c
  })
  const proof = vrfProve(deps.keys.secret('draw-vrf'), vrfInput(name, c))
  const platformKey = random(32)
  const namesKey = random(32)
  const platform = await dealEscrow({ secret: platformKey, k, custodians, draw: name, of: platformEscrow, random })
  const names = await dealEscrow({ secret: namesKey, k, custodians, draw: name, of: namesEscrow, random })
  const box = await sealProof({ key: platformKey, draw: name, proof, random })
  const own = { pi: hex(proof), key: hex(platformKey), shares: platform.shares.map(hex) }
  const platformBox = await sealUnderNames({ key: namesKey, draw: name, name: 'platform', random }, JSON.stringify(own))
  const poolBox = await sealUnderNames({ key: namesKey, draw: name, name: 'pool', random }, await openKeptPool(deps, draw))
  await inTransaction(deps.connection, async (session) => {
    const escrows = [
      ...draw.escrows,
      { of: platformEscrow, sealed: platform.sealed, box },
      { of: namesEscrow, sealed: names.sealed },
    ]
    const platformFacts = { draw: name, of: platformEscrow, sealed: [...platform.sealed], box }
    await recordFact(deps, session, draw, { type: 'draw.escrowed', facts: platformFacts, at })
    const namesFacts = { draw: name, of: namesEscrow, sealed: [...names.sealed] }
    await recordFact(deps, session, draw, { type: 'draw.escrowed', facts: namesFacts, at })
    const nextDueAt = isDealt(draw, escrows) ? new Date(at) : draw.stepEndsAt
    await changeDraw(deps, session, draw, { escrows, platformBox, nextDueAt })
    await drawPoolModel(deps.connection).updateOne(
      { _id: name },
      { $set: { text: null, box: Buffer.from(fromBase64url(poolBox)) } },
      { session },
    )
  })
  vaultOf(deps, name).namesKey = namesKey
}
