import * as certificate from '#shared/contracts/identity-certificates.ts'
import * as party from '#shared/contracts/identity-parties.ts'
import * as person from '#shared/contracts/identity-persons.ts'
import * as session from '#shared/contracts/identity-sessions.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Cookies, HttpRegistrar } from '../../platform/http/http.ts'
import { addEncryptionCertificate } from './add-encryption-certificate.ts'
import { confirmOwnCertificate } from './confirm-own-certificate.ts'
import { decideCertificate } from './decide-certificate.ts'
import { decideRole } from './decide-role.ts'
import { declareAffiliate, listAffiliates, withdrawAffiliate } from './declare-affiliate.ts'
import type { IdentityDeps } from './deps.ts'
import { disablePerson, restorePerson } from './disable-person.ts'
import { issueDownloadTicket } from './download-ticket.ts'
import { endSessions } from './end-sessions.ts'
import { beginPassword, finishPassword, readEnrolment } from './enrol-by-password.ts'
import { foundParty } from './found-party.ts'
import { invitePerson } from './invite-person.ts'
import { joinParty } from './join-party.ts'
import { listCertificateRequests } from './list-certificate-requests.ts'
import { listParties, listRoleHolders, listRoleRequests } from './list-parties.ts'
import { issueLoginNonce, logInByCertificate } from './log-in-by-certificate.ts'
import { changePassword, logInByPassword } from './log-in-by-password.ts'
import { longestMs } from './open-session.ts'
import { listPersons, readMe, showParty } from './read-me.ts'
import { refreshSession } from './refresh-session.ts'
import type { RefreshToken } from './refresh-token.ts'
import { registerParty } from './register-party.ts'
import { reportLoss, reportOwnLoss, restoreCertificate } from './report-loss.ts'
import { requestCertificate } from './request-certificate.ts'
import { requestRole } from './request-role.ts'
import { resetPassword } from './reset-password.ts'
import { listSessions } from './sessions-of-person.ts'
import { updateParty } from './update-party.ts'

const COOKIE = 'kaibiao_refresh'
/** The cookie goes to the session endpoints only. */
const COOKIE_PATH = '/api/sessions'

/** Registers every endpoint of identity. */
export function registerIdentityRoutes(http: HttpRegistrar, deps: IdentityDeps): void {
  registerSessionRoutes(http, deps)
  registerPartyRoutes(http, deps)
  registerPersonRoutes(http, deps)
  registerCertificateRoutes(http, deps)
}

function registerSessionRoutes(http: HttpRegistrar, deps: IdentityDeps): void {
  http.route(session.issueLoginNonce, ({ at }) => issueLoginNonce(deps, at))
  http.route(session.logInByCertificate, async ({ body, at, address, device, cookies }) => {
    const opened = await logInByCertificate(deps, { signed: body, at, address, device })
    setRefreshCookie(cookies, opened.refreshToken)
    return opened.answer
  })
  http.route(session.logInByPassword, async ({ body, at, address, device, cookies }) => {
    const opened = await logInByPassword(deps, { ...body, at, address, device })
    setRefreshCookie(cookies, opened.refreshToken)
    return opened.answer
  })
  http.route(session.refreshSession, async ({ at, cookies }) => {
    try {
      const refreshed = await refreshSession(deps, cookies.get(COOKIE), at)
      setRefreshCookie(cookies, refreshed.refreshToken)
      return refreshed.answer
    } catch (error) {
      // A cookie that is good for nothing any more is taken away; the refusal itself goes on its way.
      if (error instanceof DomainProblem) clearRefreshCookie(cookies)
      throw error
    }
  })
  http.route(session.listSessions, ({ actor, at }) => listSessions(deps, signedIn(actor), at))
  http.route(session.issueDownloadTicket, async ({ body, actor, at }) => {
    const { person: who, party: of, session: current } = signedIn(actor)
    if (current === undefined) throw new DomainProblem('sign-in-required')
    return issueDownloadTicket(deps, { address: body.address, claims: { person: who, party: of, session: current }, at })
  })
  http.route(session.logOut, async ({ actor, at, cookies }) => {
    const { person: who, session: current } = signedIn(actor)
    if (current !== undefined) await endSessions(deps, { person: who, session: current }, at)
    clearRefreshCookie(cookies)
    return undefined
  })
  http.route(session.revokeSession, async ({ actor, params, at }) => {
    const ended = await endSessions(deps, { person: signedIn(actor).person, session: params.session }, at)
    if (ended === 0) throw new DomainProblem('not-found')
    return undefined
  })
  http.route(session.revokeAllSessions, async ({ actor, at, cookies }) => {
    await endSessions(deps, { person: signedIn(actor).person }, at)
    clearRefreshCookie(cookies)
    return undefined
  })
  http.route(session.changePassword, async ({ actor, body, address, at }) => {
    await changePassword(deps, { ...body, actor: signedIn(actor), address, at })
    return undefined
  })
}

