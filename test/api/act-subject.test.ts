import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { disablePerson } from '#shared/contracts/identity-persons.ts'
import { acceptCustodyContract } from '#shared/contracts/notices/custody.ts'
import { releaseIdentities } from '#shared/contracts/opening-custodians.ts'
import { checkIn } from '#shared/contracts/opening-hall.ts'
import { randomId } from '#shared/primitives/random.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { draw } from '../support/sealed-bid.ts'

describe('an act and the address it is sent to', function () {
  this.timeout(30_000)
  const platform = usePlatform()
  let person: TestPerson
  before(async () => {
    person = await platform().register(['custodian', 'centre'])
  })
  const digest = (): string => createHash('sha256').update(randomBytes(32)).digest('hex')

  it('name the same object, whatever the use case reads: nobody is shown one and signs for another', async () => {
    const [here, there] = [randomId(draw), randomId(draw)]
    const list = { tender: there, list: digest() }
    const params = { tender: here }
    const released = person.act(releaseIdentities, { params, subject: list, body: { shares: [], unreadable: [] } })
    expect(await problemCode(released)).to.equal('act-wrong-subject')
    expect(await problemCode(person.act(checkIn, { params, subject: list, body: {} }))).to.equal('act-wrong-subject')
    const accepted = person.act(acceptCustodyContract, {
      params,
      subject: { tender: there, i: 1 },
      body: { keySpki: 'A'.repeat(122), testSha256: digest(), policySha256: digest() },
    })
    expect(await problemCode(accepted)).to.equal('act-wrong-subject')
    expect(await problemCode(person.act(checkIn, { params: { tender: there }, subject: list, body: {} }))).to.equal('not-found')
    const disabled = person.act(disablePerson, {
      params: { person: randomId(draw) },
      subject: { party: person.party, person: person.person, version: 1 },
      body: { reason: '离职' },
    })
    expect(await problemCode(disabled)).to.equal('act-wrong-subject')
  })
})
