import type { EnvelopeName, OpeningStage } from '#shared/catalogue/letter-form.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import * as bidderSteps from '#shared/contracts/opening-bidders.ts'
import * as custodianActs from '#shared/contracts/opening-custodians.ts'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { fromBase64url, hex, utf8 } from '#shared/primitives/bytes.ts'
import { envelopeContext, identityContext } from '#shared/sealed-bid/commitments.ts'
import { openCustodianShare } from '#shared/sealed-bid/custodian-share.ts'
import type { IdentityRecord } from '#shared/sealed-bid/identity-envelope.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { readNoticeAct, targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import { actOf } from '../../server/features/ledger/index.ts'
import type { Cast, CustodyKey, TenderAnswer } from './notices.ts'
import type { TestPlatform } from './platform.ts'
import type { TestTender } from './sealed-bid.ts'

/** The opening as the API answers it. */
export type OpeningAnswer = ResultOf<typeof reading.getOpening>

/** A published tender as the tests of sealing want it: its target comes from the signed notice, as a client's would. */
export async function sealable(
  platform: TestPlatform,
  tender: TenderAnswer,
  keys: readonly CustodyKey[],
  lot?: string,
): Promise<TestTender> {
  const notice = await actOf(platform.server.platform, tender.noticeSha256 ?? '')
  if (notice === undefined) throw new Error('no notice act')
  const target = targetOfNotice(readNoticeAct(notice.bytes), lot ?? tender.lots[0]?.id ?? '')
  return { target, custodians: keys.map(({ i, keySpki, privateKey }) => ({ i, keySpki: fromBase64url(keySpki), privateKey })) }
}

/** The opening now, or a later stage of it. */
export function openingOf(platform: TestPlatform, tender: string, stage: OpeningStage = 'opening'): Promise<OpeningAnswer> {
  return platform.client.call(reading.getOpening, {
    params: { tender },
    query: stage === 'opening' ? {} : { stage },
  })
}

/** What one custodian's client reads and opens. */
async function custodianView(platform: TestPlatform, tender: string) {
  const { list, manifests } = await platform.client.call(reading.getOpeningManifests, { params: { tender } })
  return {
    list,
    bids: manifests.map(({ manifestSha256, manifest, identity }) => ({
      manifestSha256,
      manifest: parseManifest(utf8(manifest)),
      identity: identity as IdentityRecord,
    })),
  }
}

/** A custodian releases the identity shares of every listed bid. `lie` may change what it sends. */
export async function releaseIdentitiesOf(
  platform: TestPlatform,
  tender: string,
  key: CustodyKey,
  lie: (share: string, manifestSha256: string) => string = (share) => share,
): Promise<void> {
  const { list, bids } = await custodianView(platform, tender)
  const shares: { manifestSha256: string; share: string }[] = []
  for (const { manifestSha256, identity } of bids) {
    const sealed = identity.custodians.find(({ i }) => i === key.i)
    if (sealed === undefined) throw new Error('no identity share')
    const opened = await openCustodianShare({
      sealed,
      purpose: 'identity',
      context: identityContext(manifestSha256),
      custodian: { i: key.i, keySpki: fromBase64url(key.keySpki) },
      privateKey: key.privateKey,
    })
    if (!opened.ok) throw new Error(opened.detail)
    shares.push({ manifestSha256, share: lie(hex(opened.share), manifestSha256) })
  }
  await key.custodian.act(custodianActs.releaseIdentities, {
    params: { tender },
    subject: { tender, list },
    body: { shares, unreadable: [] },
  })
}

