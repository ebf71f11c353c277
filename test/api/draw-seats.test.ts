import { expect } from 'chai'
import { getEvaluation } from '#shared/contracts/evaluation.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import {
  admittedExpert,
  calledExperts,
  type DrawHall,
  fillCommittee,
  type TestExpert,
  throughToCalling,
} from '../support/draw-hall.ts'
import { evaluatedHall, technicalBid, toRecorded } from '../support/evaluation.ts'
import { castOf } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

describe('a drawn committee is seated for the evaluation by itself (X1, X2)', function () {
  this.timeout(120_000)
  const platform = usePlatform()

  it('once every seat is accepted and the tenderer has named its own', async () => {
    const hall = await evaluatedHall(platform(), await castOf(platform(), 3))
    for (const price of ['1000000.00', '1010000.00', '1020000.00'])
      await technicalBid(hall, await platform().register('bidder'), price)
    await toRecorded(hall)
    const experts: TestExpert[] = []
    for (const speciality of ['A06', 'A08', 'A08', 'A08']) experts.push(await admittedExpert(platform(), [speciality]))
    const setting: DrawHall = { hall, platform: platform(), experts }
    const called = await throughToCalling(setting)
    const members = await calledExperts(setting)
    const filled = await fillCommittee(setting, called.draw)
    expect(filled.state).to.equal('filled')
    const { tenderer } = hall.cast
    await tenderer.act(draws.nameRepresentatives, {
      params: { draw: called.draw },
      subject: { tender: hall.tender.id, draw: called.draw },
      body: { persons: [tenderer.person] },
    })
    await platform().beat()
    const evaluation = await platform().client.call(getEvaluation, { params: { tender: hall.tender.id } })
    expect(evaluation.state).to.equal('seated')
    const text = JSON.stringify(evaluation)
    for (const { expert } of members) expect(text).not.to.contain(expert.person.person)
  })
})
