import { expect } from 'chai'
import { createPersonClient } from '#shared/acts/person-client.ts'
import { createClient } from '#shared/contracts/client.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type CustodianStep, takeCustodianStep } from '#shared/sealed-bid/client/custodian-step.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { ChainRefused, type KnownLog, type WalkedChain, walkChain } from '#shared/sealed-bid/client/walk-chain.ts'
import { NoteRefused, noteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { bidFor } from '../support/bids.ts'
import {
  amendTender,
  type Cast,
  type CustodyKey,
  castOf,
  logInAll,
  publishedTender,
  type TenderAnswer,
  usualEnvelopes,
} from '../support/notices.ts'
import { closeAndList, openingOf, sealable } from '../support/opening.ts'
import { type TestPlatform, usePlatform } from '../support/platform.ts'

type Lie = (path: string, text: string) => string

describe('a custodian’s own client before a platform that lies (opening/1; B6)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let cast: Cast
  let tender: TenderAnswer
  let keys: CustodyKey[]
  let seen: readonly KnownLog[]
  /** What the platform answered before anybody had bid. */
  const answersOfThen = new Map<string, string>()

  before('four bids, an amended deadline, and the list', async () => {
    platform = running()
    cast = await castOf(platform)
    const published = await publishedTender(platform, cast, { draft: { envelopes: usualEnvelopes.slice(1) } })
    keys = published.keys
    tender = published.tender
    platform.clock.advance(60_000)
    await platform.runDue()
    const later = new Date(Date.parse(tender.deadlineAt ?? '') + 15 * 86_400_000).toISOString()
    await logInAll(cast)
    tender = await amendTender(cast, tender.id, { deadlineAt: later as never })
    await platform.runDue()
    await platform.beat()
    const record: Lie = (path, text) => {
      answersOfThen.set(path, text)
      return text
    }
    seen = (await walk(record, [])).logs
    const target = await sealable(platform, tender, keys)
    for (const price of ['1.00', '2.00', '3.00', '4.00']) {
      const person = await platform.register('bidder')
      const envelopes = [{ name: 'commercial', fields: { price, period: '90' }, files: [] }]
      await bidFor(platform.origin, target, person.credentials.signer, { envelopes })
    }
    await closeAndList(platform, tender)
    await platform.beat()
  })

  it('walks an honest chain and keeps what it has seen', async () => {
    const chain = await walk(honest, seen)
    expect(chain.events.map(({ type }) => type)).to.include.members([
      'notice.published',
      'notice.amended',
      'deadline.passed',
      'opening.listed',
    ])
    const [log] = chain.logs
    expect(log?.newest).to.be.a('string').and.not.to.equal(seen[0]?.newest)
  })

  const lies: readonly [string, Lie][] = [
    ['dates an event back', onChain((text) => text.replace(/("type":"deadline\.passed".*?"at":")\d{4}/, '$12020'))],
    ['changes facts: another list', onChain((text) => text.replace(/("manifests":\[")[0-9a-f]{8}/, '$100000000'))],
    ['leaves an event out', onChain((text) => changed(text, (events) => void events.splice(1, 1)))],
    ['puts two events in another order', onChain((text) => changed(text, (events) => void events.reverse()))],
    [
      'shows an event that is in no log',
      onChain((text) => changed(text, (events) => void events.push({ ...(events.at(-1) as object), salt: 'a'.repeat(64) }))),
    ],
    [
      'proves an event by another’s place',
      (path, text) => (path.includes('/log/inclusion/') ? text.replace(/"leafIndex":\d+/, '"leafIndex":0') : text),
    ],
    [
      'signs with another key',
      (path, text) =>
        path.includes('/log/inclusion/')
          ? text.replace(
              /— (\S+) [A-Za-z0-9+/=]+/,
              (_, name) => `— ${name} ${Buffer.from(new Uint8Array(68)).toString('base64')}`,
            )
          : text,
    ],
    [
      'names another log key than the one known',
      (path, text) =>
        path.endsWith('/api/log')
          ? text.replace(
              /\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"/,
              `+00000000+${Buffer.from(new Uint8Array(33).fill(1)).toString('base64')}"`,
            )
          : text,
    ],
    [
      'cannot show that the log only grew',
      (path, text) => (path.includes('/consistency') ? text.replace(/"proof":\[[^\]]*\]/, '"proof":[]') : text),
    ],
  ]
  for (const [what, lie] of lies) {
    it(`stops when the platform ${what}`, async () => {
      expect(await outcomeOf(walk(lie, seen))).to.equal('refused')
    })
  }

  it('stops when the platform answers as it did long ago: the log is shorter than what was seen', async () => {
    const newest = (await walk(honest, seen)).logs
    const asThen: Lie = (path, text) => answersOfThen.get(path) ?? text
    expect(await outcomeOf(walk(asThen, seen))).to.equal('walked')
    expect(await outcomeOf(walk(asThen, newest))).to.equal('refused')
  })

  it('stops when the log’s key is not one it has got from elsewhere', async () => {
    const foreign = noteKey('kaibiao.test/2026', new Uint8Array(32).fill(7))
    const client = createClient({ origin: platform.origin, fetch: globalThis.fetch })
    const walking = walkChain({ client, tender: tender.id, knownLogs: [], trustedKeys: [foreign], proven: [] })
    expect(await outcomeOf(walking)).to.equal('refused')
    const own = seen.map(({ key }) => parseNoteKey(key))
    const trusted = walkChain({ client, tender: tender.id, knownLogs: [], trustedKeys: own, proven: [] })
    expect(await outcomeOf(trusted)).to.equal('walked')
  })

  it('releases nothing before its own clock is past the newest deadline, whatever the platform’s says', async () => {
    const step = await stepOf(keys[0], honest, Date.parse(tender.deadlineAt ?? '') - 1)
    expect(step).to.include({ done: 'nothing', refusal: 'own-clock-before-deadline' })
    const { custodians } = await openingOf(platform, tender.id)
    expect(custodians.some(({ hasReleasedIdentities }) => hasReleasedIdentities)).to.equal(false)
  })

  it('goes by the amended notice that the agency signed: an earlier deadline of the platform’s own counts for nothing', async () => {
    const earlier = Date.parse(tender.deadlineAt ?? '') - 10 * 86_400_000
    const step = await stepOf(keys[0], honest, earlier)
    expect(step.refusal).to.equal('own-clock-before-deadline')
  })

  it('releases nothing when the facts of the amended notice are withheld, so that the earlier deadline would count', async () => {
    const withhold = onChain((text) =>
      changed(text, (events) => {
        for (const entry of events as { event: { type: string }; facts?: unknown }[]) {
          if (entry.event.type === 'notice.amended') delete entry.facts
        }
      }),
    )
    expect(await outcomeOf(stepOf(keys[0], withhold))).to.equal('refused')
  })

  it('releases nothing for a manifest that was exchanged, slipped in, or kept from it', async () => {
    const swap: Lie = (path, text) =>
      path.endsWith('/manifests') ? text.replace(/("nonce\\":\\")[0-9a-f]{8}/, '$100000000') : text
    expect(await outcomeOf(stepOf(keys[0], swap))).to.equal('refused')
    const keep: Lie = (path, text) => {
      if (!path.endsWith('/manifests')) return text
      const answer = JSON.parse(text)
      return JSON.stringify({ ...answer, manifests: answer.manifests.slice(1) })
    }
    expect(await outcomeOf(stepOf(keys[0], keep))).to.equal('refused')
    const { custodians } = await openingOf(platform, tender.id)
    expect(custodians.some(({ hasReleasedIdentities }) => hasReleasedIdentities)).to.equal(false)
  })

  it('releases nothing on a notice that is not signed as it reads', async () => {
    const lie: Lie = (path, text) => (/\/api\/acts\/[0-9a-f]{64}$/.test(path) ? text.replace('"round":1', '"round":2') : text)
    expect(await outcomeOf(stepOf(keys[0], lie))).to.equal('refused')
  })

  it('releases to an honest platform, once, and reports an identity share that does not open', async () => {
    const first = await stepOf(keys[0], honest)
    expect(first).to.include({ done: 'identities', bids: 4 })
    expect(await stepOf(keys[0], honest)).to.include({ done: 'nothing' })
    const foreign = { ...(keys[1] ?? expect.fail()), keySpki: (keys[2] ?? expect.fail()).keySpki }
    const second = await stepOf(foreign, honest)
    expect(second).to.include({ done: 'identities' })
    expect(second.unreadable.map(({ cause }) => cause)).to.deep.equal(Array(4).fill('share-wrong-recipient'))
    const { custodians } = await openingOf(platform, tender.id)
    expect(custodians.filter(({ hasReleasedIdentities }) => hasReleasedIdentities).map(({ i }) => i)).to.deep.equal([1, 2])
  })

  async function walk(lie: Lie, knownLogs: readonly KnownLog[]): Promise<WalkedChain> {
    const client = createClient({ origin: platform.origin, fetch: lying(lie) })
    return walkChain({ client, tender: tender.id, knownLogs, proven: ['deadline.passed', 'opening.listed'] })
  }

  async function stepOf(key: CustodyKey | undefined, lie: Lie, now = platform.clock.now() + 1000): Promise<CustodianStep> {
    if (key === undefined) throw new Error('no custodian')
    const { party, person, signer } = key.custodian
    const { origin, random } = platform
    const options = { origin, fetch: lying(lie), signer, platform: 'kaibiao.test', party, person, random }
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key.privateKey))
    const custody: CustodyFile = {
      v: 'custody/1',
      origin,
      tender: tender.id,
      i: key.i,
      keySpki: key.keySpki,
      privateKeyPkcs8: base64url(pkcs8),
      logs: seen.map((log) => ({ ...log })),
    }
    const trust = { material: platform.pki.trust, isRevocationChecked: true }
    return takeCustodianStep({ person: createPersonClient({ ...options, now: platform.clock.now }), custody, now, trust })
  }
})

const honest: Lie = (_path, text) => text

/** A lie about the tender's public chain. */
function onChain(lie: (text: string) => string): Lie {
  return (path, text) => (path.endsWith('/chain') ? lie(text) : text)
}

function changed(text: string, change: (events: unknown[]) => void): string {
  const answer = JSON.parse(text) as { events: unknown[] }
  change(answer.events)
  return JSON.stringify(answer)
}

/** A platform that lies: the real one, its answers changed on the way. */
function lying(lie: Lie): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await globalThis.fetch(input, init)
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    if (!response.ok || lie === honest || response.status === 204) return response
    const body = Buffer.from(await response.arrayBuffer())
    const text = body.toString('utf8')
    const told = lie(pathname, text)
    return new Response(told === text ? body : told, { status: response.status, headers: response.headers })
  }
}

/** Whether a client stopped for a reason of its own. Anything else that goes wrong is a fault of the test. */
async function outcomeOf(work: Promise<unknown>): Promise<'refused' | 'walked'> {
  try {
    await work
    return 'walked'
  } catch (error) {
    if (error instanceof ChainRefused || error instanceof NoteRefused || error instanceof DomainProblem) return 'refused'
    throw error
  }
}