/** What a custodian finds in the envelopes of every bid that is to open, or only in those of a stage. */
async function openEnvelopesOf(platform: TestPlatform, tender: string, key: CustodyKey, stage?: OpeningStage) {
  const { list, bids } = await custodianView(platform, tender)
  const opening = await openingOf(platform, tender, stage)
  const { envelopes } = await platform.client.call(readTenderContract, { params: { tender } })
  const asked = new Set(
    opening.seals.filter(({ state }) => state === 'live' || state === 'revealed').map(({ manifestSha256 }) => manifestSha256),
  )
  const shares: { manifestSha256: string; envelope: EnvelopeName; purpose: 'custodian' | 'remedy'; share: string }[] = []
  const unreadable: { manifestSha256: string; envelope: EnvelopeName; purpose: 'custodian' | 'remedy'; cause: string }[] = []
  for (const { manifestSha256, manifest } of bids.filter((bid) => asked.has(bid.manifestSha256))) {
    for (const described of manifest.envelopes) {
      const envelope = described.name as EnvelopeName
      if (stage !== undefined && envelopes.find(({ name }) => name === envelope)?.opensAt !== stage) continue
      for (const [purpose, dealt] of [
        ['custodian', described.custodians],
        ['remedy', described.remedy ?? []],
      ] as const) {
        const sealed = dealt.find(({ i }) => i === key.i)
        if (sealed === undefined) continue
        const opened = await openCustodianShare({
          sealed,
          purpose,
          context: envelopeContext(manifest.bind, envelope),
          custodian: { i: key.i, keySpki: fromBase64url(key.keySpki) },
          privateKey: key.privateKey,
        })
        if (opened.ok) shares.push({ manifestSha256, envelope, purpose, share: hex(opened.share) })
        else unreadable.push({ manifestSha256, envelope, purpose, cause: opened.refusal })
      }
    }
  }
  return { list, shares, unreadable }
}

/** A custodian reports what does not open; `alsoBad` adds lies. */
export async function reportOf(
  platform: TestPlatform,
  tender: string,
  key: CustodyKey,
  alsoBad: readonly { manifestSha256: string; envelope: EnvelopeName }[] = [],
): Promise<void> {
  const { list, unreadable } = await openEnvelopesOf(platform, tender, key)
  const lies = alsoBad.map((entry) => ({ ...entry, purpose: 'custodian' as const, cause: 'share-mismatch' }))
  await key.custodian.act(custodianActs.reportEnvelopes, {
    params: { tender },
    subject: { tender, list },
    body: { unreadable: [...unreadable, ...lies] },
  })
}

/** A custodian releases its shares of every bid that is to open at a stage. */
export async function releaseSharesOf(
  platform: TestPlatform,
  tender: string,
  key: CustodyKey,
  lie: (share: string) => string = (share) => share,
  stage: OpeningStage = 'opening',
): Promise<void> {
  const { list, shares, unreadable } = await openEnvelopesOf(platform, tender, key, stage)
  const opening = await openingOf(platform, tender, stage)
  const remedied = new Set<string>(
    opening.seals.filter(({ state }) => state === 'live').map(({ manifestSha256 }) => manifestSha256),
  )
  const wanted = shares.filter(({ purpose, manifestSha256 }) => purpose === 'custodian' || remedied.has(manifestSha256))
  await key.custodian.act(custodianActs.releaseShares, {
    params: { tender },
    subject: { tender, list, ...(stage === 'opening' ? {} : { stage }) },
    body: {
      settlementSha256: opening.settlement?.sha256 ?? '',
      shares: wanted.map((entry) => ({ ...entry, share: lie(entry.share) })),
      unreadable,
    },
  })
}

/** Tenderer and regulator sign which keys came. */
export async function signSettlementOf(platform: TestPlatform, tender: string, cast: Cast): Promise<void> {
  const { list } = await openingOf(platform, tender)
  const { sha256 } = await platform.client.call(reading.getSettlement, { params: { tender } })
  for (const signer of [cast.agency, cast.regulator]) {
    await signer.act(hallActs.signSettlement, {
      params: { tender },
      subject: { tender, list: list ?? '' },
      body: { settlementSha256: sha256 },
    })
  }
}

/** A bidder gives its keys. */
export function revealOf(
  platform: TestPlatform,
  tender: string,
  bid: { readonly manifestSha256: string; readonly bidderKeys: Readonly<Record<string, string>> },
) {
  return platform.client.call(bidderSteps.revealKeys, {
    params: { tender },
    body: { manifestSha256: bid.manifestSha256, keys: bid.bidderKeys },
  })
}

/** The deadline comes, the box closes and the list is made. */
export async function closeAndList(platform: TestPlatform, tender: TenderAnswer): Promise<OpeningAnswer> {
  platform.clock.set(Date.parse(tender.deadlineAt ?? ''))
  await platform.runDue()
  return openingOf(platform, tender.id)
}
