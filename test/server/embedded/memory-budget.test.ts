import { expect } from 'chai'
import { createMemoryBudget } from '../../../server/platform/mongo/embedded/memory-budget.ts'

describe('The memory that connections share for long messages', () => {
  it('is given in the order of asking, and again when it comes back', () => {
    const budget = createMemoryBudget(100)
    const granted: string[] = []
    const first = budget.take(60, () => granted.push('first'))
    budget.take(60, () => granted.push('second'))
    const third = budget.take(10, () => granted.push('third'))
    expect(granted).to.deep.equal(['first'])
    first.release()
    first.release()
    expect(granted).to.deep.equal(['first', 'second', 'third'])
    third.release()
    budget.take(50, () => granted.push('fourth'))
    expect(granted).to.not.include('fourth')
  })

  it('is not given to who has gone, and to one who needs more than all of it when nobody else has any', () => {
    const budget = createMemoryBudget(100)
    const granted: string[] = []
    const first = budget.take(10, () => granted.push('first'))
    const gone = budget.take(500, () => granted.push('gone'))
    budget.take(5, () => granted.push('small'))
    gone.release()
    expect(granted).to.deep.equal(['first', 'small'])
    first.release()
    const whole = createMemoryBudget(100)
    whole.take(500, () => granted.push('large'))
    expect(granted.at(-1)).to.equal('large')
  })
})
