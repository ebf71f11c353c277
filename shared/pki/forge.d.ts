/**
 * The few parts of node-forge used here, by file: a browser bundle then holds no more than PKCS#12 needs, and the package's own type
 * declarations, which pull Node's into a program that must do without, stay out.
 */
declare module 'node-forge/lib/asn1.js' {
  /** A parsed element. */
  export interface Asn1 {
    readonly type: number
    readonly value: readonly Asn1[]
  }
  const asn1: {
    /** `bytes` is a string of one character per byte. */
    fromDer(bytes: string, options?: { strict?: boolean; parseAllBytes?: boolean }): Asn1
    toDer(element: Asn1): { getBytes(): string }
  }
  export default asn1
}

declare module 'node-forge/lib/pki.js' {
  import type { Asn1 } from 'node-forge/lib/asn1.js'
  export interface ForgeKey {
    readonly n: unknown
  }
  export interface ForgeCertificate {
    readonly tbsCertificate: Asn1
    /** A string of one character per byte. */
    readonly signature: string
  }
  const pki: {
    privateKeyToAsn1(key: ForgeKey): Asn1
    wrapRsaPrivateKey(key: Asn1): Asn1
  }
  export default pki
}

declare module 'node-forge/lib/pkcs12.js' {
  import type { Asn1 } from 'node-forge/lib/asn1.js'
  import type { ForgeCertificate, ForgeKey } from 'node-forge/lib/pki.js'
  export interface SafeBag {
    readonly type: string
    readonly key?: ForgeKey | null
    readonly cert?: ForgeCertificate | null
    readonly asn1?: Asn1
  }
  const pkcs12: {
    pkcs12FromAsn1(
      file: Asn1,
      isStrict: boolean,
      password: string,
    ): { readonly safeContents: readonly { readonly safeBags: readonly SafeBag[] }[] }
  }
  export default pkcs12
}
