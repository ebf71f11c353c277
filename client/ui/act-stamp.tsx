import type { ReactNode } from 'react'
import { DateTime } from './date-time.tsx'
import { shortDigest } from './digest-chip.tsx'

const carving =
  'M9.3 8.8 8.1 10.4H6.3V5.9C7.7 5.8 9.7 5.6 11.1 5.2C11.5 5.3 11.7 5.3 11.9 5.1L9.9 3C8.8 3.8 7.4 4.6 6.3 5.2L4 4.2V14.9C4 15.3 3.9 15.5 3.1 15.9L4.1 18.4C4.3 18.3 4.5 18.2 4.7 18C7.7 16.6 10.2 15.2 11.6 14.5L11.5 14.2C9.7 14.6 7.8 15 6.3 15.3V10.9H10.9C11.2 10.9 11.4 10.8 11.4 10.6C10.6 9.8 9.3 8.8 9.3 8.8ZM12.2 4V21H12.6C13.8 21 14.5 20.5 14.5 20.3V5.7H17.9V15.1C17.9 15.3 17.8 15.5 17.4 15.5C17 15.5 15 15.4 15 15.4V15.6C16 15.8 16.4 16 16.7 16.4C17 16.7 17.1 17.2 17.2 18C19.8 17.7 20.1 16.8 20.1 15.3V6.1C20.5 6 20.8 5.9 20.9 5.7L18.7 4L17.7 5.2H14.7Z'

/** Someone signed: who, what, when, and the short digest of the act. Never for mere authorship. */
export function ActStamp({ who, what, at, digest }: ActStampProps) {
  return (
    <span className="stamp">
      <svg className="seal-ink" viewBox="0 0 24 24" aria-hidden="true">
        <path fill="currentColor" d="M1 1H23V23H1Z" />
        <path fill="#fff" d={carving} />
      </svg>
      <span>
        <b>{who}</b> {what}
        {at !== undefined && (
          <>
            {' · '}
            <DateTime at={at} />
          </>
        )}
        {digest !== undefined && (
          <>
            {' · '}
            <span className="mono" title={digest} data-digest={digest}>
              {shortDigest(digest)}
            </span>
          </>
        )}
      </span>
    </span>
  )
}

interface ActStampProps {
  readonly who: ReactNode
  readonly what: ReactNode
  readonly at?: string | undefined
  readonly digest?: string | undefined
}