function registerPartyRoutes(http: HttpRegistrar, deps: IdentityDeps): void {
  http.route(party.registerParty, ({ act, at }) => registerParty(deps, { act, at }))
  http.route(party.foundParty, ({ act, at }) => foundParty(deps, { act, at }))
  http.route(party.updateParty, ({ params, act, at }) => updateParty(deps, { party: params.party, act, at }))
  http.route(party.requestRole, ({ params, act, at }) => requestRole(deps, { party: params.party, act, at }))
  http.route(party.decideRole, ({ params, act, at }) => decideRole(deps, { party: params.party, role: params.role, act, at }))
  http.route(party.listRoleRequests, ({ query }) => listRoleRequests(deps, query))
  http.route(party.listParties, ({ query }) => listParties(deps, query))
  http.route(party.listRoleHolders, ({ query }) => listRoleHolders(deps, query))
  http.route(party.readPartyContract, ({ actor, params }) => showParty(deps, actor, params.party))
  http.route(party.declareAffiliate, ({ act, at }) => declareAffiliate(deps, { act, at }))
  http.route(party.withdrawAffiliate, async ({ act, at }) => {
    await withdrawAffiliate(deps, { act, at })
    return undefined
  })
  http.route(party.listAffiliates, () => listAffiliates(deps))
}

function registerPersonRoutes(http: HttpRegistrar, deps: IdentityDeps): void {
  http.route(person.readMe, ({ actor }) => readMe(deps, signedIn(actor)))
  http.route(person.listPersons, ({ actor, params }) => listPersons(deps, actor, params.party))
  http.route(person.invitePerson, ({ params, act, at }) => invitePerson(deps, { party: params.party, act, at }))
  http.route(person.joinParty, ({ act, at }) => joinParty(deps, { act, at }))
  http.route(person.disablePerson, ({ params, act, at }) => disablePerson(deps, { person: params.person, act, at }))
  http.route(person.restorePerson, ({ params, act, at }) => restorePerson(deps, { person: params.person, act, at }))
  http.route(person.resetPassword, ({ params, act, at }) => resetPassword(deps, { person: params.person, act, at }))
  http.route(person.readEnrolment, ({ body, at }) => readEnrolment(deps, body.code, at))
  http.route(person.beginPassword, ({ body, at }) => beginPassword(deps, { ...body, at }))
  http.route(person.finishPassword, ({ body, at }) => finishPassword(deps, { ...body, at }))
}

function registerCertificateRoutes(http: HttpRegistrar, deps: IdentityDeps): void {
  http.route(certificate.requestCertificate, ({ params, act, at }) =>
    requestCertificate(deps, { person: params.person, act, at }),
  )
  http.route(certificate.decideCertificate, ({ params, act, at }) => decideCertificate(deps, { sha256: params.sha256, act, at }))
  http.route(certificate.confirmOwnCertificate, ({ params, body, actor, address, at }) =>
    confirmOwnCertificate(deps, { ...body, sha256: params.sha256, actor: signedIn(actor), address, at }),
  )
  http.route(certificate.addEncryptionCertificate, ({ params, act, at }) =>
    addEncryptionCertificate(deps, { person: params.person, act, at }),
  )
  http.route(certificate.reportLoss, ({ params, act, at }) => reportLoss(deps, { sha256: params.sha256, act, at }))
  http.route(certificate.reportOwnLoss, ({ params, actor, at }) =>
    reportOwnLoss(deps, { sha256: params.sha256, actor: signedIn(actor), at }),
  )
  http.route(certificate.restoreCertificate, ({ params, act, at }) =>
    restoreCertificate(deps, { sha256: params.sha256, act, at }),
  )
  http.route(certificate.listCertificateRequests, ({ query }) => listCertificateRequests(deps, query))
}

/** The policy has let nobody through who is not signed in; this tells the compiler, and holds if a row should ever be wrong. */
function signedIn(actor: Actor | undefined): Actor {
  if (actor === undefined) throw new DomainProblem('sign-in-required')
  return actor
}

function setRefreshCookie(cookies: Cookies, token: RefreshToken): void {
  cookies.set(COOKIE, token.text, { path: COOKIE_PATH, maxAgeSeconds: longestMs / 1000 })
}

function clearRefreshCookie(cookies: Cookies): void {
  cookies.set(COOKIE, '', { path: COOKIE_PATH, maxAgeSeconds: 0 })
}
