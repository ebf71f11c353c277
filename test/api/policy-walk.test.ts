import { expect } from 'chai'
import { signAct } from '#shared/acts/build-act.ts'
import { allContracts } from '#shared/contracts/all.ts'
import { addressOf } from '#shared/contracts/client.ts'
import type { Contract } from '#shared/contracts/contract.ts'
import { getOpenApi } from '#shared/contracts/platform.ts'
import type { PolicyRow } from '#shared/policy/policy.ts'
import { type Role, roles } from '#shared/policy/roles.ts'
import { policyTable } from '#shared/policy/table.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { newcomer, registerNewcomer } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'

/** One who walks: nobody, somebody signed in whose roles all wait for approval, or one role. */
type Walker = 'nobody' | 'no role' | Role

interface Walking {
  readonly walker: Walker
  readonly client: Awaited<ReturnType<typeof newcomer>>['client']
}

/** What the table says, read here on its own and not by the server's function. */
function isAllowed(row: PolicyRow, walker: Walker): boolean {
  if (row.who === 'anyone') return true
  if (walker === 'nobody') return false
  if (row.who === 'signed-in') return true
  return walker !== 'no role' && row.who.includes(walker)
}

describe('every endpoint, walked by every role and by nobody, answers as the policy table says', () => {
  const platform = usePlatform()
  const walking: Walking[] = []
  let served: ReadonlySet<string> = new Set()

  before(async function () {
    this.timeout(60_000)
    walking.push({ walker: 'nobody', client: (await newcomer(platform())).client })
    walking.push({ walker: 'no role', client: (await registerNewcomer(platform(), ['tenderer'])).client })
    for (const role of roles) walking.push({ walker: role, client: await platform().register(role) })
    const document = JSON.parse(fromUtf8(await platform().client.call(getOpenApi, {}))) as {
      paths: Record<string, Record<string, { operationId: string }>>
    }
    served = new Set(
      Object.values(document.paths).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId)),
    )
  })

  it('has a row for every endpoint, and no row for none', () => {
    const ids = allContracts.map(({ id }) => id)
    expect(new Set(ids).size, 'ids are unique').to.equal(ids.length)
    expect(ids.filter((id) => policyTable[id] === undefined)).to.deep.equal([])
    expect(Object.keys(policyTable).filter((id) => !ids.includes(id))).to.deep.equal([])
  })

  // One that is not served is named here, once; the walks below leave it out.
  it('serves every endpoint it describes', () => {
    expect(allContracts.map(({ id }) => id).filter((id) => !served.has(id))).to.deep.equal([])
  })

  for (const contract of allContracts) {
    it(`${contract.id}: ${contract.method} ${contract.path}`, async function () {
      this.timeout(60_000)
      const row = policyTable[contract.id]
      expect(row, 'a row in the policy').not.to.equal(undefined)
      if (row === undefined || !served.has(contract.id)) return
      for (const who of walking) {
        const answer = await walk(contract, who)
        const verdict = isAllowed(row, who.walker) ? 'allowed' : 'refused'
        expect(answer, `${who.walker} is ${verdict}`).to.satisfy(
          verdict === 'refused' ? isRefusedByAudience(who.walker, contract) : isPastAudience,
        )
      }
    })
  }

  interface Answer {
    readonly status: number
    readonly code: string
    readonly relation: string | undefined
  }

  /** Nobody is told to sign in; an act by a certificate bound to nobody is refused as such; a role that does not fit is forbidden. */
  function isRefusedByAudience(walker: Walker, contract: Contract): (answer: Answer) => boolean {
    if (walker !== 'nobody') return ({ status, relation }) => status === 403 && relation === undefined
    return contract.act === undefined ? ({ status }) => status === 401 : ({ code }) => code === 'certificate-not-bound'
  }

  /**
   * Past the audience anything may come, a refusal for a missing tie included (`forbidden` that names it); only 401 and a bare 403 may not.
   * An act nobody signed for an endpoint open to anyone is still signed by a certificate nobody knows.
   */
  function isPastAudience({ status, code, relation }: Answer): boolean {
    if (status === 403) return relation !== undefined
    if (status === 401) return ['sign-in-refused', 'session-expired'].includes(code)
    return status < 500
  }

  /**
   * Calls an endpoint with a right caller and content that fits no schema, so that whoever is let through is stopped by the next check:
   * the walk changes nothing. Endpoints without parameters and content do run: one before may have ended the session, so that whoever is
   * told to sign in does, and asks once more.
   */
  async function walk(contract: Contract, who: Walking): Promise<Answer> {
    if (who.walker === 'nobody' || contract.act !== undefined) return call(contract, who, undefined)
    if (who.client.token() === undefined) await who.client.logIn()
    const answer = await call(contract, who, who.client.token())
    if (answer.status !== 401) return answer
    await who.client.logIn()
    return call(contract, who, who.client.token())
  }

  async function call(contract: Contract, { client }: Walking, token: string | undefined): Promise<Answer> {
    const body =
      contract.act === undefined ? (contract.body === undefined ? undefined : { walk: true }) : await anAct(contract, client)
    const params = Object.fromEntries([...contract.path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, '!']))
    const stop = new AbortController()
    const response = await fetch(new URL(addressOf(contract, params), platform().origin), {
      method: contract.method,
      signal: stop.signal,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.headers.get('content-type')?.startsWith('application/problem+json') || contract.method === 'HEAD') {
      stop.abort()
      return { status: response.status, code: '', relation: undefined }
    }
    const problem = (await response.json()) as { code: string; facts?: { relation?: string } }
    return { status: response.status, code: problem.code, relation: problem.facts?.relation }
  }

  async function anAct(contract: Contract, { signer, party, person }: Walking['client']) {
    return signAct({
      signer,
      platform: 'kaibiao.test',
      type: contract.act?.type ?? '',
      subject: { walk: true },
      body: { walk: true },
      actor: { party, person },
      at: instantOf(platform().clock.now()),
      random: platform().random,
    })
  }
})
