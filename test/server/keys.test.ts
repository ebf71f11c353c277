import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { validatePath } from '#shared/pki/path.ts'
import { equalBytes, hex, utf8 } from '#shared/primitives/bytes.ts'
import { openKeyFolder } from '../../server/platform/keys/key-folder.ts'
import { readLogKey } from '../../server/platform/keys/log-key.ts'
import { loadServerKeys, type ServerKeys } from '../../server/platform/keys/server-keys.ts'
import { loadTokenKeys, rotateTokenKeys } from '../../server/platform/keys/token-keys.ts'

const now = Date.UTC(2026, 10, 22, 1, 0)
const random = (length: number) => new Uint8Array(randomBytes(length))

describe('the keys of a server', () => {
  let folder: string
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kaibiao-keys-')), 'keys')
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true }))

  const load = (): Promise<ServerKeys> => loadServerKeys({ folder, platformName: 'kaibiao.test', now, random })
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777
  /** What two key sets have in common when they are the same. */
  const faceOf = ({ logKey, platformSigner, tokenKeys, certificates, secret }: ServerKeys) => ({
    log: hex(logKey.publicKey),
    signature: hex(logKey.sign(utf8('the same message'))),
    seal: hex(platformSigner.certificate),
    anchor: hex(certificates.anchor),
    kid: tokenKeys.current.kid,
    secret: hex(secret('a purpose')),
  })

  it('are made at the first start, in a folder of 0700, each file 0600, and nothing half-written is left', async () => {
    await load()
    expect(await modeOf(folder)).to.equal(0o700)
    const names = (await readdir(folder)).sort()
    expect(names).to.deep.equal(['log.pem', 'platform-certificates.json', 'secret', 'token-keys.json'])
    for (const name of names) expect(await modeOf(join(folder, name)), name).to.equal(0o600)
  })

  it('are the same at the second start', async () => {
    expect(faceOf(await load())).to.deep.equal(faceOf(await load()))
  })

  it('are closed again to others when somebody opened them', async () => {
    await load()
    await chmod(folder, 0o755)
    await chmod(join(folder, 'log.pem'), 0o644)
    await load()
    expect(await modeOf(folder)).to.equal(0o700)
    expect(await modeOf(join(folder, 'log.pem'))).to.equal(0o600)
  })

  it('are one set when several servers start for the first time at once: a log has one key', async () => {
    const faces = (await Promise.all(Array.from({ length: 6 }, load))).map(faceOf)
    for (const face of faces) expect(face).to.deep.equal(faces[0])
    expect(faceOf(await load())).to.deep.equal(faces[0])
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).to.deep.equal([])
  })

  it('give each purpose a secret of its own', async () => {
    const { secret } = await load()
    expect(secret('one')).to.have.length(32)
    expect(equalBytes(secret('one'), secret('two'))).to.equal(false)
  })

  it('carry certificates that lead to the platform’s own anchor, good today', async () => {
    const { certificates } = await load()
    for (const [identity, usage] of [
      [certificates.signing, 'sign'],
      [certificates.timestamp, 'timestamp'],
    ] as const) {
      const verdict = await validatePath({
        leaf: parseCertificate(identity.certificate),
        intermediates: [],
        anchors: [parseCertificate(certificates.anchor)],
        revocation: [parseRevocationList(certificates.revocationList)],
        at: now,
        usage,
      })
      expect(verdict.ok, usage).to.equal(true)
    }
  })

  it('are not made by who only checks a log: a new key would find nothing but forgeries', async () => {
    const keys = await openKeyFolder(folder)
    expect(
      await readLogKey(keys).then(
        () => 'read',
        (error: Error) => error.message,
      ),
    ).to.contain('holds no log key')
    expect(await readdir(folder)).to.deep.equal([])
    const { logKey } = await load()
    expect((await readLogKey(keys)).publicKey).to.deep.equal(logKey.publicKey)
  })

  it('for tokens rotate: the new one signs from the next start, the one before stays good, the third is gone', async () => {
    const first = (await load()).tokenKeys.current.kid
    const keys = await openKeyFolder(folder)
    const second = await rotateTokenKeys(keys)
    const afterOne = await loadTokenKeys(keys)
    expect(afterOne.current.kid).to.equal(second)
    expect(afterOne.publicKeyOf(first)?.asymmetricKeyType).to.equal('ec')
    const third = await rotateTokenKeys(keys)
    const afterTwo = await loadTokenKeys(keys)
    expect(afterTwo.current.kid).to.equal(third)
    expect(afterTwo.publicKeyOf(second)).to.not.equal(undefined)
    expect(afterTwo.publicKeyOf(first)).to.equal(undefined)
    expect(await modeOf(join(folder, 'token-keys.json'))).to.equal(0o600)
    expect(JSON.parse(await readFile(join(folder, 'token-keys.json'), 'utf8'))).to.have.length(2)
  })
})
