import * as bidderSteps from '#shared/contracts/opening-bidders.ts'
import * as custodianActs from '#shared/contracts/opening-custodians.ts'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { identityContentSchema } from '#shared/sealed-bid/identity-envelope.ts'
import { signedReceiptSchema } from '#shared/sealed-bid/receipt.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { checkIn } from './check-in.ts'
import type { OpeningDeps } from './deps.ts'
import { makeBundle } from './make-bundle.ts'
import { postReveal } from './post-reveal.ts'
import { presentEvents, presentManifests, presentMessages } from './present-details.ts'
import { presentOpening } from './present-opening.ts'
import { readOpening } from './read-opening.ts'
import { releaseIdentities } from './release-identities.ts'
import { releaseShares } from './release-shares.ts'
import { reportEnvelopes } from './report-envelopes.ts'
import { revealKeys } from './reveal-keys.ts'
import { awaitStep } from './run-opening.ts'
import { signRecord } from './sign-record.ts'
import { signSettlement } from './sign-settlement.ts'
import { answerObjection, hideMessage, objectAtOpening, readOut, sendMessage } from './speak.ts'
import { openingId } from './stages.ts'
import { supplyIdentity, supplyPayload } from './supply-evidence.ts'
import { supplyLeftOff } from './supply-left-off.ts'

/** Adds the opening's endpoints. */
export function registerOpeningRoutes(http: HttpRegistrar, deps: OpeningDeps): void {
  registerReading(http, deps)
  registerBiddersSteps(http, deps)
  registerCustodiansSteps(http, deps)
  registerHall(http, deps)
}

function registerReading(http: HttpRegistrar, deps: OpeningDeps): void {
  http.route(reading.getOpening, ({ params, query, at }) =>
    presentOpening(deps, { tender: params.tender, stage: query.stage }, at),
  )
  http.route(reading.getOpeningEvents, ({ params, query }) => presentEvents(deps, params.tender, query.after))
  http.route(reading.getOpeningManifests, ({ params }) => presentManifests(deps, params.tender))
  http.route(reading.getOpeningMessages, ({ params, query }) =>
    presentMessages(deps, { tender: params.tender, stage: query.stage }),
  )
  http.route(reading.getSettlement, async ({ params }) => {
    const { settlement, state } = await readOpening(deps, params.tender)
    if (settlement === null) throw new DomainProblem('opening-wrong-step', { state, expected: 'settling' })
    return { settlement: settlement.text, sha256: settlement.sha256 }
  })
  http.route(reading.getOpeningRecord, async ({ params, query }) => {
    const { record } = await readOpening(deps, params.tender, undefined, query.stage)
    if (record === null) throw new DomainProblem('not-found')
    return { bytes: utf8(record.text) }
  })
  http.route(reading.getOpeningRecordPdf, async ({ params, query }) => {
    const { recordPdfSha256 } = await readOpening(deps, params.tender, undefined, query.stage)
    if (recordPdfSha256 === null) throw new DomainProblem('not-found')
    return {
      bytes: await deps.blobs.open(recordPdfSha256),
      headers: { 'content-disposition': 'attachment; filename="opening-record.pdf"' },
    }
  })
  http.route(reading.getOpeningBundle, async ({ params }) => ({ bytes: await makeBundle(deps, params.tender) }))
}

function registerBiddersSteps(http: HttpRegistrar, deps: OpeningDeps): void {
  http.route(bidderSteps.revealKeys, ({ params, body, at }) =>
    revealKeys(deps, { tender: params.tender, manifestSha256: body.manifestSha256, keys: body.keys }, at),
  )
  http.route(bidderSteps.supplyIdentity, async ({ params, body, at }) => {
    const content = identityContentSchema.safeParse(body.content)
    if (!content.success) throw new DomainProblem('evidence-wrong', { detail: 'not an identity/1' })
    await supplyIdentity(deps, { tender: params.tender, manifestSha256: body.manifestSha256, content: content.data, at })
    return undefined
  })
  http.route(bidderSteps.supplyPayload, async ({ params, body, at }) => {
    await supplyPayload(deps, { tender: params.tender, ...body, at })
    return undefined
  })
  http.route(bidderSteps.supplyLeftOff, async ({ params, body, at }) => {
    const receipt = signedReceiptSchema.safeParse(body.receipt)
    if (!receipt.success) throw new DomainProblem('evidence-wrong', { detail: 'not a signed receipt/1' })
    const identity = body.identity == null ? undefined : identityContentSchema.safeParse(body.identity)
    if (identity?.success === false) throw new DomainProblem('evidence-wrong', { detail: 'not an identity/1' })
    await supplyLeftOff(deps, {
      tender: params.tender,
      receipt: receipt.data,
      manifest: body.manifest,
      identity: identity?.data,
      keys: body.keys,
      at,
    })
    return undefined
  })
}

function registerCustodiansSteps(http: HttpRegistrar, deps: OpeningDeps): void {
  /** A step crashed between its commit and its checkpoint is finished first: what custodians give must come after it in the log. */
  const after = async (opening: string, work: () => Promise<unknown>): Promise<undefined> => {
    await awaitStep(deps, opening)
    return done(work())
  }
  http.route(custodianActs.releaseIdentities, ({ act, at }) =>
    after(act.subject.tender, () => releaseIdentities(deps, { act, at })),
  )
  http.route(custodianActs.postReveal, ({ act, at }) => after(act.subject.tender, () => postReveal(deps, { act, at })))
  http.route(custodianActs.reportEnvelopes, ({ act, at }) => after(act.subject.tender, () => reportEnvelopes(deps, { act, at })))
  http.route(custodianActs.releaseShares, ({ act, at }) =>
    after(openingId(act.subject.tender, act.subject.stage), () => releaseShares(deps, { act, at })),
  )
}

function registerHall(http: HttpRegistrar, deps: OpeningDeps): void {
  http.route(hallActs.checkIn, ({ act, at }) => done(checkIn(deps, { act, at })))
  http.route(hallActs.signSettlement, ({ act, at }) => done(signSettlement(deps, { act, at })))
  http.route(hallActs.readOut, ({ act, at }) => done(readOut(deps, { act, at })))
  http.route(hallActs.objectAtOpening, ({ act, at }) => objectAtOpening(deps, { act, at }))
  http.route(hallActs.answerOpeningObjection, ({ act, at }) => done(answerObjection(deps, { act, at })))
  http.route(hallActs.signOpeningRecord, ({ act, at }) => done(signRecord(deps, { act, at })))
  http.route(hallActs.sendOpeningMessage, ({ params, query, body, actor, at }) =>
    sendMessage(deps, { tender: params.tender, stage: query.stage, actor: present(actor), text: body.text, at }),
  )
  http.route(hallActs.hideOpeningMessage, ({ params, query, actor, at }) =>
    done(hideMessage(deps, { ...params, stage: query.stage, actor: present(actor), at })),
  )
}

async function done(work: Promise<unknown>): Promise<undefined> {
  await work
  return undefined
}

function present(actor: Actor | undefined): Actor {
  if (actor === undefined) throw new DomainProblem('sign-in-required')
  return actor
}
