import { createHmac, randomBytes } from 'node:crypto'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/**
 * How many unused uploads each network address has, counted in memory only, under a key drawn at start: neither disk nor
 * dump tells an address, and a restart forgets everything (rule P9).
 */
export interface UploadLimits {
  /** Throws `uploads-too-many` when the address has as many as allowed. */
  check(address: string): void
  /** Counts an upload. */
  add(address: string, upload: string): void
  /** Uncounts an upload that was taken, dropped or swept. */
  forget(upload: string): void
}

/** Limits that allow `maximum` unused uploads per address. */
export function createUploadLimits(maximum: number): UploadLimits {
  const key = randomBytes(32)
  const open = new Map<string, Set<string>>()
  const owners = new Map<string, string>()
  const anonymous = (address: string): string => createHmac('sha256', key).update(address).digest('base64url')
  return {
    check(address) {
      const count = open.get(anonymous(address))?.size ?? 0
      if (count >= maximum) throw new DomainProblem('uploads-too-many', { open: count })
    },
    add(address, upload) {
      const owner = anonymous(address)
      owners.set(upload, owner)
      const uploads = open.get(owner) ?? new Set()
      open.set(owner, uploads.add(upload))
    },
    forget(upload) {
      const owner = owners.get(upload)
      if (owner === undefined) return
      owners.delete(upload)
      const uploads = open.get(owner)
      uploads?.delete(upload)
      if (uploads?.size === 0) open.delete(owner)
    },
  }
}
