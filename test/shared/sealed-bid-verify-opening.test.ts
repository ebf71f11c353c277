import { expect } from 'chai'
import { hex, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { type OpeningBundle, parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import { playOpening, type TestOpening } from '../support/opening-bundle.ts'
import { TEST_PKI_AT, testPki } from '../support/pki.ts'
import { draw } from '../support/sealed-bid.ts'

/** Deeply writable, for tests that falsify. */
type Falsified<T> = T extends object ? { -readonly [K in keyof T]: Falsified<T[K]> } : T

describe('a stranger verifies an opening from its bundle (opening/1; O1–O4, O8)', () => {
  let opening: TestOpening

  before(async () => {
    opening = await playOpening(await testPki(), TEST_PKI_AT)
  })

  it('passes an honest opening, every check by name', async () => {
    const { ok, checks } = await verify(opening.bundle)
    expect(checks.filter(({ verdict }) => verdict === 'fail')).to.deep.equal([])
    expect(ok).to.equal(true)
    const passed = new Set(checks.filter(({ verdict }) => verdict === 'pass').map(({ name }) => name))
    expect([...passed].sort()).to.deep.equal([
      'acts-signed',
      'bid-opens',
      'bid-signed',
      'cause-proven',
      'chain-in-log',
      'chain-linked',
      'checkpoints-consistent',
      'checkpoints-signed',
      'deadline-checkpoint',
      'entry-in-time',
      'facts-match',
      'list-complete',
      'live-bids',
      'manifest-fits',
      'notice-on-chain',
      'notice-signed',
      'published-fields',
      'record-on-chain',
      'settlement-kept',
      'settlement-on-chain',
      'shares-released',
      'steps-in-order',
    ])
    expect(checks.filter(({ verdict }) => verdict === 'not-checked').map(({ name }) => name)).to.deep.equal([
      'deadline-timestamp',
    ])
  })

  it('reads the same from the bytes of a file', async () => {
    const bytes = utf8(JSON.stringify(opening.bundle))
    expect(await failuresOf(parseOpeningBundle(bytes))).to.deep.equal([])
    expect(() => parseOpeningBundle(utf8('{"v":"opening/1"}'))).to.throw()
  })

  const lies: readonly [string, (bundle: Falsified<OpeningBundle>) => void, string][] = [
    [
      'a price is shown that is not in the letter',
      (bundle) => changeFacts(bundle, 'opening.published', (text) => text.replace('101.00', '99.00')),
      'facts-match',
    ],
    ['a letter is exchanged', (bundle) => openedBid(bundle, (bid) => replaceLetter(bid, '.00"', '.01"')), 'bid-opens'],
    [
      'a key is exchanged',
      (bundle) =>
        openedBid(bundle, (bid) => {
          bid.bidderKeys = { commercial: hex(draw(32)) }
        }),
      'bid-opens',
    ],
    [
      'a share is exchanged',
      (bundle) =>
        openedBid(bundle, (bid) => {
          for (const share of bid.shares) share.share = hex(draw(33))
        }),
      'bid-opens',
    ],
    [
      'the head of a payload is exchanged',
      (bundle) =>
        openedBid(bundle, (bid) => {
          bid.payloadHeads['commercial'] = hex(draw(56))
        }),
      'bid-opens',
    ],
    [
      'a bid is left out',
      (bundle) => {
        bundle.bids.pop()
      },
      'list-complete',
    ],
    ['a bid is put in', (bundle) => void bundle.bids.push(structuredClone(bundle.bids[0] ?? expect.fail())), 'list-complete'],
    [
      'a manifest is exchanged for another',
      (bundle) => {
        const [first, second] = bundle.bids
        if (first !== undefined && second !== undefined) first.manifest = second.manifest
      },
      'manifest-fits',
    ],
    [
      'a bid is given to another bidder',
      (bundle) => {
        const [first, second] = bundle.bids
        if (first?.identity && second?.identity) first.identity.p7s = second.identity.p7s
      },
      'bid-signed',
    ],
    [
      'a receipt is dated back',
      (bundle) =>
        withIdentity(bundle, (identity) => {
          identity.event.at = '2020-01-01T00:00:00.000Z' as never
        }),
      'entry-in-time',
    ],
    [
      'an entry is not proven',
      (bundle) =>
        bundle.bids.forEach((bid) => {
          bid.entry = null
        }),
      'entry-in-time',
    ],
    [
      'a replaced bid is opened',
      (bundle) => {
        const replaced = bundle.bids.find((bid) => bid.state === 'out')
        if (replaced !== undefined) replaced.state = 'opened'
      },
      'live-bids',
    ],
    [
      'a live bid is dropped',
      (bundle) => {
        const live = bundle.bids.find((bid) => bid.state === 'opened')
        if (live !== undefined) live.state = 'out'
      },
      'live-bids',
    ],
    [
      'a failed bid is blamed for what it did not do',
      (bundle) =>
        failedBid(bundle, (cause) => {
          cause.code = 'deal-inconsistent'
        }),
      'cause-proven',
    ],
    [
      'a bidder’s cause is attributed to the platform',
      (bundle) =>
        failedBid(bundle, (cause) => {
          cause.attributedTo = 'platform'
        }),
      'cause-proven',
    ],
    [
      'a live bid is shown without proof whose it is',
      (bundle) =>
        openedBid(bundle, (bid) => {
          bid.identity = null
        }),
      'bid-signed',
    ],
    [
      'a bid is left out without a cause',
      (bundle) =>
        openedBid(bundle, (bid) => {
          bid.identity = null
          bid.state = 'out'
        }),
      'live-bids',
    ],
    [
      'a bid that was to fail is opened after all',
      (bundle) => {
        const failed = bundle.bids.find((bid) => bid.state === 'failed') ?? expect.fail()
        failed.state = 'opened'
        failed.cause = null
      },
      'settlement-kept',
    ],
    [
      'a bid fails for a silence that nobody named in time',
      (bundle) =>
        openedBid(bundle, (bid) => {
          bid.state = 'failed'
          bid.bidderKeys = null
          bid.cause = { code: 'bidder-key-missing', attributedTo: 'bidder', detail: '', envelope: null }
        }),
      'settlement-kept',
    ],
    [
      'the notice is changed',
      (bundle) => {
        first(bundle.notices).act = first(bundle.notices).act.replace('900.00', '950.00')
      },
      'notice-signed',
    ],
    [
      'an event is taken out of the chain',
      (bundle) => {
        bundle.chain.splice(2, 1)
      },
      'chain-linked',
    ],
    [
      'the time of an event is changed',
      (bundle) => {
        first(bundle.chain).event.at = '2020-01-01T00:00:00.000Z' as never
      },
      'chain-in-log',
    ],
    [
      'the reveal was closed only after shares were released',
      (bundle) => {
        bundle.checkpoints = bundle.checkpoints.filter((_, index) => index !== 7)
      },
      'steps-in-order',
    ],
    [
      'the checkpoint of the deadline is missing',
      (bundle) => {
        bundle.deadline.size += 1
      },
      'deadline-checkpoint',
    ],
    [
      'a checkpoint is signed by nobody known',
      (bundle) => {
        first(bundle.checkpoints).note = first(bundle.checkpoints).note.replace('bids.example', 'bids.exampIe')
      },
      'checkpoints-signed',
    ],
    [
      'the log was rewritten',
      (bundle) => {
        first(bundle.checkpoints).consistencyProof = [hex(draw(32))]
      },
      'checkpoints-consistent',
    ],
    [
      'a release is not signed',
      (bundle) => {
        first(bundle.acts).act = first(bundle.acts).act.replace('"unreadable":[]', '"unreadable":[1]')
      },
      'acts-signed',
    ],
    [
      'shares appear that nobody released',
      (bundle) => {
        bundle.acts = bundle.acts.slice(1)
      },
      'shares-released',
    ],
    [
      'the settlement is another',
      (bundle) => {
        bundle.settlement = '{}'
      },
      'settlement-on-chain',
    ],
    [
      'the record is another',
      (bundle) => {
        bundle.record = '{}'
      },
      'record-on-chain',
    ],
  ]
  for (const [what, lie, check] of lies) {
    it(`notices when ${what}: ${check}`, async () => {
      const bundle = structuredClone(opening.bundle) as Falsified<OpeningBundle>
      lie(bundle)
      expect(await failuresOf(bundle as OpeningBundle)).to.include(check)
    })
  }

  it('notices two logs under one name: a fork is no second year', async () => {
    const bundle = structuredClone(opening.bundle) as Falsified<OpeningBundle>
    bundle.checkpoints = bundle.checkpoints.map((checkpoint, index) => ({ ...checkpoint, log: index < 4 ? 2025 : 2026 }))
    expect(await failuresOf(bundle as OpeningBundle)).to.include('checkpoints-consistent')
  })

  it('believes no signature under other trust anchors', async () => {
    const anchors = (await testPki()).foreignAnchors
    const trust = { ...opening.trust, trust: { ...opening.trust.trust, anchors } }
    const { checks } = await verifyOpening(opening.bundle, trust)
    for (const name of ['notice-signed', 'acts-signed']) {
      const verdicts = checks.filter((check) => check.name === name).map(({ verdict }) => verdict)
      expect(new Set(verdicts), name).to.deep.equal(new Set(['fail']))
    }
  })

  async function verify(bundle: OpeningBundle) {
    return verifyOpening(bundle, opening.trust)
  }

  async function failuresOf(bundle: OpeningBundle): Promise<string[]> {
    const { ok, checks } = await verify(bundle)
    const failures = checks.filter((check: Check) => check.verdict === 'fail').map(({ name }) => name)
    expect(ok).to.equal(failures.length === 0)
    return [...new Set(failures)]
  }
})

type WritableBid = Falsified<OpeningBundle>['bids'][number]

function first<T>(items: readonly T[]): T {
  return items[0] ?? expect.fail()
}

function openedBid(bundle: Falsified<OpeningBundle>, change: (bid: WritableBid) => void): void {
  change(bundle.bids.find((bid) => bid.state === 'opened') ?? expect.fail())
}

function failedBid(bundle: Falsified<OpeningBundle>, change: (cause: NonNullable<WritableBid['cause']>) => void): void {
  change(bundle.bids.find((bid) => bid.state === 'failed')?.cause ?? expect.fail())
}

function withIdentity(bundle: Falsified<OpeningBundle>, change: (identity: NonNullable<WritableBid['identity']>) => void): void {
  change(first(bundle.bids).identity ?? expect.fail())
}

function replaceLetter(bid: WritableBid, from: string, to: string): void {
  const letter = bid.letters?.['commercial'] ?? expect.fail()
  bid.letters = { commercial: letter.replace(from, to) }
}

function changeFacts(bundle: Falsified<OpeningBundle>, type: string, change: (text: string) => string): void {
  const step = bundle.chain.find(({ event }) => event.type === type) ?? expect.fail()
  const before = JSON.stringify(step.facts)
  step.facts = JSON.parse(change(before))
  expect(sha256Hex(canonicalBytes(step.facts))).not.to.equal(sha256Hex(canonicalBytes(JSON.parse(before))))
}
