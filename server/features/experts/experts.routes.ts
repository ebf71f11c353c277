import { listCustodyDraws as listCustodyDrawsContract } from '#shared/contracts/experts-custody.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import * as library from '#shared/contracts/experts-library.ts'
import {
  listOwnPassedOver as listOwnPassedOverContract,
  listPassedOver as listPassedOverContract,
} from '#shared/contracts/experts-passed.ts'
import * as tasks from '#shared/contracts/experts-tasks.ts'
import { specialities, specialitySource } from '#shared/draw/specialities.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { applyAsExpert, updateExpert } from './apply-as-expert.ts'
import { assessExpert } from './assess-expert.ts'
import { confirmDrawEscrow, contributeToDraw, escrowContribution } from './contribute.ts'
import type { DrawDeps } from './deps.ts'
import { vacateSeat, voidDraw } from './end-draw.ts'
import { answerInvitation, listInvitations } from './invitations.ts'
import { changeExpertStanding, decideExpert, recordTraining } from './keep-library.ts'
import { listCustodyDraws } from './list-custody-draws.ts'
import { listDrawTasks } from './list-draw-tasks.ts'
import { listDraws } from './list-draws.ts'
import { listExpertAssessments } from './list-expert-assessments.ts'
import { makeDrawBundle } from './make-draw-bundle.ts'
import { nameRepresentatives } from './name-representatives.ts'
import { declareOrganisationTie, listOrganisationTies } from './organisation-ties.ts'
import { listOwnPassedOver, listPassedOver } from './passed-over.ts'
import { excludeExperts, signPool } from './prepare-pool.ts'
import { presentDraw } from './present-draw.ts'
import { presentExpert } from './present-expert.ts'
import { awaitDrawStep, partyPlace, readDraw, readDrawAt } from './read-draw.ts'
import { listExpertReadings, listExperts, readExpert, readOwnExpert } from './read-library.ts'
import { releaseDraws } from './release-draw.ts'
import { releaseDrawShares } from './release-shares.ts'
import { listRepresentativeChoice } from './representatives.ts'
import { requestDraw } from './request-draw.ts'
import { revealContribution } from './reveal-contribution.ts'

/** Adds the endpoints of the expert library and of draws. */
export function registerExpertsRoutes(http: HttpRegistrar, deps: DrawDeps): void {
  registerLibrary(http, deps)
  registerKeeping(http, deps)
  registerDraws(http, deps)
  registerSteps(http, deps)
  registerSeats(http, deps)
}

function registerLibrary(http: HttpRegistrar, deps: DrawDeps): void {
  http.route(library.listSpecialities, async () => ({ source: specialitySource, items: [...specialities] }))
  http.route(library.applyAsExpert, async ({ act, at }) => presentExpert(await applyAsExpert(deps, { act, at })))
  http.route(library.getOwnExpert, async ({ actor }) => presentExpert(await readOwnExpert(deps, present(actor))))
  http.route(draws.listInvitations, ({ actor, at }) => listInvitations(deps, present(actor), at))
  http.route(library.updateExpert, async ({ act, at }) => presentExpert(await updateExpert(deps, { act, at })))
  http.route(library.listExperts, ({ query, actor, address, at }) =>
    listExperts(deps, { ...query, actor: present(actor), address, at }),
  )
  http.route(library.getExpert, async ({ params, query, actor, address, at }) =>
    presentExpert(await readExpert(deps, { ...params, ...query, actor: present(actor), address, at })),
  )
  http.route(library.listExpertReadings, ({ query }) => listExpertReadings(deps, query.after))
}

function registerKeeping(http: HttpRegistrar, deps: DrawDeps): void {
  http.route(library.decideExpert, async ({ act, at }) => presentExpert(await decideExpert(deps, { act, at })))
  http.route(library.changeExpertStanding, async ({ act, at }) => presentExpert(await changeExpertStanding(deps, { act, at })))
  http.route(library.recordTraining, async ({ act, at }) => presentExpert(await recordTraining(deps, { act, at })))
  http.route(library.assessExpert, ({ act, at }) => done(assessExpert(deps, { act, at })))
  http.route(tasks.listExpertAssessments, ({ params, actor }) =>
    listExpertAssessments(deps, { ...params, actor: present(actor) }),
  )
  http.route(library.declareOrganisationTie, ({ act, at }) => declareOrganisationTie(deps, { act, at }))
  http.route(library.listOrganisationTies, ({ query }) => listOrganisationTies(deps, query.after))
}

