import { platformContributor } from '#shared/coefficient/terms.ts'
import { openBox, sealBox } from '#shared/draw/escrow.ts'
import { drawContribution, type KeptContribution, keptText, readKept, sealContribution } from '#shared/draw/party-step.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { CoefficientDocument } from './coefficient.model.ts'
import type { CoefficientDeps } from './deps.ts'
import { changeCoefficient, recordFact } from './move-coefficient.ts'
import { withContributor } from './read-coefficient.ts'

const own = platformContributor

/** The platform commits to a number of its own, as a party does: it lies sealed to the custodians, and under a key of the key folder. */
export async function commitOwn(
  deps: CoefficientDeps,
  coefficient: CoefficientDocument,
  tender: PublishedTender,
  at: number,
): Promise<void> {
  const { draw } = coefficient
  const { random } = deps
  const { r, c } = drawContribution({ draw, party: own, random })
  const custodians = tender.custodians.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) }))
  const { sealed, kept } = await sealContribution({ draw, party: own, r, k: tender.openingPolicy.k, custodians, random })
  const content = utf8(keptText(kept))
  const box = await sealBox({ key: deps.keys.secret('coefficient'), draw, name: own, content, random })
  await inTransaction(deps.connection, async (session) => {
    const facts = { draw, of: own, c, sealed: [...sealed] }
    await recordFact(deps, session, coefficient._id, { type: 'coefficient.committed', facts, at })
    await changeCoefficient(deps, session, coefficient, {
      own: base64url(box),
      contributors: withContributor(coefficient, own, { c, sealed }),
      nextDueAt: new Date(at),
    })
  })
}

/** The platform's number and the shares it dealt. */
export async function ownNumber(deps: CoefficientDeps, coefficient: CoefficientDocument): Promise<KeptContribution> {
  assertHolds(coefficient.own !== null, 'the platform has committed')
  const { draw } = coefficient
  const box = fromBase64url(coefficient.own)
  const content = await openBox({ key: deps.keys.secret('coefficient'), draw, name: own, box })
  assertHolds(content !== undefined, 'the platform’s own box opens under its own key')
  return readKept(fromUtf8(content))
}
