/** What a stranger checks of an opening, in this order. docs/formats/opening.md says what each means. */
export type CheckName =
  | 'notice-signed'
  | 'notice-on-chain'
  | 'checkpoints-signed'
  | 'checkpoints-consistent'
  | 'chain-linked'
  | 'chain-in-log'
  | 'facts-match'
  | 'steps-in-order'
  | 'deadline-checkpoint'
  | 'deadline-timestamp'
  | 'acts-signed'
  | 'list-complete'
  | 'manifest-fits'
  | 'bid-signed'
  | 'entry-in-time'
  | 'live-bids'
  | 'shares-released'
  | 'bid-opens'
  | 'cause-proven'
  | 'published-fields'
  | 'settlement-on-chain'
  | 'settlement-kept'
  | 'record-on-chain'

/** One thing checked. `not-checked`: the bundle does not hold what it takes; that is no failure, and it is said. */
export interface Check {
  readonly name: CheckName
  /** The bid, act or step it is about; absent when it is about the whole. */
  readonly subject?: string | undefined
  readonly verdict: 'pass' | 'fail' | 'not-checked'
  readonly why?: string | undefined
}

/** Collects checks. */
export interface CheckList {
  readonly checks: Check[]
  pass(name: CheckName, subject?: string): void
  fail(name: CheckName, why: string, subject?: string): void
  skip(name: CheckName, why: string, subject?: string): void
  /** Passes or fails by whether there is something to say against it. */
  judge(name: CheckName, against: string | undefined, subject?: string): void
}

/** An empty list. */
export function startChecks(): CheckList {
  const checks: Check[] = []
  const list: CheckList = {
    checks,
    pass: (name, subject) => void checks.push({ name, subject, verdict: 'pass' }),
    fail: (name, why, subject) => void checks.push({ name, subject, verdict: 'fail', why }),
    skip: (name, why, subject) => void checks.push({ name, subject, verdict: 'not-checked', why }),
    judge(name, against, subject) {
      if (against === undefined) list.pass(name, subject)
      else list.fail(name, against, subject)
    },
  }
  return list
}
