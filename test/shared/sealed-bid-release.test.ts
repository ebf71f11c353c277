import { expect } from 'chai'
import { utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { type ChainStep, type ReleaseRequest, releaseDecision } from '#shared/sealed-bid/release-decision.ts'

const deadline = instantOf(Date.UTC(2026, 5, 1, 1))
const bid = 'a'.repeat(64)
const other = 'b'.repeat(64)
const settlement = new TextDecoder().decode(
  canonicalBytes({
    v: 'settlement/1',
    bids: [
      { manifestSha256: bid, isRemedyGranted: true },
      { manifestSha256: other, isRemedyGranted: false },
    ],
  }),
)
const identity: ReleaseRequest = { purpose: 'identity', manifestSha256: bid }
const share: ReleaseRequest = { purpose: 'custodian', manifestSha256: bid, envelope: 'commercial', opensAt: 'opening' }
const remedy: ReleaseRequest = { ...share, purpose: 'remedy' }

const wholeChain: readonly ChainStep[] = [
  step('deadline.passed', 10, {}),
  step('opening.listed', 20, { manifests: [bid] }),
  step('reveal.closed', 30, { opening: [bid], settlementSha256: sha256Hex(utf8(settlement)) }),
]

describe('a custodian’s own client lets a share leave only (opening/1, formats.md)', () => {
  it('when its own clock, the chain and a checkpoint it accepts all say so', () => {
    for (const request of [identity, share, remedy]) expect(decide(request)).to.equal('release')
  })

  it('after the deadline by its own clock, whatever the platform says', () => {
    expect(decide(identity, { now: millisOf(deadline) - 1 })).to.equal('own-clock-before-deadline')
    expect(decide(identity, { now: millisOf(deadline) })).to.equal('release')
  })

  it('after the newest deadline of the chain: an extended deadline counts', () => {
    const later = instantOf(millisOf(deadline) + 86_400_000)
    expect(decide(identity, { deadlines: [deadline, later] })).to.equal('own-clock-before-deadline')
    expect(decide(identity, { deadlines: [] })).to.equal('own-clock-before-deadline')
  })

  it('when the list has the bid, under a checkpoint', () => {
    expect(decide({ ...identity, manifestSha256: other })).to.equal('manifest-not-listed')
    expect(decide(identity, { checkpoints: [{ log: 2026, size: 20 }] })).to.equal('deadline-checkpoint-missing')
    expect(decide(identity, { checkpoints: [{ log: 2026, size: 10 }] })).to.equal('deadline-not-on-chain')
    expect(decide(identity, { checkpoints: [{ log: 2025, size: 100 }] })).to.equal('deadline-not-on-chain')
    const added = [...wholeChain, step('opening.bid-added', 25, { manifestSha256: other })]
    expect(decide({ ...identity, manifestSha256: other }, { chain: added })).to.equal('release')
  })

  it('of a payload after reveal.closed names the bid, never before', () => {
    expect(decide(share, { checkpoints: [{ log: 2026, size: 30 }] })).to.equal('reveal-not-closed')
    expect(decide(identity, { checkpoints: [{ log: 2026, size: 30 }] })).to.equal('release')
    const closed = [...wholeChain.slice(0, 2), step('reveal.closed', 30, { opening: [other] })]
    expect(decide(share, { chain: closed })).to.equal('bid-not-to-open')
  })

  it('of the remedy plan when the settlement of the chain grants it (O5)', () => {
    expect(decide(remedy, { settlement: undefined })).to.equal('remedy-not-granted')
    expect(decide(remedy, { settlement: settlement.replace('false', 'true') })).to.equal('remedy-not-granted')
    const both = wholeChain.map((one) =>
      one.type === 'opening.listed'
        ? step(one.type, 20, { manifests: [bid, other] })
        : one.type === 'reveal.closed'
          ? { ...one, facts: { ...(one.facts as object), opening: [bid, other] } }
          : one,
    )
    expect(decide({ ...remedy, manifestSha256: other }, { chain: both })).to.equal('remedy-not-granted')
  })

  it('of a later envelope after the act that opens its stage', () => {
    const later: ReleaseRequest = { ...share, envelope: 'technical', opensAt: 'evaluation' }
    expect(decide(later)).to.equal('stage-not-opened')
    const opened = step('stage.evaluation-opened', 40, { opening: [bid] })
    expect(decide(later, { chain: [...wholeChain, opened] })).to.equal('release')
    expect(decide(later, { chain: [...wholeChain, { ...opened, leafIndex: 10_000 }] })).to.equal('stage-not-opened')
  })

  it('of a bid that the act of a later stage leaves shut never', () => {
    const later: ReleaseRequest = { ...share, envelope: 'commercial', opensAt: 'price' }
    const opened = step('stage.price-opened', 40, { opening: [other], unopened: [bid] })
    expect(decide(later, { chain: [...wholeChain, opened] })).to.equal('bid-not-to-open')
  })
})

function decide(request: ReleaseRequest, changes: Partial<Parameters<typeof releaseDecision>[0]> = {}): string {
  const decision = releaseDecision({
    request,
    now: millisOf(deadline) + 1000,
    deadlines: [deadline],
    chain: wholeChain,
    checkpoints: [{ log: 2026, size: 100 }],
    settlement,
    ...changes,
  })
  return decision.release ? 'release' : decision.refusal
}

function step(type: string, leafIndex: number, facts: Json): ChainStep {
  return { type, at: deadline, log: 2026, leafIndex, facts }
}
