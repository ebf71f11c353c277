import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ed25519 } from '@noble/curves/ed25519.js'
import { expect } from 'chai'
import { concat, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { base64, fromBase64 } from '#shared/transparency/base64.ts'
import { checkpointText, openCheckpoint, parseCheckpointText, signCheckpoint } from '#shared/transparency/checkpoint.ts'
import { cosign, verifyCosignatures } from '#shared/transparency/cosignature.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { inclusionProof, readerOfLeaves } from '#shared/transparency/merkle-proof.ts'
import { treeRoot } from '#shared/transparency/merkle-tree.ts'
import {
  addSignature,
  formatNoteKey,
  type NoteRefusal,
  NoteRefused,
  noteAlgorithms,
  noteKey,
  openNote,
  parseNote,
  parseNoteKey,
  signNote,
} from '#shared/transparency/signed-note.ts'
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '#shared/transparency/tlog-proof.ts'
import vectors from '../vectors/ledger/signed-notes.json' with { type: 'json' }

const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
const sign = (bytes: Uint8Array) => ed25519.sign(bytes, seed)
const logKey = noteKey('kaibiao.example/2026', ed25519.getPublicKey(seed))

function refusal(work: () => unknown): NoteRefusal | 'accepted' {
  try {
    work()
    return 'accepted'
  } catch (error) {
    if (error instanceof NoteRefused) return error.code
    throw error
  }
}

describe('a signed note (C2SP signed-note)', () => {
  for (const { key, text, note } of vectors.notes)
    it(`of ${key.split('+')[0]} as published opens to its text`, () => {
      expect(openNote(note, [parseNoteKey(key)]).text).to.equal(text)
      expect(formatNoteKey(parseNoteKey(key))).to.equal(key)
    })

  it('signed again with the published key is the published note, byte for byte', () => {
    const [published] = vectors.notes
    const secret = fromHex(published?.seed ?? '')
    const signed = signNote(published?.text ?? '', parseNoteKey(published?.key ?? ''), (bytes) => ed25519.sign(bytes, secret))
    expect(signed).to.equal(published?.note)
  })

  it('has keys of one spelling: any part missing or changed is refused', () => {
    for (const key of vectors.otherKeys) {
      expect(formatNoteKey(parseNoteKey(key))).to.equal(key)
      for (let from = 0; from < key.length; from += 7) expect(() => parseNoteKey(key.slice(from + 1))).to.throw(RangeError)
      const flipped = key.slice(0, -2) + (key.at(-2) === 'A' ? 'B' : 'A') + key.slice(-1)
      expect(() => parseNoteKey(flipped)).to.throw(RangeError)
    }
    expect(() => noteKey('two words', logKey.publicKey)).to.throw(RangeError)
    expect(() => noteKey('a+b', logKey.publicKey)).to.throw(RangeError)
  })

  it('with lines of strangers opens; with a bad line of a known key it does not', () => {
    const note = signNote('text\n', logKey, sign)
    const stranger = { name: 'stranger.example', id: new Uint8Array(4), signature: new Uint8Array(64) }
    expect(openNote(addSignature(note, stranger), [logKey]).by).to.deep.equal([logKey.name])
    const bent = note.replace('text', 'next')
    expect(refusal(() => openNote(bent, [logKey]))).to.equal('signature-invalid')
    expect(refusal(() => openNote(note, [noteKey('other.example', logKey.publicKey)]))).to.equal('no-known-signature')
  })

  it('that is no note is refused as malformed', () => {
    for (const note of [
      '',
      'text\n',
      'text\n\n',
      'text\n\n— name\n',
      'text\n\n— name !!!!\n',
      'text\n\n— name AAAA\n',
      'te\u0007xt\n\n— name AAAAAAAAAAA=\n',
      `text\n\n${'— name AAAAAAAAAAA=\n'.repeat(65)}`,
      `${'x'.repeat(70_000)}\n\n— name AAAAAAAAAAA=\n`,
    ])
      expect(
        refusal(() => parseNote(note)),
        JSON.stringify(note.slice(0, 40)),
      ).to.equal('malformed')
  })
})

describe('a checkpoint (C2SP tlog-checkpoint)', () => {
  const checkpoint = { origin: logKey.name, size: 20852163, root: fromHex('0a'.repeat(32)) }

  it('is origin, size and root, each on its line, signed by the key named as the origin', () => {
    const note = signCheckpoint(checkpoint, logKey, sign)
    expect(note.split('\n').slice(0, 3)).to.deep.equal([logKey.name, '20852163', base64(checkpoint.root)])
    expect(openCheckpoint(note, logKey)).to.deep.equal(checkpoint)
  })

  it('of the specification has the size and root it says, extension lines or none', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
    expect(hex(parseCheckpointText(text).root)).to.equal('0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62')
    expect(parseCheckpointText(`${text}extension\n`).size).to.equal(20852163)
    expect(checkpointText(parseCheckpointText(text))).to.equal(text)
  })

  it('is refused with another spelling of its size, a short root, an empty line or another origin', () => {
    for (const text of [
      'o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
      'o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
      'o\n9007199254740993\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
      'o\n1\nCsUY\n',
      'o\n1\n',
      'o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
      'o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nx\n',
    ])
      expect(
        refusal(() => parseCheckpointText(text)),
        JSON.stringify(text),
      ).to.equal('malformed')
    const foreign = signNote(checkpointText({ ...checkpoint, origin: 'elsewhere.example/2026' }), logKey, sign)
    expect(refusal(() => openCheckpoint(foreign, logKey))).to.equal('malformed')
  })

  it('is verified by openssl pkeyutl -verify -rawin', () => {
    if (!hasOpenssl()) return
    const note = signCheckpoint(checkpoint, logKey, sign)
    const { text, signatures } = parseNote(note)
    const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'))
    try {
      writeFileSync(join(folder, 'key.der'), concat(fromHex('302a300506032b6570032100'), logKey.publicKey))
      writeFileSync(join(folder, 'text'), text)
      writeFileSync(join(folder, 'signature'), signatures[0]?.signature ?? new Uint8Array(0))
      const verified = execFileSync(
        'openssl',
        [
          'pkeyutl',
          '-verify',
          '-rawin',
          '-pubin',
          '-keyform',
          'DER',
          '-inkey',
          'key.der',
          '-in',
          'text',
          '-sigfile',
          'signature',
        ],
        { cwd: folder, encoding: 'utf8' },
      )
      expect(verified).to.contain('Verified Successfully')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a cosignature (C2SP tlog-cosignature, Ed25519)', () => {
  const witnessSeed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
  const witness = noteKey('witness.example/w1', ed25519.getPublicKey(witnessSeed), noteAlgorithms.cosignatureV1)
  const note = signCheckpoint({ origin: logKey.name, size: 4, root: fromHex('0b'.repeat(32)) }, logKey, sign)
  const cosigned = cosign(note, witness, 1_679_315_147, (bytes) => ed25519.sign(bytes, witnessSeed))

  it('tells who saw the checkpoint and when, and leaves the log’s own signature good', () => {
    expect(verifyCosignatures(cosigned, [witness])).to.deep.equal([{ witness: 'witness.example/w1', at: 1_679_315_147 }])
    expect(openCheckpoint(cosigned, logKey).size).to.equal(4)
    expect(verifyCosignatures(note, [witness])).to.deep.equal([])
  })

  it('is over the bytes the specification names, as an independent signature shows', () => {
    const { text, signatures } = parseNote(cosigned)
    const line = signatures[1]?.signature ?? new Uint8Array(0)
    expect(hex(line.slice(0, 8))).to.equal('00000000641850cb')
    const message = utf8(`cosignature/v1\ntime 1679315147\n${text}`)
    expect(ed25519.verify(line.slice(8), message, witness.publicKey)).to.equal(true)
  })

  it('does not count for another checkpoint, another time, or as a plain signature', () => {
    const other = cosigned.replace('\n4\n', '\n5\n')
    expect(refusal(() => verifyCosignatures(other, [witness]))).to.equal('signature-invalid')
    const line = parseNote(cosigned).signatures[1]
    const later = addSignature(note, {
      name: witness.name,
      id: witness.id,
      signature: concat(fromHex('00000000641850cc'), (line?.signature ?? new Uint8Array(0)).slice(8)),
    })
    expect(refusal(() => verifyCosignatures(later, [witness]))).to.equal('signature-invalid')
    expect(refusal(() => openNote(cosigned, [witness]))).to.equal('no-known-signature')
  })
})

describe('a proof to keep (C2SP tlog-proof)', () => {
  const commitments = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(64))
  const leaves = commitments.map(entryLeafHash)

  async function proofOf(index: number) {
    const checkpoint = signCheckpoint({ origin: logKey.name, size: 5, root: treeRoot(leaves) }, logKey, sign)
    return { index, proof: await inclusionProof(index, 5, readerOfLeaves(leaves)), checkpoint }
  }

  it('is written, read and verified off line', async () => {
    const text = formatTlogProof(await proofOf(3))
    expect(text.split('\n').slice(0, 2)).to.deep.equal(['c2sp.org/tlog-proof@v1', 'index 3'])
    const parsed = parseTlogProof(text)
    expect(formatTlogProof(parsed)).to.equal(text)
    expect(verifyTlogProof(parsed, 'd'.repeat(64), logKey).size).to.equal(5)
  })

  it('carries extra data through, unsigned', async () => {
    const text = formatTlogProof({ ...(await proofOf(0)), extra: utf8('anything') })
    expect(text.split('\n')[1]).to.equal(`extra ${base64(utf8('anything'))}`)
    expect(parseTlogProof(text).extra).to.deep.equal(utf8('anything'))
  })

  it('does not hold for another entry, another index or another key', async () => {
    const proof = await proofOf(3)
    expect(refusal(() => verifyTlogProof(proof, 'c'.repeat(64), logKey))).to.equal('malformed')
    expect(refusal(() => verifyTlogProof({ ...proof, index: 2 }, 'd'.repeat(64), logKey))).to.equal('malformed')
    const other = noteKey(logKey.name, ed25519.getPublicKey(fromHex('01'.repeat(32))))
    expect(refusal(() => verifyTlogProof(proof, 'd'.repeat(64), other))).to.equal('no-known-signature')
  })

  it('of another form is refused', () => {
    for (const text of [
      '',
      'c2sp.org/tlog-proof@v1\n',
      'c2sp.org/tlog-proof@v1\nindex 01\n\nx',
      'c2sp.org/tlog-proof@v1\nindex 0\n####\n\nx',
    ])
      expect(
        refusal(() => parseTlogProof(text)),
        text,
      ).to.equal('malformed')
  })
})

describe('base64 of notes', () => {
  it('has one spelling', () => {
    expect(base64(new Uint8Array([255, 254]))).to.equal('//4=')
    expect([...fromBase64('//4=')]).to.deep.equal([255, 254])
    for (const text of ['//4', '__4=', '//5=', '=', 'A===']) expect(() => fromBase64(text), text).to.throw(RangeError)
  })
})

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL 3')
  } catch {
    return false
  }
}
