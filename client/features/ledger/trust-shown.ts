/** What a page shows of whom is trusted. */
export interface TrustShown {
  /** `platform`: its own word on its anchors and log keys; `own`: files the person brought. */
  readonly source: 'platform' | 'own'
  readonly anchors: readonly { readonly sha256: string; readonly name: string }[]
  readonly logs: readonly string[]
  readonly revocationLists: number
}

/** Whether a file's name says it is trust material. */
export function isTrustFile(name: string): boolean {
  return /\.(?:pem|crt|cer|der|crl|vkey)$/i.test(name)
}