function registerDraws(http: HttpRegistrar, deps: DrawDeps): void {
  http.route(draws.requestDraw, async ({ act, at }) => presentDraw(deps, await requestDraw(deps, { act, at }), at))
  http.route(draws.listDraws, ({ params }) => listDraws(deps, params.tender))
  http.route(draws.getDraw, async ({ params, at }) => presentDraw(deps, await readDraw(deps, params.draw), at))
  http.route(draws.getDrawBundle, async ({ params }) => ({ bytes: await makeDrawBundle(deps, params.draw) }))
  http.route(draws.excludeExperts, async ({ act, at }) => presentDraw(deps, await excludeExperts(deps, { act, at }), at))
  http.route(draws.signPool, ({ act, at }) => done(signPool(deps, { act, at })))
  http.route(draws.voidDraw, ({ act, at }) => done(voidDraw(deps, { act, at })))
}

function registerSteps(http: HttpRegistrar, deps: DrawDeps): void {
  /** A step that crashed between its commit and its checkpoint is finished first: what follows must come after it in the log. */
  const after = async (draw: string, work: () => Promise<unknown>): Promise<undefined> => {
    await awaitDrawStep(deps, draw)
    return done(work())
  }
  http.route(draws.contributeToDraw, ({ act, at }) => after(act.subject.draw, () => contributeToDraw(deps, { act, at })))
  http.route(draws.escrowContribution, ({ act, at }) => after(act.subject.draw, () => escrowContribution(deps, { act, at })))
  http.route(listCustodyDrawsContract, ({ actor, at }) => listCustodyDraws(deps, present(actor), at))
  http.route(draws.confirmDrawEscrow, ({ act, at }) => after(act.subject.draw, () => confirmDrawEscrow(deps, { act, at })))
  http.route(draws.revealContribution, ({ params, body, at }) =>
    after(params.draw, () => revealContribution(deps, { ...params, ...body, at })),
  )
  http.route(draws.releaseDrawShares, ({ params, body, at }) =>
    after(params.draw, () => releaseDrawShares(deps, { ...params, ...body, at })),
  )
}

function registerSeats(http: HttpRegistrar, deps: DrawDeps): void {
  http.route(draws.answerInvitation, ({ act, at }) => done(answerInvitation(deps, { act, at })))
  http.route(listPassedOverContract, ({ params, query, actor, address, at }) =>
    listPassedOver(deps, { ...params, ...query, actor: present(actor), address, at }),
  )
  http.route(listOwnPassedOverContract, ({ actor }) => listOwnPassedOver(deps, present(actor)))
  http.route(draws.vacateSeat, ({ act, at }) => done(vacateSeat(deps, { act, at })))
  http.route(draws.nameRepresentatives, ({ act, at }) => done(nameRepresentatives(deps, { act, at })))
  http.route(tasks.listDrawTasks, ({ actor }) => listDrawTasks(deps, present(actor)))
  http.route(tasks.listRepresentativeChoice, ({ params, actor }) =>
    listRepresentativeChoice(deps, { ...params, actor: present(actor) }),
  )
  http.route(draws.releaseDraw, async ({ act, at }) => {
    const { draw } = await readDrawAt(deps, act.subject, ['filled', 'closed'])
    if (act.by.party !== draw.requester) partyPlace(draw, act.by.party)
    await releaseDraws(deps, { tender: draw.tender, at, named: { draw: draw.draw, act } })
    return undefined
  })
}

function present(actor: Actor | undefined): Actor {
  assertHolds(actor !== undefined, 'the policy lets only signed-in actors do this')
  return actor
}

async function done(work: Promise<unknown>): Promise<undefined> {
  await work
  return undefined
}
