import { expect } from 'chai'
import type { PersonClient } from '#shared/acts/person-client.ts'
import {
  acceptCustodyContract,
  confirmReadinessContract,
  declineCustodyContract,
  destroyCustodyKeyContract,
  listCustodyContract,
  readCustodiansContract,
  testCustodyKeyContract,
} from '#shared/contracts/notices/custody.ts'
import { fileNoticeContract, terminateTenderContract, writeDraftContract } from '#shared/contracts/notices/tenders.ts'
import { EnvelopeRefused, openEnvelope, sealEnvelopeToKey } from '#shared/pki/cms-envelope.ts'
import { base64url, fromBase64url, fromHex, fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256, sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { acceptSeat as acceptSeatAsClient, OfferRefused } from '#shared/sealed-bid/client/hold-seat.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptSeat,
  acceptSeats,
  amendTender,
  type Cast,
  castOf,
  confirmSeat,
  custodyKey,
  draftedTender,
  draftFor,
  fileTender,
  logInAll,
  openTest,
  publishedTender,
  readTenderAs,
} from '../support/notices.ts'
import type { TestPerson } from '../support/platform.ts'
import { usePlatform } from '../support/platform.ts'
import { draw } from '../support/sealed-bid.ts'

const DAY_MS = 86_400_000

