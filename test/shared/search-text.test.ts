import { expect } from 'chai'
import fc from 'fast-check'
import { attachmentHeader, sanitizeFileName } from '#shared/catalogue/file-name.ts'
import { matches, searchQuery, searchText, searchTokens } from '#shared/catalogue/search-text.ts'

describe('search text', () => {
  it('folds width, case and punctuation, and keeps words apart', () => {
    expect(searchText('城中区（ＣＴ）', 'ABC-01')).to.equal('城中区 ct abc 01')
  })
  it('takes every character and every pair of neighbours within a word', () => {
    expect(searchTokens('城中区 ct')).to.have.members(['城', '城中', '中', '中区', '区', 'c', 'ct', 't'])
  })
  it('counts characters beyond the first plane as one', () => {
    expect(searchTokens('𠮷野')).to.deep.equal(['𠮷', '𠮷野', '野'])
  })
  it('never misses: whatever part of a text is asked for, its tokens are all among the text’s', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.nat(30), fc.nat(30), (given, from, length) => {
        const text = searchText(given)
        const query = searchQuery([...text].slice(from, from + length).join(''))
        const tokens = new Set(searchTokens(text))
        expect(query.tokens.every((token) => tokens.has(token))).to.equal(true)
        expect(matches(query, text)).to.equal(true)
      }),
    )
  })
  it('no words match everything; more than eight are not asked for', () => {
    expect(matches(searchQuery(' ，。 '), '城中区')).to.equal(true)
    expect(searchQuery('一 二 三 四 五 六 七 八 九 十').words).to.have.length(8)
  })
})

describe('file names', () => {
  it('lose paths, control and format characters, and what headers or file systems choke on', () => {
    expect(sanitizeFileName('../../etc/招标文件.pdf')).to.equal('招标文件.pdf')
    expect(sanitizeFileName('C:\\图纸\\a<b>:c|d?.dwg')).to.equal('a_b__c_d_.dwg')
    expect(sanitizeFileName('\u202Efdp.exe')).to.equal('fdp.exe')
    expect(sanitizeFileName(' .hidden. ')).to.equal('hidden')
    expect(sanitizeFileName('con.txt')).to.equal('_con.txt')
    expect(sanitizeFileName('...')).to.equal('')
  })
  it('keep their extension when they are cut', () => {
    const name = sanitizeFileName(`${'长'.repeat(300)}.pdf`)
    expect([...name]).to.have.length(120)
    expect(name.endsWith('长.pdf')).to.equal(true)
  })
  it('never break out of the header they are sent in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (given) => {
        const header = attachmentHeader(sanitizeFileName(given))
        expect(header).to.match(/^attachment; filename="[^"\\;\r\n]*"; filename\*=UTF-8''[A-Za-z0-9\-._~%]*$/)
      }),
    )
  })
})
