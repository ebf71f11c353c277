import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { importSigningKey, openPkcs12 } from '#shared/pki/pkcs12.ts'
import { type Signer, signerFromKey } from '#shared/pki/signer.ts'
import { CliFault, type CommandContext, exitCodes, optional, required } from './command.ts'
import { readWhole } from './files.ts'

/**
 * The passphrase of a keep-file or custody file: from the file that `--passphrase-file` names, from KAIBIAO_PASSPHRASE, or typed
 * without echo. Never an argument: those stand in process lists and shell histories.
 */
export async function readPassphrase(context: CommandContext): Promise<string> {
  return secretOf(context, 'passphrase-file', 'KAIBIAO_PASSPHRASE', 'Passphrase / 口令: ')
}

/** The person's signing key from its PKCS#12 file (`--p12`), with the certificate that may sign. Throws CliFault, Pkcs12Refused. */
export async function readSigner(context: CommandContext): Promise<Signer> {
  const file = await readWhole(required(context, 'p12'), 256 * 1024)
  const password = await secretOf(context, 'p12-password-file', 'KAIBIAO_P12_PASSWORD', 'PKCS#12 password / 证书口令: ')
  const entries = await openPkcs12(file, password)
  const entry = entries.find(({ certificate }) => parseCertificate(certificate).keyUsage.has('digitalSignature'))
  if (entry === undefined) throw new CliFault(exitCodes.unusable, 'the PKCS#12 file holds no key that may sign')
  return signerFromKey(entry.certificate, entry.chain, await importSigningKey(entry))
}

async function secretOf(context: CommandContext, option: string, variable: string, prompt: string): Promise<string> {
  const path = optional(context, option)
  if (path !== undefined) return new TextDecoder().decode(await readWhole(path, 4096)).replace(/\r?\n$/, '')
  const given = context.environment[variable]
  if (given !== undefined) return given
  if (!process.stdin.isTTY) throw new CliFault(exitCodes.usage, `--${option} or ${variable} is missing`)
  return askHidden(prompt)
}

function askHidden(prompt: string): Promise<string> {
  process.stderr.write(prompt)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  return new Promise((resolve) => {
    reader.question('', (answer) => {
      reader.close()
      process.stderr.write('\n')
      resolve(answer)
    })
  })
}
