import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Role, roles } from '#shared/policy/roles.ts'
import { creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import { makePki, type Person } from './make.ts'
import { pem } from './pem.ts'

/** One password for all: these are for a developer's machine. */
const PASSWORD = 'kaibiao'

/** An organisation for each role, and more where a tender needs more. */
const ORGANIZATIONS: Readonly<Record<Role, readonly string[]>> = {
  tenderer: ['开发城市建设投资有限公司'],
  agency: ['开发招标代理有限公司'],
  bidder: ['甲建设工程有限公司', '乙建设工程有限公司', '丙建设工程有限公司', '丁建设工程有限公司'],
  custodian: ['开发公证处', '开发律师事务所', '开发审计事务所', '开发行业协会', '开发大学'],
  expert: ['开发设计研究院'],
  centre: ['开发市公共资源交易中心'],
  regulator: ['开发市住房和城乡建设局'],
  operator: ['开发平台运营有限公司'],
}

const LATIN: Readonly<Record<string, string>> = { 甲: 'a', 乙: 'b', 丙: 'c', 丁: 'd' }

/** Writes a development PKI: `npx tsx certs/make-cli.ts [folder]`, `certs/dev` when no folder is given. See certs/README.md. */
async function main(): Promise<void> {
  const folder = resolve(process.argv[2] ?? join(import.meta.dirname, 'dev'))
  const pki = await makePki({ at: Date.now(), folder })
  await mkdir(join(folder, 'people'), { recursive: true })
  const lines: string[] = []
  let number = 0
  for (const role of roles) {
    for (const [index, organization] of ORGANIZATIONS[role].entries()) {
      number += 1
      const body = `91990000MA00000${String(number).padStart(2, '0')}`
      const creditCode = `${body}${creditCodeCheckCharacter(body)}`
      const kind = role === 'bidder' && index === 0 ? 'rsa' : 'p256'
      const person = await pki.person({ name: `${organization.slice(0, 2)}经办人`, organization, creditCode, kind })
      const name = ORGANIZATIONS[role].length === 1 ? role : `${role}-${LATIN[organization.charAt(0)] ?? index + 1}`
      await writePerson(join(folder, 'people'), name, person)
      lines.push(`${name.padEnd(14)}${creditCode}  ${kind}  ${organization}`)
    }
  }
  const special = { expired: pki.expired, revoked: pki.revoked, foreign: pki.foreign, 'wrong-usage': pki.wrongUsage }
  for (const [name, person] of Object.entries(special)) await writePerson(join(folder, 'people'), name, person)
  await pki.writeTrust(join(folder, 'trust'))
  const { certificate } = pki.timestampAuthority
  await writeFile(join(folder, 'timestamp-authority.pem'), pem('CERTIFICATE', certificate))
  await writeFile(join(folder, 'timestamp-authority.p12'), await pki.timestampAuthority.pkcs12(PASSWORD), { mode: 0o600 })
  process.stdout.write(`${lines.join('\n')}\n\n${folder}: trust/ and people/*.p12, password “${PASSWORD}”\n`)
}

async function writePerson(folder: string, name: string, person: Person): Promise<void> {
  for (const usage of ['signing', 'encryption'] as const)
    await writeFile(join(folder, `${name}-${usage}.p12`), await person[usage].pkcs12(PASSWORD), { mode: 0o600 })
}

await main()
