import { createHmac, randomBytes } from 'node:crypto'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/**
 * How many unused uploads each network address has and how large they are, counted in memory only, under a key drawn at start: neither
 * disk nor dump tells an address, and a restart forgets everything (rule P9).
 */
export interface UploadLimits {
  /**
   * Counts an upload of `bytes` that is about to begin, before anything is asked of the disk, so that many at one moment count as well.
   * Throws `uploads-too-many` when the address has as many as allowed, or when they would take more than half of the room there is
   * (`freeBytes` and what they hold): one address cannot shut all others out by filling the disk. A single upload may take whatever fits.
   */
  begin(address: string, upload: { readonly bytes: number; readonly freeBytes: number }): BegunUpload
  /** Uncounts an upload that was taken, dropped or swept. */
  forget(upload: string): void
}

/** An upload that counts, and has no name yet. */
export interface BegunUpload {
  /** It has a name now, under which it is forgotten. */
  named(upload: string): void
  /** It came to nothing. */
  failed(): void
}

interface Owner {
  readonly uploads: Set<object>
  bytes: number
}

/** Limits that allow `maximum` unused uploads per address. */
export function createUploadLimits(maximum: number): UploadLimits {
  const key = randomBytes(32)
  const owners = new Map<string, Owner>()
  const forgetting = new Map<string, () => void>()
  return {
    begin(address, { bytes, freeBytes }) {
      const name = createHmac('sha256', key).update(address).digest('base64url')
      const owner = owners.get(name) ?? { uploads: new Set(), bytes: 0 }
      const open = owner.uploads.size
      if (open >= maximum || (open > 0 && owner.bytes + bytes > (freeBytes + owner.bytes) / 2))
        throw new DomainProblem('uploads-too-many', { open })
      const upload = {}
      owner.uploads.add(upload)
      owner.bytes += bytes
      owners.set(name, owner)
      const failed = (): void => {
        if (!owner.uploads.delete(upload)) return
        owner.bytes -= bytes
        if (owner.uploads.size === 0) owners.delete(name)
      }
      return { named: (capability) => void forgetting.set(capability, failed), failed }
    },
    forget(upload) {
      forgetting.get(upload)?.()
      forgetting.delete(upload)
    },
  }
}
