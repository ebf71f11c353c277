import { useDeed } from '../identity/use-deed.ts'

/** An act on its way: pressed once, it says how it went; a certificate dialog that was closed is no failure. */
export interface ActState {
  readonly isBusy: boolean
  readonly error: unknown
  /** Runs the act; answers whether it was done. */
  readonly run: (act: () => Promise<unknown>) => Promise<boolean>
}

/** Runs the acts of one part of the hall, one at a time; the hall is read again afterwards. */
export function useAct(): ActState {
  const deed = useDeed(async (act: () => Promise<unknown>) => {
    await act()
    return true
  })
  return {
    isBusy: deed.isPending,
    error: deed.error ?? null,
    run: async (act) => !deed.isPending && (await deed.runAsync(act)) === true,
  }
}