describe('custodians', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })
  beforeEach(() => logInAll(cast))

  const seat = (index: number): TestPerson => {
    const custodian = cast.custodians[index]
    if (custodian === undefined) throw new Error('no such custodian')
    return custodian
  }
  const onDesk = async (custodian: TestPerson, tender: string) => {
    const { seats } = await custodian.call(listCustodyContract, {})
    const found = seats.find((candidate) => candidate.tender === tender)
    if (found === undefined) throw new Error('no seat on the desk')
    return found
  }
  const accept = async (
    custodian: TestPerson,
    tender: string,
    i: number,
    body: { keySpki: string; testSha256: string; policySha256: string },
  ) => custodian.act(acceptCustodyContract, { params: { tender }, subject: { tender, i }, body })

  it('find every tender they are asked for on one desk, and what they would accept', async () => {
    const first = await draftedTender(platform(), cast)
    const second = await draftedTender(platform(), cast)
    const { seats } = await seat(1).call(listCustodyContract, {})
    expect(seats.map(({ tender }) => tender)).to.include.members([first.id, second.id])
    expect(await onDesk(seat(1), first.id)).to.include({ i: 2, seat: 'asked', state: 'draft' })
    await acceptSeats(cast, first.id)
    await fileTender(cast, first.id)
    const seen = await readTenderAs(seat(1), first.id)
    expect(seen.openingPolicy).to.include({ kind: 'both', k: 2, n: 3 })
    expect(seen, 'no custodian reads a notice before everybody does (P10)').to.deep.include({
      notice: null,
      documents: [],
      desk: null,
    })
  })

  it('accept with a fresh key that opened the test envelope; nobody else opens it', async () => {
    const { id } = await draftedTender(platform(), cast)
    const key = await custodyKey(seat(0), 1)
    const { cms, keySha256 } = await seat(0).call(testCustodyKeyContract, {
      params: { tender: id },
      body: { i: 1, purpose: 'accept', keySpki: key.keySpki },
    })
    expect(keySha256).to.equal(key.keySha256)
    const envelope = fromBase64url(cms)
    const content = await openEnvelope({ envelope, recipient: { keyId: fromHex(keySha256), decryptionKey: key.privateKey } })
    expect(JSON.parse(fromUtf8(content))).to.include({ v: 'custody-test/1', tender: id, i: 1, purpose: 'accept', keySha256 })
    const other = await custodyKey(seat(0), 1)
    const opened = openEnvelope({ envelope, recipient: { keyId: fromHex(keySha256), decryptionKey: other.privateKey } })
    expect(
      await opened.then(
        () => 'opened',
        (error: unknown) => error instanceof EnvelopeRefused && error.code,
      ),
    ).to.equal('envelope-does-not-open')
    const { policySha256 } = await onDesk(seat(0), id)
    await accept(seat(0), id, 1, { keySpki: key.keySpki, testSha256: sha256Hex(content), policySha256 })
    expect(await onDesk(seat(0), id)).to.include({ seat: 'accepted', keySha256 })
    expect((await readTenderAs(cast.agency, id)).custodians.map(({ i, person }) => [i, person])).to.deep.equal([
      [1, seat(0).person],
    ])
  })

  it('have a client that signs only for the policy and seats it was shown, and opens nothing but a test', async () => {
    const { id } = await draftedTender(platform(), cast)
    const offered = await onDesk(seat(0), id)
    const attempt = (changes: Partial<typeof offered>, person: PersonClient = seat(0)) => {
      let kept = 0
      const accepting = acceptSeatAsClient({
        person,
        origin: platform().origin,
        seat: { ...offered, ...changes },
        logs: [],
        keep: async () => {
          kept += 1
        },
      })
      return accepting.then(
        () => 'accepted',
        (error: unknown) => `${error instanceof OfferRefused ? error.name : String(error)}, kept ${kept}`,
      )
    }
    const [first, ...others] = offered.allSeats
    expect(first).to.deep.include({ i: 1, party: seat(0).party })
    const moved = others.map((other) => ({ ...other, party: seat(0).party }))
    expect(await attempt({ openingPolicy: { ...offered.openingPolicy, k: 3 } })).to.equal('OfferRefused, kept 0')
    expect(await attempt({ allSeats: first === undefined ? [] : [first, ...moved] })).to.equal('OfferRefused, kept 0')
    const lying: PersonClient = {
      ...seat(0),
      call: (async (contract: { readonly id: string }, input: { readonly body: { readonly keySpki: string } }) => {
        const recipientSpki = fromBase64url(input.body.keySpki)
        const content = canonicalBytes({
          v: 'share/1',
          purpose: 'custodian',
          context: '0'.repeat(64),
          i: 1,
          share: '0'.repeat(66),
        })
        const recipientKeyId = sha256(recipientSpki)
        expect(contract.id).to.equal('testCustodyKey')
        return { cms: base64url(await sealEnvelopeToKey({ content, recipientSpki, recipientKeyId, random: draw })) }
      }) as unknown as PersonClient['call'],
    }
    expect(await attempt({}, lying)).to.equal('OfferRefused, kept 0')
    expect(await attempt({})).to.equal('accepted')
  })

  it('cannot accept without having opened it, for another seat, or for a policy they did not see', async () => {
    const { id } = await draftedTender(platform(), cast)
    const key = await custodyKey(seat(0), 1)
    const { policySha256 } = await onDesk(seat(0), id)
    const body = { keySpki: key.keySpki, testSha256: await openTest(key, id, 'accept'), policySha256 }
    expect(await refusalOf(accept(seat(0), id, 1, { ...body, testSha256: '0'.repeat(64) }))).to.equal('custody-test-failed')
    expect(await refusalOf(accept(seat(0), id, 1, { ...body, policySha256: '0'.repeat(64) }))).to.equal('custody-policy-changed')
    expect(await refusalOf(accept(seat(0), id, 2, body))).to.equal('seat-not-yours')
    const unopened = await custodyKey(seat(0), 1)
    expect(await refusalOf(accept(seat(0), id, 1, { ...body, keySpki: unopened.keySpki })), 'the test of another key').to.equal(
      'custody-test-failed',
    )
    const stranger = await platform().register('custodian')
    expect(await refusalOf(accept(stranger, id, 1, body))).to.equal('forbidden')
    await accept(seat(0), id, 1, body)
    expect(await refusalOf(accept(seat(0), id, 1, body))).to.equal('seat-wrong-state')
  })

  it('bring one key to one seat of one tender: a key that serves elsewhere, lies on another curve or is no key is refused', async () => {
    const first = await draftedTender(platform(), cast)
    const used = await acceptSeat(seat(0), first.id)
    const { id } = await draftedTender(platform(), cast)
    const test = (keySpki: string) =>
      seat(0).call(testCustodyKeyContract, { params: { tender: id }, body: { i: 1, purpose: 'accept', keySpki } })
    expect(await refusalOf(test(used.keySpki))).to.equal('custody-key-refused')
    const off = fromBase64url((await custodyKey(seat(0), 1)).keySpki)
    off[off.length - 1] = (off.at(-1) ?? 0) ^ 1
    expect(await refusalOf(test(base64url(off))), 'a point off the curve').to.equal('custody-key-refused')
    expect(await refusalOf(test('A'.repeat(122)))).to.equal('custody-key-refused')
  })

  it('are all needed: nothing is filed while a seat is open or declined', async () => {
    const { id } = await draftedTender(platform(), cast)
    await acceptSeat(seat(0), id)
    await acceptSeat(seat(1), id)
    await seat(2).act(declineCustodyContract, {
      params: { tender: id },
      subject: { tender: id, i: 3 },
      body: { reason: '人员出差。' },
    })
    const { version, desk } = await readTenderAs(cast.agency, id)
    expect(desk?.proposal).to.equal(null)
    expect(desk?.seats.map(({ state }) => state)).to.deep.equal(['accepted', 'accepted', 'declined'])
    const { tender } = await publishedTender(platform(), cast)
    if (tender.notice === null) throw new Error('no notice')
    const filed = cast.agency.act(fileNoticeContract, {
      params: { tender: id },
      subject: { tender: id, version },
      body: tender.notice,
    })
    const problem = await problemOf(filed)
    expect(problem.code).to.equal('custodians-missing')
    expect(problem.facts).to.deep.equal({ seats: ['3'] })
  })

  it('are asked anew when the policy or a seat changes after they accepted', async () => {
    const { id } = await draftedTender(platform(), cast)
    await acceptSeats(cast, id)
    const { version, desk } = await readTenderAs(cast.agency, id)
    if (desk?.draft == null) throw new Error('no draft')
    const { openingPolicy } = desk.draft
    const changed = await cast.agency.call(writeDraftContract, {
      params: { tender: id },
      body: {
        version,
        draft: { ...desk.draft, openingPolicy: { ...openingPolicy, windows: { ...openingPolicy.windows, revealSeconds: 1200 } } },
      },
    })
    expect(changed.custodians).to.deep.equal([])
    expect(changed.desk?.seats.map(({ state }) => state)).to.deep.equal(['asked', 'asked', 'asked'])
  })

  it('may not be tenderer, agency and centre with k seats between them, nor parties without the role', async () => {
    const both = await platform().register(['agency', 'custodian'])
    await both.logIn()
    const { id, version, desk } = await draftedTender(platform(), cast)
    if (desk?.draft == null) throw new Error('no draft')
    const { draft } = desk
    const write = (parties: readonly string[]) =>
      cast.agency.call(writeDraftContract, {
        params: { tender: id },
        body: { version, draft: { ...draft, seats: parties.map((party, index) => ({ i: index + 1, party })) } },
      })
    const [first = '', second = ''] = cast.custodians.map(({ party }) => party)
    const interested = await problemOf(write([cast.agency.party, cast.centre.party, first]))
    expect(interested.code).to.equal('opening-policy-refused')
    expect(interested.facts).to.deep.equal({ fault: 'interested-hold-too-much' })
    expect((await problemOf(write([first, first, second]))).facts).to.deep.equal({ fault: 'party-holds-too-much' })
    expect(await refusalOf(write([first, second, cast.regulator.party]))).to.equal('party-not-in-role')
    expect((await write([first, second, both.party])).desk?.seats.at(-1)?.party).to.equal(both.party)
  })

  it('may be tenderer or agency themselves below k: their acceptance counts like any other', async () => {
    const agency = await platform().register(['agency', 'custodian'])
    const mixed: Cast = { ...cast, agency, custodians: [agency, seat(0), seat(1)] }
    await logInAll(mixed)
    const { tender } = await publishedTender(platform(), mixed)
    expect(tender.custodians[0]).to.include({ party: agency.party, i: 1 })
  })

  it('are asked the day before the deadline, confirm by a test of that deadline, and are asked again when it moves', async () => {
    const { tender, keys } = await publishedTender(platform(), cast)
    const deadline = millisOf(tender.deadlineAt ?? instantOf(0))
    platform().clock.set(deadline - DAY_MS - 1)
    await platform().runDue()
    await logInAll(cast)
    expect((await onDesk(seat(0), tender.id)).readinessAskedAt).to.equal(null)
    platform().clock.advance(1)
    await platform().runDue()
    expect((await onDesk(seat(0), tender.id)).readinessAskedAt).to.equal(instantOf(deadline - DAY_MS))
    const [key] = keys
    if (key === undefined) throw new Error('no key')
    const early = await openTest(key, tender.id, 'accept').then(
      () => 'opened',
      () => 'refused',
    )
    expect(early, 'an accepted seat is not tested for acceptance again').to.equal('refused')
    const stale = await openTest(key, tender.id, 'ready')
    await confirmSeat(key, tender.id)
    const { custodians } = await platform().client.call(readCustodiansContract, { params: { tender: tender.id } })
    expect(custodians.map(({ readyAt }) => readyAt !== null)).to.deep.equal([true, false, false])
    await amendTender(cast, tender.id, { deadlineAt: instantOf(deadline + 10 * DAY_MS) }, { affectsBids: false })
    const replay = seat(0).act(confirmReadinessContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, i: 1 },
      body: { keySha256: key.keySha256, testSha256: stale },
    })
    expect(await refusalOf(replay), 'the test of the earlier deadline').to.equal('custody-test-failed')
    platform().clock.set(deadline + 9 * DAY_MS)
    await platform().runDue()
    await logInAll(cast)
    expect(await onDesk(seat(0), tender.id)).to.include({ readyAt: null, readinessAskedAt: instantOf(deadline + 9 * DAY_MS) })
  })

  it('destroy their keys by act when the tender has ended, not before, and once', async () => {
    const { tender, keys } = await publishedTender(platform(), cast)
    const [key] = keys
    if (key === undefined) throw new Error('no key')
    const destroy = () =>
      key.custodian.act(destroyCustodyKeyContract, {
        params: { tender: tender.id },
        subject: { tender: tender.id, i: 1 },
        body: { keySha256: key.keySha256 },
      })
    expect(await refusalOf(destroy())).to.equal('tender-wrong-state')
    await cast.agency.act(terminateTenderContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version: tender.version },
      body: { reason: '终止。' },
    })
    await destroy()
    const { custodians } = await platform().client.call(readCustodiansContract, { params: { tender: tender.id } })
    expect(custodians[0]?.destroyedAt).to.equal(instantOf(platform().clock.now()))
    expect((await problemOf(destroy())).facts).to.deep.equal({ i: 1, state: 'destroyed' })
  })

  it('k and n are bounded by the API too', async () => {
    const { id, version } = await draftedTender(platform(), cast)
    const draft = draftFor(cast, platform().clock.now())
    const write = (k: number, n: number) =>
      cast.agency.call(writeDraftContract, {
        params: { tender: id },
        body: { version, draft: { ...draft, openingPolicy: { ...draft.openingPolicy, k, n } } },
      })
    expect(await refusalOf(write(1, 3))).to.equal('invalid-request')
    expect(await refusalOf(write(3, 3))).to.equal('opening-policy-refused')
    expect(await refusalOf(write(2, 2))).to.equal('invalid-request')
  })
})
