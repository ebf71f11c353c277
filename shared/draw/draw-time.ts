import { addDays, beijingDayOf, startOfBeijingDay } from '../calendar/beijing.ts'
import type { Period } from '../calendar/period.ts'
import { isWorkingDay, type WorkingCalendar } from '../calendar/working-days.ts'
import type { RulePackName } from '../catalogue/rule-pack.ts'
import { assertNever } from '../primitives/assert.ts'

/** How long before the evaluation a draw may be held at the earliest (rule X5, 财库〔2016〕198号 article 13): known early, names are worth something. */
export const drawBeforeEvaluation: Readonly<Record<RulePackName, Period>> = {
  cn: { unit: 'working-days', count: 2 },
  demo: { unit: 'seconds', count: 600 },
}

/** The first moment (ms) at which a draw for an evaluation at `evaluationAt` (ms) may be held: the beginning of the day so many days before. */
export function earliestDrawAt(calendar: WorkingCalendar, evaluationAt: number, period: Period): number {
  switch (period.unit) {
    case 'seconds':
      return evaluationAt - period.count * 1000
    case 'calendar-days':
      return startOfBeijingDay(addDays(beijingDayOf(evaluationAt), -period.count))
    case 'working-days': {
      let day = beijingDayOf(evaluationAt)
      for (let counted = 0; counted < period.count; counted += 1) {
        day = addDays(day, -1)
        while (!isWorkingDay(calendar, day)) day = addDays(day, -1)
      }
      return startOfBeijingDay(day)
    }
    default:
      return assertNever(period.unit)
  }
}
