import { expect } from 'chai'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { isInAudience, isPermitted, type PolicyRow } from '#shared/policy/policy.ts'
import type { Actor, Role } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

const actor = (...roles: Role[]): Actor => ({ person: 'p1', party: 'a1', roles })

describe('a policy row', () => {
  it('for anyone lets everybody through, nobody in particular included', () => {
    expect(isInAudience({ who: 'anyone' }, undefined)).to.equal(true)
    expect(isInAudience({ who: 'anyone' }, actor())).to.equal(true)
  })

  it('for who is signed in asks for no role; for roles, for one of them', () => {
    expect(isInAudience({ who: 'signed-in' }, undefined)).to.equal(false)
    expect(isInAudience({ who: 'signed-in' }, actor())).to.equal(true)
    const row: PolicyRow = { who: ['centre', 'regulator'] }
    expect(isInAudience(row, actor('bidder', 'regulator'))).to.equal(true)
    expect(isInAudience(row, actor('bidder', 'operator'))).to.equal(false)
    expect(isInAudience(row, undefined)).to.equal(false)
  })

  const relations = [
    ['self', { person: 'p1' }, { person: 'p2' }],
    ['own-party', { party: 'a1' }, { party: 'a2' }],
    ['own-tender', { tenderParties: ['a2', 'a1'] }, { tenderParties: ['a2'] }],
    ['own-custody', { custodianParties: ['a1'] }, { custodianParties: [] }],
  ] as const
  for (const [relation, tied, foreign] of relations) {
    it(`of relation ${relation} asks for that tie, and without knowing it refuses`, () => {
      const row: PolicyRow = { who: 'signed-in', relation }
      expect(isPermitted(row, actor('bidder'), tied)).to.equal(true)
      expect(isPermitted(row, actor('bidder'), foreign)).to.equal(false)
      expect(isPermitted(row, actor('bidder'), {})).to.equal(false)
      expect(isPermitted(row, undefined, tied)).to.equal(false)
    })
  }

  it('exempts roles from the tie, never from the audience', () => {
    const row: PolicyRow = { who: ['bidder', 'centre'], relation: 'own-party', beyondRelation: ['centre', 'regulator'] }
    expect(isPermitted(row, actor('centre'), { party: 'a2' })).to.equal(true)
    expect(isPermitted(row, actor('bidder'), { party: 'a2' })).to.equal(false)
    expect(isPermitted(row, actor('regulator'), { party: 'a1' })).to.equal(false)
  })

  it('refuses in words: sign in, not your role, not yours', () => {
    const row: PolicyRow = { who: ['bidder'], relation: 'own-party' }
    const codeOf = (work: () => void) => {
      try {
        work()
        return 'none'
      } catch (error) {
        if (error instanceof DomainProblem) return `${error.code} ${error.facts['relation'] ?? ''}`.trim()
        throw error
      }
    }
    expect(codeOf(() => assertPermitted(row, undefined, {}))).to.equal('sign-in-required')
    expect(codeOf(() => assertPermitted(row, actor('centre'), { party: 'a1' }))).to.equal('forbidden')
    expect(codeOf(() => assertPermitted(row, actor('bidder'), { party: 'a2' }))).to.equal('forbidden own-party')
    expect(codeOf(() => assertPermitted(row, actor('bidder'), { party: 'a1' }))).to.equal('none')
  })
})
