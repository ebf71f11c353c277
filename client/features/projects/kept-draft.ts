/**
 * A form that is being filled, kept in this browser until it is sent. What an agency prepares is not secret from its own device;
 * a bidder's prices never come here (they live in the vault).
 */
export interface KeptDraft<T> {
  readonly value: T
  readonly savedAt: number
}

/** The draft kept under a name; undefined when there is none or it cannot be read. */
export function readKept<T>(name: string): KeptDraft<T> | undefined {
  try {
    return (JSON.parse(localStorage.getItem(`kaibiao.draft.${name}`) ?? 'null') as KeptDraft<T> | null) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps a draft. Returns whether the browser took it. */
export function keep<T>(name: string, value: T, savedAt: number): boolean {
  try {
    localStorage.setItem(`kaibiao.draft.${name}`, JSON.stringify({ value, savedAt } satisfies KeptDraft<T>))
    return true
  } catch {
    return false
  }
}

/** Forgets a draft. */
export function forgetKept(name: string): void {
  try {
    localStorage.removeItem(`kaibiao.draft.${name}`)
  } catch {
    // Nothing was kept.
  }
}
