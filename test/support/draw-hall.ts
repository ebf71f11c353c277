import type { ResultOf } from '#shared/contracts/contract.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import * as library from '#shared/contracts/experts-library.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { openDrawEnvelopes } from '#shared/draw/custodian-step.ts'
import { commitNumber, confirmEnvelopes, escrowNumber, revealNumber, signDrawPool } from '#shared/draw/draw-acts.ts'
import type { KeptContribution } from '#shared/draw/party-step.ts'
import { type DrawVerdict, parseDrawBundle, verifyDraw } from '#shared/draw/verify-draw.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { appendEvent } from '../../server/features/ledger/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import type { CustodyKey } from './notices.ts'
import { bidders, type Hall, hallOf, throughToPublished } from './opening-hall.ts'
import type { TestPerson, TestPlatform } from './platform.ts'

/** A draw as the API answers it. */
export type DrawAnswer = ResultOf<typeof draws.getDraw>

/** An expert of the library: the person and its record. */
export interface TestExpert {
  readonly person: TestPerson
  readonly expert: string
}

/** A tender whose opening is published, with a library to draw from. */
export interface DrawHall {
  readonly hall: Hall
  readonly platform: TestPlatform
  readonly experts: readonly TestExpert[]
}

/** What an expert states, unless told otherwise. */
export function expertForm(name: string, specialities: readonly string[]) {
  return {
    name,
    specialities: [...specialities],
    region: '330102',
    title: '高级工程师',
    employer: { name: '澜川市建筑设计研究院', creditCode: null },
    formerEmployers: [],
    ties: [],
    qualifications: '注册公用设备工程师，从业十二年。',
  }
}

/** Registers a person, has it apply and the centre admit it. */
export async function admittedExpert(
  platform: TestPlatform,
  specialities: readonly string[],
  changes: Partial<ReturnType<typeof expertForm>> | Record<string, unknown> = {},
): Promise<TestExpert> {
  const person = await platform.register('expert')
  const expert = randomId(platform.random)
  const body = { ...expertForm(person.credentials.name, specialities), ...changes }
  const applied = await person.act(library.applyAsExpert, { subject: { expert }, body })
  const centre = await platform.centre()
  await centre.act(library.decideExpert, {
    params: { expert },
    subject: { expert, version: applied.version },
    body: { decision: 'admit', reason: '材料齐全' },
  })
  return { person, expert }
}

/** Publishes an opening with three bidders and admits experts: so many for each speciality. */
export async function drawHall(
  platform: TestPlatform,
  counts: Readonly<Record<string, number>> = { A06: 3, A08: 4 },
): Promise<DrawHall> {
  const hall = await hallOf(platform, { custodians: 3 })
  const made = await bidders(hall, 3)
  await throughToPublished(hall, made)
  const experts: TestExpert[] = []
  for (const [speciality, count] of Object.entries(counts))
    for (let index = 0; index < count; index += 1) experts.push(await admittedExpert(platform, [speciality]))
  return { hall, platform, experts }
}

/** What the agency asks for, unless told otherwise: five members, one of the tenderer's, evaluated in twenty hours. */
export function drawRequest({ hall, platform }: DrawHall) {
  return {
    evaluationAt: instantOf(platform.clock.now() + 20 * 3_600_000) as Instant,
    committee: { size: 5, representatives: 1, isComplex: false },
    strata: [
      { speciality: 'A06', seats: 1 },
      { speciality: 'A08', seats: 3 },
    ],
    region: '330000' as string | null,
    parties: [hall.cast.centre.party, hall.cast.regulator.party],
    answerSeconds: 600,
    stepSeconds: 900,
    reason: null as string | null,
  }
}

/** The agency asks for a draw. */
export function askForDraw(
  setting: DrawHall,
  changes: Partial<ReturnType<typeof drawRequest>> = {},
  attempt = 1,
): Promise<DrawAnswer> {
  const tender = setting.hall.tender.id
  return setting.hall.cast.agency.act(draws.requestDraw, {
    params: { tender },
    subject: { tender, attempt },
    body: { ...drawRequest(setting), ...changes },
  })
}

