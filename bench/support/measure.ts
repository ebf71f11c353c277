/** One line of the report. */
export interface Measurement {
  readonly name: string
  /** How much of the baseline's speed ours keeps: 1 is as fast, 0.5 half as fast. Median of the rounds' own ratios. */
  readonly ratio: number
  /** Median of the rounds, in `unit`. */
  readonly ours: number
  readonly baseline: number
  readonly unit: string
  /** What ours does and what exactly the baseline is. */
  readonly what: string
}

/** Two ways to do the same amount of work. Each answers the seconds it took: what it must not measure, it leaves out itself. */
export interface Contest {
  ours(round: number): Promise<number>
  baseline(round: number): Promise<number>
}

/** Seconds of every round of a contest. */
export interface Rounds {
  readonly ours: readonly number[]
  readonly baseline: readonly number[]
}

/** Runs both sides of a contest in turn, the first of a round last in the next, so that what else the machine does falls on both. */
export async function interleave(rounds: number, contest: Contest): Promise<Rounds> {
  const ours: number[] = []
  const baseline: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) ours.push(await contest.ours(round))
    baseline.push(await contest.baseline(round))
    if (round % 2 === 1) ours.push(await contest.ours(round))
  }
  return { ours, baseline }
}

/** The report's line for rounds of `amount` units of work each; ours and baseline become amount per second. */
export function rateOf(input: {
  readonly name: string
  readonly rounds: Rounds
  readonly amount: number
  readonly unit: string
  readonly what: string
}): Measurement {
  const { name, rounds, amount, unit, what } = input
  return {
    name,
    ratio: median(rounds.baseline.map((seconds, round) => seconds / (rounds.ours[round] ?? Number.NaN))),
    ours: amount / median(rounds.ours),
    baseline: amount / median(rounds.baseline),
    unit,
    what,
  }
}

/** The value in the middle; of two, their mean. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (upper + lower) / 2
}

/** Seconds that work takes. */
export async function secondsOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

/** Does the work for every item, so many at once, and gives the results in the items' order. */
export async function atOnce<T, R>(
  width: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R> | R,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  async function worker(): Promise<void> {
    while (next < items.length) {
      const index = next
      next += 1
      results[index] = await work(items[index] as T, index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}
