import { useEffect } from 'react'
import { useLocation } from 'react-router'

/** Goes to the place that the address names once what stands there has come: a browser looks for it before. */
export function usePlace(isThere: boolean): void {
  const { hash } = useLocation()
  useEffect(() => {
    if (!isThere || hash.length < 2) return
    const place = document.getElementById(decodeURIComponent(hash.slice(1)))
    place?.scrollIntoView()
    place?.focus({ preventScroll: true })
  }, [isThere, hash])
}
