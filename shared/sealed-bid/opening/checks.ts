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
  | 'stage-kept'

/** One thing checked. `not-checked`: the bundle does not hold what it takes; that is no failure, and it is said. */
export interface Check<Name extends string = CheckName> {
  readonly name: Name
  /** The bid, act or step it is about; absent when it is about the whole. */
  readonly subject?: string | undefined
  readonly verdict: 'pass' | 'fail' | 'not-checked'
  readonly why?: string | undefined
}

/** Collects checks. */
export interface CheckList<Name extends string = CheckName> {
  readonly checks: Check<Name>[]
  pass(name: Name, subject?: string): void
  fail(name: Name, why: string, subject?: string): void
  skip(name: Name, why: string, subject?: string): void
  /** Passes or fails by whether there is something to say against it. */
  judge(name: Name, against: string | undefined, subject?: string): void
}

/** An empty list. `onCheck` is told of each check as it is made: a whole opening takes a while. */
export function startChecks<Name extends string = CheckName>(onCheck?: (check: Check<Name>) => void): CheckList<Name> {
  const checks: Check<Name>[] = []
  const add = (check: Check<Name>) => {
    checks.push(check)
    onCheck?.(check)
  }
  const list: CheckList<Name> = {
    checks,
    pass: (name, subject) => add({ name, subject, verdict: 'pass' }),
    fail: (name, why, subject) => add({ name, subject, verdict: 'fail', why }),
    skip: (name, why, subject) => add({ name, subject, verdict: 'not-checked', why }),
    judge(name, against, subject) {
      if (against === undefined) list.pass(name, subject)
      else list.fail(name, against, subject)
    },
  }
  return list
}
