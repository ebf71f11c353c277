import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import type { TrustMaterial } from '#shared/pki/path.ts'
import { type Bytes, equalBytes, fromUtf8 } from '#shared/primitives/bytes.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type CommandContext, exitCodes, optional, repeated } from './command.ts'
import { readWhole } from './files.ts'

/** What a run trusts, and whether revocation can be checked. */
export interface CliTrust {
  readonly material: TrustMaterial
  readonly isRevocationChecked: boolean
  /** Verifier keys of logs: `--log-key`, else the *.vkey files of the folder. */
  readonly logKeys: readonly NoteKey[]
}

const PEM = /-----BEGIN (X509 CRL|CERTIFICATE)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g
const LARGEST_FILE = 64 * 1024 * 1024

/**
 * Reads the folder of trust anchors, intermediate authorities and revocation lists (PEM or DER) that `--trust` or KAIBIAO_TRUST names.
 * Without any revocation list, revocation is not checked, and the run says so. Throws CliFault.
 */
export async function readTrust(context: CommandContext): Promise<CliTrust> {
  const folder = optional(context, 'trust') ?? context.environment['KAIBIAO_TRUST']
  if (folder === undefined)
    throw new CliFault(exitCodes.usage, '--trust (or KAIBIAO_TRUST) names the folder of trusted certificates')
  const material = { anchors: [], intermediates: [], revocation: [] } as {
    -readonly [K in keyof TrustMaterial]: TrustMaterial[K][number][]
  }
  const names = await readdir(folder).catch(() => {
    throw new CliFault(exitCodes.unusable, `${folder}: no such folder`)
  })
  for (const name of names.filter((candidate) => /\.(?:pem|crt|cer|der|crl)$/i.test(candidate)).sort()) {
    for (const der of objectsOf(await readWhole(join(folder, name), LARGEST_FILE))) sortIn(material, der, name)
  }
  if (material.anchors.length === 0) throw new CliFault(exitCodes.unusable, `${folder}: holds no trust anchor`)
  const vkeys = names
    .filter((name) => name.endsWith('.vkey'))
    .map(async (name) => fromUtf8(await readWhole(join(folder, name), 4096)))
  const given = repeated(context, 'log-key')
  const logKeys = (given.length > 0 ? given : (await Promise.all(vkeys)).flatMap((text) => text.trim().split('\n'))).map(keyOf)
  const isRevocationChecked = material.revocation.length > 0
  if (!isRevocationChecked) {
    context.terminal.warn('提示：没有吊销列表，未检查证书吊销状态。', 'Note: no revocation lists; revocation is not checked.')
  }
  return { material, isRevocationChecked, logKeys }
}

function keyOf(text: string): NoteKey {
  try {
    return parseNoteKey(text)
  } catch (error) {
    if (error instanceof RangeError) throw new CliFault(exitCodes.unusable, `not a verifier key: ${text}`)
    throw error
  }
}

function objectsOf(file: Bytes): Bytes[] {
  if (file[0] === 0x30) return [file]
  const text = Buffer.from(file).toString('latin1')
  return [...text.matchAll(PEM)].map(([, , body = '']) => new Uint8Array(Buffer.from(body, 'base64')))
}

function sortIn(material: { -readonly [K in keyof TrustMaterial]: TrustMaterial[K][number][] }, der: Bytes, name: string): void {
  try {
    const certificate = parseCertificate(der)
    const isAnchor = equalBytes(certificate.subjectDer, certificate.issuerDer)
    if (certificate.isCa) material[isAnchor ? 'anchors' : 'intermediates'].push(certificate)
  } catch (error) {
    if (!(error instanceof CertificateRefused)) throw error
    try {
      material.revocation.push(parseRevocationList(der))
    } catch {
      throw new CliFault(exitCodes.unusable, `${name}: neither a certificate nor a revocation list`)
    }
  }
}
