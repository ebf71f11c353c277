import { useCallback, useEffect, useRef, useState } from 'react'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import type { Vault } from '../../crypto/vault.ts'
import { serverNow } from '../../platform/server-time.ts'

const SAVE_AFTER_MS = 400

/** What somebody is writing and has not signed yet. */
export interface Draft<T> {
  /** Undefined until it has been read. */
  readonly value: T | undefined
  readonly change: (next: (value: T) => T) => void
  /** When it was last kept, milliseconds; undefined before the first time. */
  readonly savedAt: number | undefined
  /** Why it is not kept. */
  readonly error: unknown
  readonly forget: () => void
}

/** A draft that survives a reload: kept encrypted in this browser a moment after each change. Without a vault it lives with the page only. */
export function useDraft<T>(vault: Vault | undefined, key: string, empty: T): Draft<T> {
  const [value, setValue] = useState<T>()
  const [savedAt, setSavedAt] = useState<number>()
  const [error, setError] = useState<unknown>()
  const latest = useRef<T>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const initial = useRef(empty)
  const save = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    if (vault === undefined || latest.current === undefined) return
    vault.put(key, utf8(JSON.stringify(latest.current))).then(
      () => {
        setSavedAt(serverNow())
        setError(undefined)
      },
      (fault: unknown) => setError(fault),
    )
  }, [vault, key])
  useEffect(() => {
    let isGone = false
    const take = (read: T) => {
      if (isGone) return
      latest.current = read
      setValue(read)
    }
    if (vault === undefined) take(initial.current)
    else
      vault.get(key).then(
        (bytes) => take(bytes === undefined ? initial.current : (JSON.parse(fromUtf8(bytes)) as T)),
        (fault: unknown) => {
          if (!isGone) setError(fault)
          take(initial.current)
        },
      )
    const leave = () => timer.current !== undefined && save()
    window.addEventListener('pagehide', leave)
    return () => {
      isGone = true
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [vault, key, save])
  const change = useCallback(
    (next: (value: T) => T) => {
      if (latest.current === undefined) return
      latest.current = next(latest.current)
      setValue(latest.current)
      clearTimeout(timer.current)
      timer.current = setTimeout(save, SAVE_AFTER_MS)
    },
    [save],
  )
  const forget = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    void vault?.remove(key)
  }, [vault, key])
  return { value, change, savedAt, error, forget }
}
