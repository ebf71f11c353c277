/**
 * Makes the signed vectors beside this file anew: `npx tsx test/vectors/acts/make.ts`. ECDSA draws its own randomness, so the signatures
 * differ each time; what must hold of them is written in docs/formats/act.md and checked by test/shared/acts-signed.test.ts.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { signAct } from '#shared/acts/build-act.ts'
import { signLogin } from '#shared/acts/login.ts'
import { base64url, fromBase64url } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { makePki } from '../../../certs/make.ts'

const at = Date.UTC(2026, 2, 12, 4)
const folder = fileURLToPath(new URL('signed/', import.meta.url))
const zeros = (length: number) => new Uint8Array(length)

async function make(): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const pki = await makePki({ at })
  const person = await pki.person({ name: '张三', organization: '甲公司', creditCode: '91350100M000100Y43' })
  const actor = { party: 'a'.repeat(32), person: 'b'.repeat(32) }
  const act = await signAct({
    signer: person.signer,
    platform: 'kaibiao.test',
    type: 'party.register',
    subject: actor,
    body: {
      party: { name: '甲公司', creditCode: '91350100M000100Y43', region: '350100', contact: { name: '张三', phone: '0591-88888888' } },
      person: { name: '张三', phone: '13800000000' },
      roles: ['bidder'],
      certificate: base64url(person.signer.certificate),
    },
    actor,
    at: instantOf(at),
    random: zeros,
  })
  const login = await signLogin({ signer: person.signer, platform: 'kaibiao.test', nonce: base64url(zeros(32)), at: instantOf(at) })
  await writeFile(`${folder}act.json`, act.act)
  await writeFile(`${folder}act.p7s`, fromBase64url(act.p7s))
  await writeFile(`${folder}login.json`, login.login)
  await writeFile(`${folder}login.p7s`, fromBase64url(login.p7s))
  await pki.writeTrust(`${folder}trust`)
}

await make()