/** The draw now. */
export function drawNow({ platform }: Pick<DrawHall, 'platform'>, draw: string): Promise<DrawAnswer> {
  return platform.client.call(draws.getDraw, { params: { draw } })
}

/** What is due happens; then the draw as it stands. */
export async function settledDraw(setting: DrawHall, draw: string): Promise<DrawAnswer> {
  await setting.platform.runDue()
  return drawNow(setting, draw)
}

/** Agency and regulator sign the pool. */
export async function signPools(setting: DrawHall, { draw, tender }: Pick<DrawAnswer, 'draw' | 'tender'>): Promise<DrawAnswer> {
  for (const signer of [setting.hall.cast.agency, setting.hall.cast.regulator]) await signDrawPool(signer, { draw, tender })
  return settledDraw(setting, draw)
}

/** The persons who act for the parties of a draw, in their order. */
export function partyPersons({ hall }: DrawHall): readonly TestPerson[] {
  return [hall.cast.agency, hall.cast.centre, hall.cast.regulator]
}

/** A party's number on its way through a draw. */
export interface PartyNumber {
  readonly person: TestPerson
  readonly r: Uint8Array<ArrayBuffer>
  readonly c: string
  kept?: KeptContribution
}

/** These parties commit to numbers. */
export async function commitAll(
  setting: DrawHall,
  { draw, tender }: Pick<DrawAnswer, 'draw' | 'tender'>,
  persons: readonly TestPerson[] = partyPersons(setting),
): Promise<PartyNumber[]> {
  const numbers: PartyNumber[] = []
  for (const person of persons)
    numbers.push({ person, ...(await commitNumber(person, { draw, tender }, setting.platform.random)) })
  await setting.platform.runDue()
  return numbers
}

/** These numbers are sealed to the custodians. `other` may have a party deal something else than it committed to. */
export async function escrowAll(
  setting: DrawHall,
  { draw, tender }: Pick<DrawAnswer, 'draw' | 'tender'>,
  numbers: readonly PartyNumber[],
  other: (number: PartyNumber) => Uint8Array<ArrayBuffer> = ({ r }) => r,
): Promise<DrawAnswer> {
  const custodians = setting.hall.keys.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) }))
  const { k } = (await drawNow(setting, draw)).pool.custody
  for (const number of numbers) {
    const secret = { r: other(number), k, custodians, random: setting.platform.random }
    number.kept = await escrowNumber(number.person, { draw, tender }, secret)
  }
  return settledDraw(setting, draw)
}

/** What a custodian's own client finds in its envelopes. */
export async function envelopesOf(setting: DrawHall, draw: string, key: CustodyKey) {
  const { escrows } = await drawNow(setting, draw)
  return openDrawEnvelopes({
    draw,
    escrows,
    custodian: { i: key.i, keySpki: fromBase64url(key.keySpki) },
    privateKey: key.privateKey,
  })
}

/** These custodians confirm what they find. */
export async function confirmAll(
  setting: DrawHall,
  { draw, tender }: Pick<DrawAnswer, 'draw' | 'tender'>,
  keys: readonly CustodyKey[] = setting.hall.keys,
): Promise<DrawAnswer> {
  for (const { custodian, i, keySpki, privateKey } of keys) {
    const { escrows } = await drawNow(setting, draw)
    await confirmEnvelopes(
      custodian,
      { draw, tender },
      { escrows, custodian: { i, keySpki: fromBase64url(keySpki) }, privateKey },
    )
  }
  return settledDraw(setting, draw)
}

/** These numbers are revealed to the server. */
export async function revealAll(setting: DrawHall, draw: string, numbers: readonly PartyNumber[]): Promise<DrawAnswer> {
  for (const { person, kept } of numbers) {
    if (kept === undefined) throw new Error('nothing dealt')
    await revealNumber(setting.platform.client, draw, person.party, kept)
  }
  return settledDraw(setting, draw)
}

