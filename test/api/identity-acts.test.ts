import { expect } from 'chai'
import type { SignedAct } from '#shared/acts/act.ts'
import { signAct } from '#shared/acts/build-act.ts'
import { requestRole, updateParty } from '#shared/contracts/identity-parties.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { verifyAct, verifySignature } from '../../server/features/identity/index.ts'
import { actOf } from '../../server/features/ledger/index.ts'
import { browserLogin, clientOf, type Newcomer, newcomer, refusalOf, registerNewcomer } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCodeOf } from '../support/problem-code.ts'

const MINUTE = 60_000

describe('a signed act is accepted', () => {
  const platform = usePlatform()
  let who: Newcomer
  beforeEach(async () => {
    who = await registerNewcomer(platform(), ['bidder'])
  })

  it('without any session: the signature alone says who acts; it is stored as it was signed', async () => {
    const signed = await sign({})
    await post(signed)
    const stored = await actOf(platform().server.platform, sha256Hex(utf8(signed.act)))
    expect(stored && fromUtf8(stored.bytes)).to.equal(signed.act)
    expect(stored && base64url(stored.p7s)).to.equal(signed.p7s)
  })

  it('within five minutes of the server’s clock, either way', async () => {
    const at = platform().clock.now()
    await post(await sign({ at: at - 5 * MINUTE }))
    await post(await sign({ at: at + 5 * MINUTE, version: 1 }))
    for (const off of [5 * MINUTE + 1, -5 * MINUTE - 1])
      expect(await refusalOf(post(await sign({ at: at + off, version: 2 })))).to.equal('act-clock-skew')
  })

  it('once: the same bytes again are a replay, and so is the same nonce in another act', async () => {
    const signed = await sign({})
    await post(signed)
    expect(await refusalOf(post(signed))).to.be.oneOf(['act-replayed', 'act-wrong-subject'])
    const random = () => new Uint8Array(16).fill(7)
    await post(await sign({ version: 1, random }))
    expect(await refusalOf(post(await sign({ version: 2, random })))).to.equal('act-replayed')
  })

  it('once, of two at the same moment over the same version', async () => {
    const outcomes = await Promise.allSettled([post(await sign({})), post(await sign({})), post(await sign({}))])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
  })

  it('when every part is what was signed: not with a byte changed, another act’s signature, or a signature cut off', async () => {
    const signed = await sign({})
    const other = await sign({})
    const broken = fromBase64url(signed.p7s)
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1
    const cases = [
      { ...signed, act: signed.act.replace('210200', '210300') },
      { ...signed, p7s: other.p7s },
      { ...signed, p7s: base64url(broken) },
      { ...signed, p7s: signed.p7s.slice(0, 400) },
      { ...signed, p7s: base64url(utf8('no signature at all')) },
    ]
    for (const wrong of cases) expect(await refusalOf(post(wrong))).to.equal('signature-invalid')
    await post(signed)
  })

  it('in its canonical form only, though another spelling be signed as well', async () => {
    const { act } = await sign({})
    for (const text of [` ${act}`, act.replace('","', '", "'), act.replace('{', '{"v":"act/1",'), `${act}\n`])
      expect(await refusalOf(post(await signText(text))), text.slice(0, 40)).to.equal('act-malformed')
  })

  it('with nothing in it that this platform does not know', async () => {
    const extended = canonicalBytes({ ...JSON.parse((await sign({})).act), also: 1 })
    expect(await refusalOf(post(await signText(Buffer.from(extended).toString('utf8'))))).to.equal('act-malformed')
    expect(await refusalOf(post(await sign({ body: { ...profile, also: 1 } })))).to.equal('invalid-request')
    expect(await refusalOf(post(await sign({ subject: { party: who.client.party, version: 0, also: 1 } })))).to.equal(
      'invalid-request',
    )
    expect(await refusalOf(post({ ...(await sign({})), session: 'x' } as SignedAct))).to.equal('invalid-request')
  })

  it('for this platform and this endpoint only', async () => {
    expect(await refusalOf(post(await sign({ platform: 'another.platform' })))).to.equal('act-wrong-platform')
    expect(await refusalOf(post(await sign({ type: 'role.request' })))).to.equal('act-wrong-type')
    const elsewhere = who.client.call(requestRole, { params: { party: who.client.party }, act: await sign({}) })
    expect(await refusalOf(elsewhere)).to.equal('act-wrong-type')
  })

  it('from the person it names: not by another’s certificate, nor for another person or party', async () => {
    const other = await registerNewcomer(platform(), ['bidder'])
    const cases = [
      { actor: { party: other.client.party, person: who.client.person } },
      { actor: { party: who.client.party, person: other.client.person } },
      { actor: { party: other.client.party, person: other.client.person } },
    ]
    for (const wrong of cases) expect(await refusalOf(post(await sign(wrong)))).to.equal('actor-mismatch')
    const signed = await sign({})
    const content = utf8(signed.act)
    const p7s = base64url(await signCms({ content, signer: other.client.signer }))
    expect(await refusalOf(post({ act: signed.act, p7s })), 'the act names one certificate, another signed').to.equal(
      'actor-mismatch',
    )
  })

  it('by certificates that are bound, in force, of an authority trusted, for signing: each refusal by its name', async () => {
    const { pki } = platform()
    const stranger = await newcomer(platform())
    const cases = [
      [stranger.credentials.signer, 'certificate-not-bound'],
      [pki.expired.signer, 'certificate-expired'],
      [pki.revoked.signer, 'certificate-revoked'],
      [pki.foreign.signer, 'certificate-untrusted'],
      [pki.wrongUsage.signer, 'certificate-wrong-usage'],
    ] as const
    for (const [signer, code] of cases) expect(await refusalOf(post(await sign({ signer }))), code).to.equal(code)
  })

  it('by RSA and P-256 alike', async () => {
    await newcomer(platform(), { kind: 'rsa' })
    await platform().server.platform.trust.reload()
    who = await registerNewcomer(platform(), ['bidder'], { kind: 'rsa' })
    await post(await sign({}))
  })

  it('until its certificate is revoked, whatever was verified a moment before', async () => {
    await post(await sign({}))
    await platform().pki.revoke(who.credentials.signing.certificate)
    await platform().server.platform.trust.reload()
    expect(await refusalOf(post(await sign({ version: 1 })))).to.equal('certificate-revoked')
  })

  it('by the names the use cases see: verifyAct gives person, party and roles as they are now', async () => {
    const signed = await sign({})
    const input = { bytes: utf8(signed.act), p7s: fromBase64url(signed.p7s), at: platform().clock.now() }
    const { by } = await verifyAct(platform().server.platform, input)
    expect(by).to.include({ person: who.client.person, party: who.client.party })
    expect(by.roles).to.deep.equal(['bidder'])
    const bare = await verifySignature(platform().server.platform, { content: input.bytes, p7s: input.p7s, at: input.at })
    expect(bare.sha256).to.equal(by.certSha256)
    const late = platform().clock.now() + 5 * 365 * 24 * 60 * MINUTE
    expect(
      await problemCodeOf(verifySignature(platform().server.platform, { content: input.bytes, p7s: input.p7s, at: late })),
    ).to.equal('certificate-expired')
  })

  it('and a login is none', async () => {
    const login = await browserLogin(platform(), who.client.signer)
    expect(login.status).to.equal(201)
    const text = Buffer.from(
      canonicalBytes({
        v: 'login/1',
        platform: 'kaibiao.test',
        certSha256: '0'.repeat(64),
        nonce: 'A'.repeat(43),
        at: instantOf(0),
      }),
    ).toString('utf8')
    expect(await refusalOf(post(await signText(text)))).to.equal('act-malformed')
  })

  const profile = { region: '210200', contact: { name: '办公室', phone: '010-12345678' } }

  async function sign(change: {
    at?: number
    version?: number
    body?: unknown
    subject?: unknown
    platform?: string
    type?: string
    actor?: { party: string; person: string }
    signer?: Newcomer['client']['signer']
    random?: (length: number) => Uint8Array<ArrayBuffer>
  }): Promise<SignedAct> {
    const { party, person, signer } = who.client
    return signAct({
      signer: change.signer ?? signer,
      platform: change.platform ?? 'kaibiao.test',
      type: change.type ?? 'party.update',
      subject: change.subject ?? { party, version: change.version ?? 0 },
      body: change.body ?? profile,
      actor: change.actor ?? { party, person },
      at: instantOf(change.at ?? platform().clock.now()),
      random: change.random ?? platform().random,
    })
  }

  async function signText(text: string): Promise<SignedAct> {
    return { act: text, p7s: base64url(await signCms({ content: utf8(text), signer: who.client.signer })) }
  }

  function post(act: SignedAct) {
    return clientOf(platform(), who.client.signer, who.client).call(updateParty, { params: { party: who.client.party }, act })
  }
})
