import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '#shared/contracts/client.ts'
import { getDrawBundle } from '#shared/contracts/experts-draw.ts'
import { getOpeningBundle, getOpeningRecordPdf } from '#shared/contracts/opening-reading.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import type { Stageset } from './people.ts'
import type { Stages } from './stage.ts'

/** Writes what a stranger needs to check an opening and a draw without the server. */
export async function writeEvidence(
  set: Pick<Stageset, 'server' | 'pki'>,
  play: { readonly tender: string; readonly draw: string; readonly folder: string },
): Promise<void> {
  const client = createClient({ origin: set.server.origin, fetch: globalThis.fetch })
  const out = join(play.folder, 'out')
  const params = { tender: play.tender }
  await writeFile(join(out, 'opening.json'), await client.call(getOpeningBundle, { params }))
  await writeFile(join(out, 'opening-record.pdf'), await client.call(getOpeningRecordPdf, { params }))
  await writeFile(join(out, 'draw.json'), await client.call(getDrawBundle, { params: { draw: play.draw } }))
  const described = await client.call(getPlatform, {})
  await writeFile(join(out, 'log-key.txt'), `${described.logVerifierKey}\n`)
  const trust = join(out, 'trust')
  await set.pki.writeTrust(trust)
  const certificates = [...described.certificates.slice(1), ...described.timestamp.certificates.slice(1)]
  for (const [index, certificate] of certificates.entries())
    await writeFile(join(trust, `platform-${index}.der`), fromBase64url(certificate))
  for (const [index, list] of described.revocationLists.entries())
    await writeFile(join(trust, `platform-${index}.crl`), fromBase64url(list))
}

/** Runs the commands a stranger would, and shows them. */
export async function verify(set: Pick<Stageset, 'server' | 'pki'>, folder: string, stages: Stages): Promise<void> {
  const out = relative(process.cwd(), join(folder, 'out'))
  const entry = resolve('dist/cli/kaibiao.js')
  const logKey = (await readFile(join(folder, 'out', 'log-key.txt'), 'utf8')).trim()
  const trust = ['--trust', `${out}/trust`, '--log-key', logKey]
  const commands = [
    ['verify-opening', '--bundle', `${out}/opening.json`, ...trust],
    ['verify-receipt', '--receipt', `${out}/receipt-1.json`, '--origin', set.server.origin, ...trust],
    ['verify-draw', '--bundle', `${out}/draw.json`, ...trust],
  ]
  const runs = existsSync(entry)
    ? commands.map((operands) => promisify(execFile)(process.execPath, [entry, ...operands]))
    : commands.map(async () => ({ stdout: '' }))
  const said = await Promise.all(runs)
  for (const [index, operands] of commands.entries()) {
    const shown = operands.map((operand) => (operand === logKey ? `"$(cat ${out}/log-key.txt)"` : operand))
    stages.line(`npx kaibiao ${shown.join(' ')}`)
    const lines = said[index]?.stdout.trim().split('\n') ?? []
    for (const line of lines.slice(-3)) stages.line(`  ${line}`)
  }
  stages.line(`开标记录 PDF：${out}/opening-record.pdf（pdfsig 可验）`)
  const log = await readFile(join(folder, 'server.log'), 'utf8')
  if (/"level":50/.test(log)) stages.line(`服务器日志中有错误：${relative(process.cwd(), join(folder, 'server.log'))}`)
}
