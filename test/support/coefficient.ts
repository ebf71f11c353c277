import { createPersonClient } from '#shared/acts/person-client.ts'
import { type CoefficientDuty, takeCoefficientStep } from '#shared/coefficient/custodian-duty.ts'
import { type CoefficientVerdict, parseCoefficientBundle, verifyCoefficient } from '#shared/coefficient/verify-coefficient.ts'
import * as contracts from '#shared/contracts/coefficient.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { drawContribution, type KeptContribution, revealOf, sealContribution } from '#shared/draw/party-step.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import type { PriceFormula } from '#shared/scoring/plan.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { custodyOf } from './custodian-cli.ts'
import { evaluatedHall } from './evaluation.ts'
import type { Cast, CustodyKey } from './notices.ts'
import type { Hall } from './opening-hall.ts'
import type { TestPerson, TestPlatform } from './platform.ts'
import { planOf } from './scoring.ts'

/** A coefficient as the API answers it. */
export type CoefficientAnswer = ResultOf<typeof contracts.getCoefficient>

/** The values of the tests' notices. */
export const coefficientValues = ['0.95', '0.96', '0.97', '0.98']

/** The mean benchmark with a coefficient that these parties draw with the platform. */
export function drawnFormula(parties: readonly string[]): PriceFormula {
  const coefficient = { kind: 'drawn' as const, values: coefficientValues, parties: [...parties] }
  return { kind: 'benchmark', of: 'mean', drop: [], coefficient, above: '1', below: '0.5', rateDecimals: null }
}

/** A published tender whose coefficient is drawn by these (the agency and the regulator unless told) and the platform. */
export async function coefficientHall(
  platform: TestPlatform,
  cast: Cast,
  parties: readonly TestPerson[] = [cast.agency, cast.regulator],
): Promise<Hall> {
  const formula = drawnFormula(parties.map(({ party }) => party))
  const hall = await evaluatedHall(platform, cast, { lowPrice: null, price: { ...planOf().price, formula } })
  await platform.runDue()
  await platform.beat()
  return hall
}

/** The coefficient now. */
export function coefficientNow({ platform, tender }: Pick<Hall, 'platform' | 'tender'>): Promise<CoefficientAnswer> {
  return platform.client.call(contracts.getCoefficient, { params: { tender: tender.id } })
}

/** What an act about the coefficient names. */
async function about(hall: Hall) {
  const { draw, tender } = await coefficientNow(hall)
  return { params: { tender }, subject: { tender, draw } }
}

/** A party commits to a number and seals it to the custodians. `dealt` may have it deal something else than it commits to. */
export async function commitIn(hall: Hall, person: TestPerson, dealt?: Uint8Array<ArrayBuffer>): Promise<KeptContribution> {
  const { draw, terms } = await coefficientNow(hall)
  const { random } = hall.platform
  const { r, c } = drawContribution({ draw, party: person.party, random })
  const custodians = hall.keys.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) }))
  const { sealed, kept } = await sealContribution({
    draw,
    party: person.party,
    r: dealt ?? r,
    k: terms.custody.k,
    custodians,
    random,
  })
  await person.act(contracts.commitToCoefficient, { ...(await about(hall)), body: { c, sealed: [...sealed] } })
  return { ...kept, r }
}

/** What a custodian's own client does now, by its own judgement. */
export async function custodianTakes(hall: Hall, key: CustodyKey): Promise<CoefficientDuty> {
  const { platform } = hall
  await platform.beat()
  const { party, person, signer } = key.custodian
  const { origin, random, clock, pki } = platform
  return takeCoefficientStep({
    person: createPersonClient({
      origin,
      fetch: globalThis.fetch,
      signer,
      platform: 'kaibiao.test',
      party,
      person,
      random,
      now: clock.now,
    }),
    custody: await custodyOf(hall, key),
    now: clock.now(),
    trust: { material: pki.trust, isRevocationChecked: true },
  })
}

/** A party reveals what it kept. */
export async function revealIn(hall: Hall, person: TestPerson, kept: KeptContribution): Promise<CoefficientAnswer> {
  await hall.platform.client.call(contracts.revealCoefficientNumber, {
    params: { tender: hall.tender.id },
    body: { party: person.party, ...revealOf(kept) },
  })
  return settledCoefficient(hall)
}

/** What is due happens; then the coefficient as it stands. */
export async function settledCoefficient(hall: Hall): Promise<CoefficientAnswer> {
  await hall.platform.runDue()
  await hall.platform.beat()
  await hall.platform.runDue()
  return coefficientNow(hall)
}

/** The bundle as anybody fetches it. */
export async function coefficientBundle({ platform, tender }: Hall): Promise<string> {
  await platform.beat()
  return fromUtf8(await platform.client.call(contracts.getCoefficientBundle, { params: { tender: tender.id } }))
}

/** A stranger verifies a coefficient off line; `text` may be a bundle somebody has altered. */
export async function verifyCoefficientAsStranger(
  hall: Hall,
  text?: string,
): Promise<CoefficientVerdict & { readonly failures: readonly string[] }> {
  const bytes = utf8(text ?? (await coefficientBundle(hall)))
  const described = await hall.platform.client.call(getPlatform, {})
  const verdict = await verifyCoefficient(parseCoefficientBundle(bytes), {
    logKeys: [parseNoteKey(described.logVerifierKey)],
    certificates: {
      trust: {
        anchors: described.anchors.map((der) => parseCertificate(fromBase64url(der))),
        intermediates: [...hall.platform.pki.trust.intermediates],
        revocation: described.revocationLists.map((der) => parseRevocationList(fromBase64url(der))),
      },
      isRevocationChecked: true,
    },
  })
  const failures = verdict.checks
    .filter(({ verdict: judged }) => judged === 'fail')
    .map(({ name, subject, why }) => `${name} ${subject ?? ''}: ${why ?? ''}`)
  return { ...verdict, failures }
}
