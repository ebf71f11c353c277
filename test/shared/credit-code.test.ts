import { expect } from 'chai'
import { creditCodeCheckCharacter, isCreditCode } from '#shared/primitives/credit-code.ts'

/** Codes of well-known organisations, from their published business licences; the first is the worked example of GB 32100-2015. */
const published = ['91350100M000100Y43', '91110000802100433B', '91440300708461136T', '9144030071526726XG', '91330100799655058B']

describe('unified social credit code (GB 32100-2015)', () => {
  for (const code of published) {
    it(`accepts ${code}`, () => {
      expect(isCreditCode(code)).to.equal(true)
      expect(creditCodeCheckCharacter(code.slice(0, 17))).to.equal(code.charAt(17))
    })
  }

  it('detects every change of a single character', () => {
    const code = published[0] ?? ''
    let changed = 0
    for (let position = 0; position < code.length; position += 1) {
      for (const character of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
        if (character === code.charAt(position)) continue
        expect(
          isCreditCode(code.slice(0, position) + character + code.slice(position + 1)),
          `${character} at ${position}`,
        ).to.equal(false)
        changed += 1
      }
    }
    expect(changed).to.equal(18 * 30)
  })

  it('detects two neighbouring characters that differ and were swapped', () => {
    const code = published[0] ?? ''
    let swapped = 0
    for (let position = 0; position + 1 < code.length; position += 1) {
      const [left, right] = [code.charAt(position), code.charAt(position + 1)]
      if (left === right) continue
      expect(isCreditCode(code.slice(0, position) + right + left + code.slice(position + 2)), `swap at ${position}`).to.equal(
        false,
      )
      swapped += 1
    }
    expect(swapped).to.be.greaterThan(10)
  })

  it('refuses small letters, the letters left out, spaces, other lengths and letters in the administrative division', () => {
    for (const text of [
      '',
      '91350100m000100y43',
      '91350100M000100Y4',
      '91350100M000100Y430',
      ' 91350100M000100Y43',
      '91350100M000100Y4O',
      '9135A100M000100Y43',
      '９１350100M000100Y43',
    ]) {
      expect(isCreditCode(text), text).to.equal(false)
    }
  })

  it('computes 0 when the weighted sum is divisible by 31, and refuses to compute over anything else than 17 characters', () => {
    expect(creditCodeCheckCharacter('00000000000000000')).to.equal('0')
    expect(() => creditCodeCheckCharacter('0000000000000000')).to.throw(RangeError)
    expect(() => creditCodeCheckCharacter('0000000000000000I')).to.throw(RangeError)
  })
})
