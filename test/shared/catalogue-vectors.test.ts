import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import { chinaCalendar } from '#shared/calendar/china.ts'
import { lastDayOf } from '#shared/calendar/period.ts'
import { custodyPolicySha256 } from '#shared/catalogue/custody.ts'
import { noticeField } from '#shared/catalogue/notice.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'

/** A vector file, made by make.py beside it, which shares no code with ours. */
function vector(name: string) {
  return JSON.parse(readFileSync(new URL(`../vectors/notices/${name}.json`, import.meta.url), 'utf8'))
}

describe('the vectors of docs/formats/notice.md', () => {
  it('custody-policy/1: what a custodian accepts has the digest an outsider reckons', () => {
    const { tender, openingPolicy, seats, sha256 } = vector('custody-policy')
    expect(custodyPolicySha256(tender, openingPolicy, seats)).to.equal(sha256)
  })
  it('notice/1: the schema takes it whole and its canonical form is the outsider’s', () => {
    const { notice, canonical, sha256 } = vector('notice')
    const bytes = canonicalBytes(noticeField.parse(notice))
    expect(fromUtf8(bytes)).to.equal(canonical)
    expect(sha256Hex(bytes)).to.equal(sha256)
  })
  it('notice/1: refuses an unknown field, a missing one, a float and a price with one decimal', () => {
    const { notice } = vector('notice')
    const { amends: _, ...missing } = notice
    for (const wrong of [
      { ...notice, extra: 1 },
      missing,
      { ...notice, round: 1.5 },
      { ...notice, lots: [{ ...notice.lots[0], budget: '12000000.0' }] },
      { ...notice, deadlineAt: '2026-04-07T09:30:00+08:00' },
      { ...notice, openingPolicy: { ...notice.openingPolicy, n: 16 } },
    ]) {
      expect(noticeField.safeParse(wrong).success).to.equal(false)
    }
  })
  it('G4: every period of 2025 and 2026 ends where the outsider says', () => {
    const { periods } = vector('periods') as { periods: string[] }
    expect(periods).to.have.length.above(1300)
    for (const line of periods) {
      const [first = '', unit = '', count = '', last] = line.split(' ')
      expect(lastDayOf(chinaCalendar, first as BeijingDay, unit as 'working-days', Number(count)), line).to.equal(last)
    }
  })
})
