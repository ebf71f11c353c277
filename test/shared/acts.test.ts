import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { signAct } from '#shared/acts/build-act.ts'
import { loginSchema, parseLogin, signLogin } from '#shared/acts/login.ts'
import { parseAct } from '#shared/acts/parse-act.ts'
import { isUnboundActType } from '#shared/acts/unbound-acts.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { fromBase64url, fromHex, utf8 } from '#shared/primitives/bytes.ts'
import { NotCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { hasOpenssl, TEST_PKI_AT, testPki } from '../support/pki.ts'

/** A source that repeats one byte: the nonce of the act under test is then known. */
const ones = (length: number) => new Uint8Array(length).fill(1)
const draft = {
  platform: 'kaibiao.test',
  type: 'role.request',
  subject: { party: 'a'.repeat(32), version: 3 },
  body: { role: 'agency', grounds: '从业多年' },
  actor: { party: 'a'.repeat(32), person: 'b'.repeat(32) },
  at: instantOf(TEST_PKI_AT),
}

interface Vector {
  readonly name: string
  readonly text: string
  readonly sha256?: string
  readonly why?: string
}

function vectors(file: string): { readonly accepted: readonly Vector[]; readonly refused: readonly Vector[] } {
  return JSON.parse(readFileSync(new URL(`../vectors/acts/${file}`, import.meta.url), 'utf8'))
}

async function person() {
  const pki = await testPki()
  return pki.person({ name: '张三', organization: '甲公司', creditCode: '91350100M000100Y43' })
}

describe('signed act (act/1)', () => {
  it('is the canonical JSON of what the person saw, with the certificate that signs and a fresh nonce', async () => {
    const { signer } = await person()
    const signed = await signAct({ ...draft, signer, random: ones })
    const certSha256 = sha256Hex(signer.certificate)
    expect(signed.act).to.equal(
      `{"actor":{"certSha256":"${certSha256}","party":"${'a'.repeat(32)}","person":"${'b'.repeat(32)}"},"at":"${draft.at}",` +
        `"body":{"grounds":"从业多年","role":"agency"},"nonce":"${'01'.repeat(16)}","platform":"kaibiao.test",` +
        `"subject":{"party":"${'a'.repeat(32)}","version":3},"type":"role.request","v":"act/1"}`,
    )
    expect(parseAct(utf8(signed.act)).body).to.deep.equal(draft.body)
  })

  it('carries a signature by that certificate, which one changed byte of the act breaks', async () => {
    const { signer } = await person()
    const signed = await signAct({ ...draft, signer, random: ones })
    const verified = await verifyCms({ content: utf8(signed.act), p7s: fromBase64url(signed.p7s) })
    expect(verified.signer.sha256).to.equal(sha256Hex(signer.certificate))
    const altered = utf8(signed.act.replace('agency', 'agencx'))
    const refusal = await verifyCms({ content: altered, p7s: fromBase64url(signed.p7s) }).catch((error: unknown) => error)
    expect(refusal).to.have.property('code', 'cms-digest-mismatch')
  })

  it('passes the outside check with openssl that docs/formats/act.md gives', async () => {
    if (!hasOpenssl) return
    const pki = await testPki()
    const { signer } = await person()
    const signed = await signAct({ ...draft, signer, random: ones })
    const folder = mkdtempSync(join(tmpdir(), 'kaibiao-act-'))
    try {
      await pki.writeTrust(folder)
      writeFileSync(join(folder, 'act.json'), signed.act)
      writeFileSync(join(folder, 'act.p7s'), fromBase64url(signed.p7s))
      const output = execFileSync(
        'sh',
        [
          '-c',
          `cat *.pem *.crl > trust.bundle 2>/dev/null; openssl cms -verify -cades -binary -inform DER -in act.p7s -content act.json ` +
            `-CAfile trust.bundle -crl_check_all -purpose any -attime ${TEST_PKI_AT / 1000} -out verified.json 2>&1; cmp act.json verified.json`,
        ],
        { cwd: folder, encoding: 'utf8' },
      )
      expect(output).to.match(/CAdES Verification successful|Verification successful/i)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('cannot be built from what has more than one spelling: floats, undefined, texts not in normal form C', async () => {
    const { signer } = await person()
    for (const body of [{ price: 1.5 }, { price: undefined }, { name: 'e\u0301' }, { name: '\ud800' }]) {
      const refusal = await signAct({ ...draft, body, signer, random: ones }).catch((error: unknown) => error)
      expect(refusal, JSON.stringify(body)).to.be.instanceOf(NotCanonical)
    }
  })

  it('cannot be built with a type or an actor that is none', async () => {
    const { signer } = await person()
    for (const wrong of [{ type: 'Role.Request' }, { type: 'role' }, { actor: { party: 'a', person: 'b' } }, { platform: '' }]) {
      const refusal = await signAct({ ...draft, ...wrong, signer, random: ones }).catch((error: unknown) => error)
      expect(refusal, JSON.stringify(wrong)).to.have.property('name', 'ZodError')
    }
  })

  it('counts the four acts by which a certificate introduces itself, and no other, as unbound', () => {
    const types = ['party.register', 'party.found', 'person.join', 'certificate.request', 'role.request', 'certificate.decide']
    expect(types.filter(isUnboundActType)).to.deep.equal(types.slice(0, 4))
  })

  describe('vectors', () => {
    for (const { name, text, sha256 } of vectors('act.json').accepted) {
      it(`accepts ${name}, and names it by its digest`, () => {
        expect(parseAct(utf8(text)).v).to.equal('act/1')
        expect(sha256Hex(utf8(text))).to.equal(sha256)
      })
    }
    for (const { name, text, why } of vectors('act.json').refused) {
      it(`refuses ${name}`, () => {
        expect(() => parseAct(utf8(text)))
          .to.throw()
          .with.property('name', why)
      })
    }

    it('refuses bytes that are not UTF-8 and acts longer than 4 MiB, before reading them', () => {
      expect(() => parseAct(fromHex('7b22ff7d'))).to.throw(NotCanonical)
      expect(() => parseAct(new Uint8Array(4 * 1024 * 1024 + 1).fill(0x20))).to.throw(NotCanonical, 'longer than')
    })
  })
})

describe('signed login (login/1)', () => {
  const nonce = 'A'.repeat(43)

  it('is built from the nonce and the certificate, and verifies', async () => {
    const { signer } = await person()
    const signed = await signLogin({ signer, platform: 'kaibiao.test', nonce, at: draft.at })
    const login = parseLogin(utf8(signed.login))
    expect(login).to.deep.equal({
      v: 'login/1',
      platform: 'kaibiao.test',
      certSha256: sha256Hex(signer.certificate),
      nonce,
      at: draft.at,
    })
    const verified = await verifyCms({ content: utf8(signed.login), p7s: fromBase64url(signed.p7s) })
    expect(verified.signer.sha256).to.equal(login.certSha256)
  })

  it('is no act, and an act is no login: neither verifier takes the other', async () => {
    const { signer } = await person()
    const login = await signLogin({ signer, platform: 'kaibiao.test', nonce, at: draft.at })
    const act = await signAct({ ...draft, signer, random: ones })
    expect(() => parseAct(utf8(login.login))).to.throw()
    expect(() => parseLogin(utf8(act.act))).to.throw()
  })

  it('refuses a nonce of another length and fields it does not know', () => {
    const login = { v: 'login/1', platform: 'p', certSha256: '0'.repeat(64), nonce, at: draft.at }
    expect(loginSchema.safeParse(login).success).to.equal(true)
    expect(loginSchema.safeParse({ ...login, nonce: nonce.slice(1) }).success).to.equal(false)
    expect(loginSchema.safeParse({ ...login, scope: 'all' }).success).to.equal(false)
  })

  describe('vectors', () => {
    for (const { name, text, sha256 } of vectors('login.json').accepted) {
      it(`accepts ${name}`, () => {
        expect(parseLogin(utf8(text)).v).to.equal('login/1')
        expect(sha256Hex(utf8(text))).to.equal(sha256)
      })
    }
    for (const { name, text, why } of vectors('login.json').refused) {
      it(`refuses ${name}`, () => {
        expect(() => parseLogin(utf8(text)))
          .to.throw()
          .with.property('name', why)
      })
    }
  })
})
