/** What can be dropped on the verification page. */
export type ProofKind = 'receipt' | 'act' | 'pdf' | 'bundle' | 'checkpoint' | 'proof' | 'event' | 'bag' | 'draw' | 'committee'

/** The families of checks, in the order they are shown. */
export const checkGroups = ['integrity', 'authenticity', 'time', 'ledger', 'recomputed'] as const

/** One family. */
export type CheckGroup = (typeof checkGroups)[number]

/** One thing checked. `unchecked`: there was nothing to check it with; never said to have passed. */
export interface VerifyCheck {
  readonly group: CheckGroup
  /** Key of its name, its meaning and what to do: `check.<name>` of the texts. */
  readonly name: string
  readonly state: 'pass' | 'fail' | 'unchecked'
  /** A fact to show beside it: a name, a time, a count. */
  readonly fact?: string | undefined
  /** What the check itself says of a failure, or what was missing. */
  readonly why?: string | undefined
  readonly expected?: string | undefined
  readonly found?: string | undefined
  /** What of a whole: bids, acts. */
  readonly subjects?: readonly { readonly subject: string; readonly why: string }[] | undefined
}

/** What was verified and how it came out. */
export interface Checked {
  readonly kind: ProofKind
  /** Facts about the thing itself, by the key of their label: `fact.<key>`. */
  readonly facts: readonly { readonly key: string; readonly value: string; readonly isDigest?: boolean }[]
  readonly checks: readonly VerifyCheck[]
  /** Asks the platform for what the file does not hold (place in the ledger); absent where nothing can be added. */
  readonly complete?: (() => Promise<Checked>) | undefined
}

/** The same as the page has it: what is left out can be asked for from the worker that verified it. */
export interface CheckedShown extends Omit<Checked, 'complete'> {
  readonly isCompletable: boolean
}

/** A file that is nothing this page can verify. */
export class NotVerifiable extends Error {
  override readonly name = 'NotVerifiable'
  /** Key of the sentence that says why: `refused.<reason>`. */
  readonly reason:
    | 'unknown'
    | 'empty'
    | 'too-large'
    | 'truncated'
    | 'needs-signature'
    | 'needs-content'
    | 'keep-file'
    | 'only-trust'
    | 'unsigned-pdf'
    | 'archive'

  constructor(reason: NotVerifiable['reason'], detail = '') {
    super(detail === '' ? reason : `${reason}: ${detail}`)
    this.reason = reason
  }
}

/** A check from whether there is something to say against it. */
export function judged(group: CheckGroup, name: string, fault: string | undefined, more: Partial<VerifyCheck> = {}): VerifyCheck {
  return { group, name, state: fault === undefined ? 'pass' : 'fail', why: fault, ...more }
}
