import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { parseLogin } from '#shared/acts/login.ts'
import { parseAct } from '#shared/acts/parse-act.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { validatePath } from '#shared/pki/path.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { loadTrust } from '../../server/platform/pki/trust.ts'
import { hasOpenssl } from '../support/pki.ts'

const folder = fileURLToPath(new URL('../vectors/acts/signed/', import.meta.url))
const at = Date.UTC(2026, 2, 12, 4)
const read = (name: string) => new Uint8Array(readFileSync(`${folder}${name}`))

describe('signed vectors of acts and logins', () => {
  for (const name of ['act', 'login'] as const) {
    it(`${name}.p7s verifies over ${name}.json, its signer is the one named, and its path is good at its time`, async () => {
      const content = read(`${name}.json`)
      const { signer, chain } = await verifyCms({ content, p7s: read(`${name}.p7s`) })
      const named = name === 'act' ? parseAct(content).actor.certSha256 : parseLogin(content).certSha256
      expect(signer.sha256).to.equal(named)
      const { anchors, intermediates, revocation } = await loadTrust(`${folder}trust`)
      const verdict = await validatePath({
        leaf: signer,
        intermediates: [...intermediates, ...chain],
        anchors,
        revocation,
        at,
        usage: 'sign',
      })
      expect(verdict).to.have.property('ok', true)
    })

    it(`${name}.p7s passes openssl as docs/formats/act.md calls it`, () => {
      if (!hasOpenssl) return
      const command = `cat trust/* | openssl cms -verify -cades -binary -inform DER -in ${name}.p7s -content ${name}.json -CAfile /dev/stdin -crl_check_all -purpose any -attime ${at / 1000} -out /dev/null 2>&1`
      expect(execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })).to.contain('Verification successful')
    })
  }

  it('the act of registration carries the certificate that signed it', () => {
    const act = parseAct(read('act.json'))
    const { certificate } = act.body as { certificate: string }
    expect(sha256Hex(fromBase64url(certificate))).to.equal(act.actor.certSha256)
    expect(act.subject).to.deep.equal({ party: act.actor.party, person: act.actor.person })
  })
})
