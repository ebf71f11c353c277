import { join } from 'node:path'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { type Bytes, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { writeWhole } from '../files.ts'

/** Writes down what a platform says is to be trusted: once, so that it can be compared with what is published elsewhere. */
export const trustCommand: Command = {
  name: 'trust',
  summary: {
    zh: '记录平台公布的信任锚、吊销列表与账本公钥',
    en: "write down a platform's trust anchors, revocation lists and log key",
  },
  help: `  --origin URL      the platform
  --trust FOLDER    where they go: *.pem, *.crl, log.vkey. Compare the fingerprints shown with those published elsewhere`,
  options: { origin: { type: 'string' }, trust: { type: 'string' } },
  async run(context) {
    const folder = required(context, 'trust')
    const described = await anonymousClient(context, originOf(context)).call(getPlatform, {})
    const texts = [...described.anchors, ...described.certificates, ...described.timestamp.certificates]
    const authorities = new Map(
      texts.map((text) => parseCertificate(fromBase64url(text))).flatMap((one) => (one.isCa ? [[one.sha256, one] as const] : [])),
    )
    for (const { sha256, subject, der } of authorities.values()) {
      await writeWhole(join(folder, `${sha256}.pem`), utf8(pem('CERTIFICATE', der)))
      context.terminal.say(`证书 ${sha256}  ${subject.commonName}`, `Certificate ${sha256}  ${subject.commonName}`)
    }
    for (const text of described.revocationLists) {
      const list = parseRevocationList(fromBase64url(text))
      await writeWhole(join(folder, `${list.sha256}.crl`), list.der)
    }
    const { logVerifierKey } = described
    parseNoteKey(logVerifierKey)
    await writeWhole(join(folder, 'log.vkey'), utf8(`${logVerifierKey}\n`))
    context.terminal.say(`账本公钥 ${logVerifierKey}`, `Log key ${logVerifierKey}`)
    context.terminal.result({ trust: folder, certificates: [...authorities.keys()], logVerifierKey })
    return exitCodes.done
  },
}

function pem(label: string, der: Bytes): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
