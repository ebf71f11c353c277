import { useState } from 'react'
import { hex } from '#shared/primitives/bytes.ts'
import type { DocumentRow } from './document-rows.ts'
import { saveFile } from './reminder.ts'

/** What has become of a download that is checked. */
export type DownloadState =
  | { readonly kind: 'loading'; readonly bytes: number }
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly digest: string }
  | { readonly kind: 'failed' }

/** Downloads documents, hashes what came on the way, and saves it only when its digest is the notice's. */
export function useVerifiedDownloads() {
  const [states, setStates] = useState<ReadonlyMap<string, DownloadState>>(new Map())
  const note = (sha256: string, state: DownloadState) => setStates((before) => new Map(before).set(sha256, state))
  const download = async ({ sha256, name }: DocumentRow) => {
    note(sha256, { kind: 'loading', bytes: 0 })
    try {
      const { digest, blob } = await fetchHashed(`/api/documents/${sha256}`, (bytes) => note(sha256, { kind: 'loading', bytes }))
      if (digest !== sha256) return note(sha256, { kind: 'different', digest })
      saveFile(blob, name)
      note(sha256, { kind: 'same' })
    } catch {
      note(sha256, { kind: 'failed' })
    }
  }
  return { states, download }
}

/** Reads an address as a stream: its bytes and their SHA-256 in hex. Throws when it is refused or breaks off. */
async function fetchHashed(address: string, onBytes: (bytes: number) => void): Promise<{ digest: string; blob: Blob }> {
  const [response, { sha256 }] = await Promise.all([fetch(address), import('@noble/hashes/sha2.js')])
  if (!response.ok || response.body === null) throw new Error(`not downloaded: ${response.status}`)
  const hasher = sha256.create()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const reader = response.body.getReader()
  let bytes = 0
  let told = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hasher.update(piece.value)
    pieces.push(piece.value)
    bytes += piece.value.length
    if (bytes - told > 1_048_576) {
      told = bytes
      onBytes(bytes)
    }
  }
  return { digest: hex(hasher.digest()), blob: new Blob(pieces) }
}
