import { expect } from 'chai'
import { combine } from 'shamir-secret-sharing'
import { type Bytes, concat, hex, uint64, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { encryptStream } from '#shared/sealed-bid/chunked-encryption.ts'
import { bidderKeyDigest, envelopeContext, fieldCommitment } from '#shared/sealed-bid/commitments.ts'
import { combinedContentKey } from '#shared/sealed-bid/content-key.ts'
import { dealSecret, openCustodianShare, sealShare } from '#shared/sealed-bid/custodian-share.ts'
import type { Letter } from '#shared/sealed-bid/letter.ts'
import { envelopeNamed, type Manifest, type SealedShare } from '#shared/sealed-bid/manifest.ts'
import { judgeReports } from '#shared/sealed-bid/opening/custodian-reports.ts'
import { findCopiedBids } from '#shared/sealed-bid/opening/live-bids.ts'
import { type EnvelopeVerdict, openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { paddedSize } from '#shared/sealed-bid/payload.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { recombine, splitSecret } from '#shared/sealed-bid/shares.ts'
import { bytesOf, draw, sharesOf, type TestTender, testRuntime, testTender } from '../support/sealed-bid.ts'

/** What a dishonest client can put into one envelope. Everything not said is honest. */
interface Lie {
  /** The plaintext, letter included, instead of an honest one. */
  plaintext?(letter: Letter): Bytes
  fields?(honest: Record<string, string>): Record<string, string>
  /** Changes the ciphertext before its digest is signed. */
  ciphertext?(honest: Bytes): Bytes
  custodians?(honest: SealedShare[], secret: Bytes, context: Bytes): Promise<SealedShare[]>
  contentKey?: Bytes
}

interface Crafted {
  readonly manifest: Manifest
  readonly payload: Bytes
  readonly bidderKey: Bytes
}

describe('bidders that lie are named with the one cause (O4, E20-31)', () => {
  let tender: TestTender
  let honest: Crafted

  before(async () => {
    tender = await testTender()
    honest = await craft({})
  })

  it('opens a bid crafted without a lie', async () => {
    expect(await judge(honest)).to.include({ ok: true })
  })

  it('wrong K_b: the key revealed is not the one committed to', async () => {
    expect(await judge(honest, { bidderKey: draw(32) })).to.include({ cause: 'bidder-key-mismatch', attributedTo: 'bidder' })
  })

  it('K_b never revealed, and no remedy granted', async () => {
    expect(await judge(honest, { bidderKey: undefined })).to.include({ cause: 'bidder-key-missing', attributedTo: 'bidder' })
  })

  it('a payload encrypted under another key than the one dealt', async () => {
    const crafted = await craft({ contentKey: draw(32) })
    expect(await judge(crafted)).to.include({ cause: 'key-commitment-mismatch', attributedTo: 'bidder' })
  })

  it('a manifest whose key commitment is not that of the payload', async () => {
    const changed = structuredClone(honest.manifest) as Manifest
    const [envelope] = changed.envelopes
    if (envelope !== undefined) envelope.payload.keyCommitment = hex(draw(32))
    expect(await judge({ ...honest, manifest: changed })).to.include({ cause: 'key-commitment-mismatch' })
  })

  describe('inconsistent shares', () => {
    for (const who of [
      [1, 2, 3],
      [2, 3, 4],
      [1, 4, 5],
    ]) {
      it(`are proven whichever k answer, here custodians ${who.join(', ')}`, async () => {
        const crafted = await craft({
          async custodians(dealt, secret, context) {
            const other = draw(32)
            const shares = [...(await splitSecret(secret, 3, 5)).slice(0, 3), ...(await splitSecret(other, 3, 255)).slice(0, 200)]
            const taken = shares
              .filter((share, at) => shares.findIndex((earlier) => earlier[32] === share[32]) === at)
              .slice(0, 5)
            return Promise.all(dealt.map((_, index) => resealed(context, index, taken[index] ?? new Uint8Array(33))))
          },
        })
        expect(await judge(crafted, {}, who)).to.include({ cause: 'deal-inconsistent', attributedTo: 'bidder' })
      })
    }

    it('cannot be told by the library alone: from too few or wrong shares it gives some secret back without a word', async () => {
      const secret = draw(32)
      const shares = await splitSecret(secret, 3, 5)
      expect(hex(await combine(shares.slice(0, 2) as Bytes[])))
        .to.have.length(64)
        .and.not.to.equal(hex(secret))
      const commitments = shares.map((share, index) => ({ i: index + 1, x: share[32] ?? 0, shareSha256: sha256Hex(share) }))
      const found = await recombine({ commitments, k: 3, shares: shares.slice(0, 2) })
      expect(found).to.include({ ok: false, cause: 'custodian-silent' })
    })
  })

  describe('a share envelope that', () => {
    const cases: readonly [string, (share: Bytes, context: Bytes, bid: Crafted) => Promise<SealedShare>, string][] = [
      ['was copied out of another bid', async (_share, _context, bid) => shareOf(bid.manifest, 1), 'share-wrong-context'],
      [
        'is meant for another index',
        async (share, context) => ({ ...(await sealed(context, 1, share, { i: 2 })), i: 1 }),
        'share-wrong-index',
      ],
      [
        'is a share of something else',
        async (share, context) => sealed(context, 1, share, { purpose: 'identity' }),
        'share-wrong-purpose',
      ],
      [
        'holds another share than the one committed to',
        async (share, context) => ({ ...(await sealed(context, 1, share)), shareSha256: 'f'.repeat(64) }),
        'share-mismatch',
      ],
      [
        'is sealed to somebody else',
        async (share, context) => ({ ...(await sealed(context, 2, share)), i: 1 }),
        'share-wrong-recipient',
      ],
      [
        'names its custodian and is sealed to somebody else',
        async (share, context) => ({ ...(await sealed(context, 1, share)), cms: (await sealed(context, 2, share)).cms }),
        'share-envelope-unreadable',
      ],
      [
        'was damaged',
        async (share, context) => {
          const good = await sealed(context, 1, share)
          return { ...good, cms: `${good.cms.slice(0, -6)}AAAAAA` }
        },
        'share-envelope-unreadable',
      ],
    ]
    for (const [what, make, refusal] of cases) {
      it(`${what} is dropped by its custodian's client and reported as ${refusal}`, async () => {
        const other = await craft({})
        const context = envelopeContext(honest.manifest.bind, 'commercial')
        const share = concat(draw(32), new Uint8Array([9]))
        const custodian = tender.custodians[0] ?? expect.fail()
        const opened = await openCustodianShare({
          sealed: await make(share, context, other),
          purpose: 'custodian',
          context,
          custodian,
          privateKey: custodian.privateKey,
        })
        expect(opened).to.include({ ok: false, refusal })
      })
    }
  })

  it('a copied payload and a copied share envelope are named, with the bid they were copied from', async () => {
    const thief = await craft({ ciphertext: () => honest.payload })
    const shareThief = await craft({ custodians: async (dealt) => dealt.with(0, shareOf(honest.manifest, 1)) })
    const bids = [honest, thief, shareThief].map(({ manifest }, index) => ({
      manifestSha256: sha256Hex(canonicalBytes(manifest)),
      receivedAt: instantOf(1_000 * index),
      manifest,
    }))
    const copiedFrom = bids[0]?.manifestSha256
    expect(findCopiedBids(bids)).to.deep.equal([
      { manifestSha256: bids[1]?.manifestSha256, copiedFrom, envelope: 'commercial', cause: 'payload-copied' },
      { manifestSha256: bids[2]?.manifestSha256, copiedFrom, envelope: 'commercial', cause: 'share-copied' },
    ])
    expect(await judge({ ...thief, payload: honest.payload })).to.include({ cause: 'key-commitment-mismatch' })
  })

  describe('a payload', () => {
    it('signed as damaged is the bidder’s cause', async () => {
      const crafted = await craft({ ciphertext: (sealed) => flipped(sealed, 700_000) })
      expect(await judge(crafted)).to.include({ cause: 'payload-corrupt', attributedTo: 'bidder' })
    })

    it('signed as truncated is the bidder’s cause', async () => {
      const crafted = await craft({ ciphertext: (sealed) => sealed.slice(0, 56 + 20 * 16_400) })
      expect(await judge(crafted)).to.include({ cause: 'payload-truncated', attributedTo: 'bidder' })
    })

    it('damaged in the platform’s keeping is the platform’s cause', async () => {
      const damaged = { ...honest, payload: flipped(honest.payload, 700_000) }
      expect(await judge(damaged)).to.include({ cause: 'payload-digest-mismatch', attributedTo: 'platform' })
    })

    it('cut in the platform’s keeping is the platform’s cause, wherever the cut falls', async () => {
      for (const length of [30, 56, 20_000, 56 + 20 * 16_400, honest.payload.length - 1]) {
        const cut = { ...honest, payload: honest.payload.slice(0, length) }
        expect(await judge(cut)).to.include({ cause: 'payload-digest-mismatch', attributedTo: 'platform' })
      }
    })

    it('lost by the platform is the platform’s cause', async () => {
      expect(await judge(honest, { payload: undefined })).to.include({ cause: 'payload-missing', attributedTo: 'platform' })
    })
  })

  describe('a letter', () => {
    const text = (letter: Letter) => new TextDecoder().decode(canonicalBytes(letter))
    const cases: readonly [string, Lie, string][] = [
      [
        'that two parsers read differently (one price for each)',
        { plaintext: (letter) => padded(utf8(text(letter).replace('"price":', '"price":{"salt":"","value":"1.00"},"price":'))) },
        'letter-not-canonical',
      ],
      [
        'with escapes',
        { plaintext: (letter) => padded(utf8(text(letter).replace('"90"', '"\\u0039\\u0030"'))) },
        'letter-not-canonical',
      ],
      ['that is no JSON', { plaintext: () => padded(utf8('not json')) }, 'letter-not-canonical'],
      ['of another envelope', { plaintext: (letter) => written({ ...letter, envelope: 'technical' }) }, 'letter-malformed'],
      ['with unknown parts', { plaintext: (letter) => written({ ...letter, note: 'x' }) }, 'letter-malformed'],
      ['longer than its envelope', { plaintext: () => concat(uint64(2_000_000), draw(2 ** 20 - 8)) }, 'payload-malformed'],
      [
        'with a field less than the manifest',
        { plaintext: (letter) => written({ ...letter, fields: { price: letter.fields['price'] } }) },
        'letter-fields-differ',
      ],
      [
        'with another price than committed to',
        {
          plaintext: (letter) =>
            written({ ...letter, fields: { ...letter.fields, price: { value: '1.00', salt: 'a'.repeat(64) } } }),
        },
        'letter-field-mismatch',
      ],
      [
        'whose commitment hides another price',
        { fields: (fields) => ({ ...fields, price: 'd'.repeat(64) }) },
        'letter-field-mismatch',
      ],
      [
        'that lists a file which is not there',
        { plaintext: (letter) => written({ ...letter, files: [{ name: 'a.pdf', size: 4, sha256: 'a'.repeat(64) }] }) },
        'file-digest-mismatch',
      ],
      [
        'that lists more bytes than there are',
        { plaintext: (letter) => written({ ...letter, files: [{ name: 'a.pdf', size: 2 ** 30, sha256: 'a'.repeat(64) }] }) },
        'payload-malformed',
      ],
      ['followed by bytes that no file lists', { plaintext: (letter) => withTail(written(letter)) }, 'unlisted-bytes'],
      [
        'followed by more padding than the format has',
        { plaintext: (letter) => concat(written(letter), new Uint8Array(16 * 1024)) },
        'unlisted-bytes',
      ],
    ]
    for (const [what, lie, cause] of cases) {
      it(`${what} is the bidder’s cause ${cause}`, async () => {
        expect(await judge(await craft(lie))).to.include({ ok: false, cause, attributedTo: 'bidder' })
      })
    }
  })

  describe('and custodians that lie or stay silent', () => {
    it('a share that is not the one committed to is the custodian’s, and does not stop a bid that k others open', async () => {
      const shares = await sharesOf(tender, honest.manifest, 'commercial', [1, 2])
      const wrong = concat(draw(32), new Uint8Array([shareOf(honest.manifest, 3).x]))
      expect(await judge(honest, { shares: [...shares, wrong] })).to.include({
        cause: 'share-mismatch',
        attributedTo: 'custodian',
      })
      const [fourth] = await sharesOf(tender, honest.manifest, 'commercial', [4])
      expect(await judge(honest, { shares: [...shares, wrong, fourth ?? wrong] })).to.include({ ok: true })
    })

    it('fewer than k shares leave the bid closed by the custodians’ cause', async () => {
      expect(await judge(honest, {}, [2, 5])).to.include({ cause: 'custodian-silent', attributedTo: 'custodian' })
    })

    it('one share given twice counts once', async () => {
      const shares = await sharesOf(tender, honest.manifest, 'commercial', [1, 1, 2])
      expect(await judge(honest, { shares })).to.include({ cause: 'custodian-silent' })
    })

    const report = (custodian: number, party: string, outcome: 'opens' | 'share-mismatch' = 'opens') => ({
      custodian,
      party,
      outcome,
    })

    it('bad reports by custodians of two parties on one bid are presumed the bidder’s cause', () => {
      const reports = [
        report(1, 'a'),
        report(2, 'b', 'share-mismatch'),
        report(3, 'c', 'share-mismatch'),
        report(4, 'd'),
        report(5, 'e'),
      ]
      expect(judgeReports({ reports, k: 3, n: 5 })).to.deep.equal({ kind: 'bidder', badReports: [2, 3] })
    })

    it('bad reports by two custodians of one party are not: the bid goes on while k others are good', () => {
      const reports = [
        report(1, 'a'),
        report(2, 'b', 'share-mismatch'),
        report(3, 'b', 'share-mismatch'),
        report(4, 'd'),
        report(5, 'e'),
      ]
      expect(judgeReports({ reports, k: 3, n: 5 })).to.deep.equal({ kind: 'goes-on', badReports: [2, 3] })
    })

    it('silence is not a bad report', () => {
      const reports = [report(1, 'a'), report(2, 'b', 'share-mismatch')]
      expect(judgeReports({ reports, k: 3, n: 5 })).to.deep.equal({ kind: 'custodian', badReports: [2], silent: [3, 4, 5] })
    })
  })

  async function judge(
    crafted: Crafted,
    changes: { bidderKey?: Bytes | undefined; payload?: undefined; shares?: Bytes[] } = {},
    who?: readonly number[],
  ): Promise<EnvelopeVerdict> {
    return openBidEnvelope(testRuntime, {
      manifest: crafted.manifest,
      envelope: 'commercial',
      shares: changes.shares ?? (await sharesOf(tender, crafted.manifest, 'commercial', who)),
      bidderKey: 'bidderKey' in changes ? changes.bidderKey : crafted.bidderKey,
      payload: 'payload' in changes ? undefined : streamOf(crafted.payload),
    })
  }

  async function craft(lie: Lie): Promise<Crafted> {
    const { target } = tender
    const bind = {
      platform: target.platform,
      tender: target.tender,
      lot: target.lot,
      round: target.round,
      notice: target.noticeSha256,
    }
    const whole = { ...bind, bidderCommitment: hex(draw(32)), nonce: hex(draw(32)) }
    const context = envelopeContext(whole, 'commercial')
    const [bidderKey, custodianKey] = [draw(32), draw(32)]
    const field = (value: string) => ({ value, salt: hex(draw(32)) })
    const letter: Letter = {
      v: 'letter/1',
      envelope: 'commercial',
      fields: { price: field('1230000.00'), period: field('90') },
      files: [],
    }
    const key = lie.contentKey ?? (await combinedContentKey({ bidderKey, custodianKey, context }))
    const plaintext = streamOf(lie.plaintext?.(letter) ?? written(letter))
    const ciphertext = await bytesOf(encryptStream(testRuntime, { key, context, plaintext }))
    const payload = lie.ciphertext?.(ciphertext) ?? ciphertext
    const commitments = Object.entries(letter.fields).map(([k, { value, salt }]) => [
      k,
      fieldCommitment({ context, k, v: value, salt }),
    ])
    const fields = Object.fromEntries(commitments) as Record<string, string>
    const { custodians } = target
    const dealt = await dealSecret({ secret: custodianKey, k: 3, custodians, purpose: 'custodian', context, random: draw })
    const manifest: Manifest = {
      v: 'sealedbid/1',
      bind: whole,
      policy: target.policy,
      envelopes: [
        {
          name: 'commercial',
          payload: {
            alg: 'cobblestone-256',
            size: payload.length,
            sha256: sha256Hex(payload),
            keyCommitment: hex(ciphertext.subarray(24, 56)),
          },
          fields: lie.fields?.(fields) ?? fields,
          bidderKeySha256: bidderKeyDigest(context, bidderKey),
          custodians: (await lie.custodians?.(dealt, custodianKey, context)) ?? dealt,
        },
      ],
      supersedes: 'all-earlier',
    }
    return { manifest, payload, bidderKey }
  }

  async function resealed(context: Bytes, index: number, share: Bytes): Promise<SealedShare> {
    return sealed(context, index + 1, share)
  }

  async function sealed(
    context: Bytes,
    i: number,
    share: Bytes,
    changes: { i?: number; purpose?: 'identity' } = {},
  ): Promise<SealedShare> {
    const custodian = tender.custodians[i - 1] ?? expect.fail()
    const document = { v: 'share/1', purpose: 'custodian', context: hex(context), i, share: hex(share), ...changes } as const
    return sealShare({ document, custodian, random: draw })
  }
})

function shareOf(manifest: Manifest, i: number): SealedShare {
  return envelopeNamed(manifest, 'commercial')?.custodians[i - 1] ?? expect.fail()
}

function padded(letter: Bytes): Bytes {
  const plaintext = new Uint8Array(paddedSize(letter.length + 8))
  plaintext.set(concat(uint64(letter.length), letter))
  return plaintext
}

function written(letter: object): Bytes {
  return padded(canonicalBytes(letter))
}

function withTail(plaintext: Bytes): Bytes {
  const copy = plaintext.slice()
  copy[copy.length - 1] = 1
  return copy
}

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
