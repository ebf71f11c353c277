import { useSyncExternalStore } from 'react'

/** Documents and sheet side by side need this much (screens.md). */
const WIDE = '(min-width: 1024px)'

/** Whether the window is wide enough to score in. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(WIDE)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(WIDE).matches,
  )
}