/** A custodian gives the shares that are asked for. */
export async function giveShares(setting: DrawHall, draw: string, key: CustodyKey): Promise<DrawAnswer> {
  const { wanted } = await drawNow(setting, draw)
  const { shares } = await envelopesOf(setting, draw, key)
  await setting.platform.client.call(draws.releaseDrawShares, {
    params: { draw },
    body: { shares: shares.filter(({ of }) => (wanted as readonly string[]).includes(of)) as never },
  })
  return settledDraw(setting, draw)
}

/** From the request to the first calls, everybody honest. */
export async function throughToCalling(
  setting: DrawHall,
  changes: Partial<ReturnType<typeof drawRequest>> = {},
): Promise<DrawAnswer> {
  const asked = await askForDraw(setting, changes)
  await signPools(setting, asked)
  const numbers = await commitAll(setting, asked)
  await escrowAll(setting, asked, numbers)
  await confirmAll(setting, asked)
  return revealAll(setting, asked.draw, numbers)
}

/** Invitations of one expert, as its own client reads them. */
export async function invitationsOf({ person }: TestExpert): Promise<ResultOf<typeof draws.listInvitations>> {
  await person.logIn()
  return person.call(draws.listInvitations, {})
}

/** Every expert who is called, with its invitation. */
export async function calledExperts(setting: DrawHall) {
  const found: { expert: TestExpert; invitation: ResultOf<typeof draws.listInvitations>['items'][number] }[] = []
  for (const expert of setting.experts) {
    const { items } = await invitationsOf(expert)
    for (const invitation of items) found.push({ expert, invitation })
  }
  return found
}

/** An expert answers its invitation. */
export async function answerOf(
  { person }: TestExpert,
  invitation: ResultOf<typeof draws.listInvitations>['items'][number],
  answer: 'accept' | 'conflict' | 'unavailable',
): Promise<void> {
  const { draw, tender, seat, token } = invitation
  await person.act(draws.answerInvitation, { params: { draw }, subject: { tender, draw, seat }, body: { answer, token } })
}

/** Everybody called accepts until the committee is full. */
export async function fillCommittee(setting: DrawHall, draw: string): Promise<DrawAnswer> {
  for (const { expert, invitation } of await calledExperts(setting))
    if (invitation.state === 'called') await answerOf(expert, invitation, 'accept')
  return settledDraw(setting, draw)
}

/** The result of every lot becomes public (X3), as awards put it on the chain. */
export async function publishResult({
  hall,
  platform,
}: {
  readonly hall: Pick<Hall, 'tender'>
  readonly platform: TestPlatform
}): Promise<void> {
  const { connection, random } = platform.server.platform
  const at = instantOf(platform.clock.now())
  const tender = hall.tender.id
  await inTransaction(connection, async (session) => {
    const lots = hall.tender.lots.map(({ id }) => ({ lot: id, failure: null }))
    const begun = { type: 'award.begun', subject: { tender }, at, tender, facts: { lots } }
    await appendEvent({ connection, random }, session, begun)
    for (const { lot } of lots)
      await appendEvent({ connection, random }, session, {
        type: 'award.decided',
        subject: { tender, lot },
        at,
        tender,
        facts: {},
      })
  })
  await platform.beat()
}

/** The bundle as anybody fetches it. */
export async function drawBundleText({ platform }: DrawHall, draw: string): Promise<string> {
  await platform.beat()
  return fromUtf8(await platform.client.call(draws.getDrawBundle, { params: { draw } }))
}

/** A stranger verifies a draw off line; `text` may be a bundle somebody has altered. */
export async function verifyDrawAsStranger(
  setting: DrawHall,
  draw: string,
  text?: string,
): Promise<DrawVerdict & { readonly failures: readonly string[] }> {
  const bytes = utf8(text ?? (await drawBundleText(setting, draw)))
  const described = await setting.platform.client.call(getPlatform, {})
  const verdict = await verifyDraw(parseDrawBundle(bytes), {
    logKeys: [parseNoteKey(described.logVerifierKey)],
    certificates: {
      trust: {
        anchors: described.anchors.map((der) => parseCertificate(fromBase64url(der))),
        intermediates: [...setting.platform.pki.trust.intermediates],
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
