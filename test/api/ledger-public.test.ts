import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { addressOf, ProblemError } from '#shared/contracts/client.ts'
import {
  readAct,
  readActSignature,
  readCheckpoint,
  readConsistency,
  readInclusion,
  readLogKey,
  readLogTrust,
  readNewestCheckpoint,
  readTenderChain,
  readTlogProof,
} from '#shared/contracts/ledger.ts'
import { fromHex, fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash, parseEntry } from '#shared/transparency/entry.ts'
import { eventCommitmentHex, parseLedgerEvent } from '#shared/transparency/event.ts'
import { inclusionProof, rootOfSize, verifyConsistency, verifyInclusion } from '#shared/transparency/merkle-proof.ts'
import { leafHash, treeRoot } from '#shared/transparency/merkle-tree.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { bundlesOfTree, parseBundle, readerOfTiles, tilePath } from '#shared/transparency/tiles.ts'
import { parseTlogProof, verifyTlogProof } from '#shared/transparency/tlog-proof.ts'
import { appendEvent, appendOpaque, publishAct } from '../../server/features/ledger/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { random, verifiedAct } from '../support/ledger.ts'
import { usePlatform } from '../support/platform.ts'

const tender = '56'.repeat(16)

describe('the public log over HTTP (C2SP tlog-tiles)', () => {
  const platform = usePlatform()
  const ledger = () => platform().server.features.ledger
  const connection = () => platform().server.platform.connection
  const append = (input: Omit<Parameters<typeof appendEvent>[2], 'at'>) =>
    inTransaction(connection(), (session) =>
      appendEvent(ledger().deps, session, { at: instantOf(platform().clock.now()), ...input }),
    )
  const fetchPath = (path: string) => fetch(new URL(path, platform().origin))

  async function trusted() {
    const trust = await platform().client.call(readLogTrust, {})
    const log = trust.logs.at(-1)
    if (log === undefined) throw new Error('no log yet')
    return { ...log, noteKey: parseNoteKey(log.key) }
  }

  async function refusedAs(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => 'given',
      (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
    )
  }

  it('says first that there is none, then gives keys, checkpoint, tiles and bundles from which a stranger recomputes the signed root', async () => {
    expect(await refusedAs(platform().client.call(readNewestCheckpoint, {}))).to.equal('not-found')
    for (let beat = 0; beat < 3; beat += 1) {
      await append({ type: 'notice.published', subject: { tender }, tender, facts: { beat } })
      await inTransaction(connection(), async (session) => {
        for (let bid = 0; bid < 100; bid += 1) await appendOpaque(ledger().deps, session, { c: random(32) })
      })
      await platform().beat()
    }
    const { year, noteKey, size, origin } = await trusted()
    expect(origin).to.equal(`kaibiao.test/${year}`)
    const note = fromUtf8(await platform().client.call(readCheckpoint, { params: { year: String(year) } }))
    expect(fromUtf8(await platform().client.call(readNewestCheckpoint, {}))).to.equal(note)
    const checkpoint = openCheckpoint(note, noteKey)
    expect(checkpoint.size).to.equal(size)
    expect(size).to.be.above(256)
    const leaves = []
    for (const bundle of bundlesOfTree(size)) {
      const response = await fetchPath(`/api/log/${year}/${tilePath(bundle)}`)
      expect(response.headers.get('content-type')).to.equal('application/octet-stream')
      expect(response.headers.get('cache-control')).to.contain('immutable')
      const entries = parseBundle(new Uint8Array(await response.arrayBuffer()), bundle.width)
      for (const entry of entries) {
        expect(parseEntry(entry)).to.have.length(64)
        leaves.push(leafHash(entry))
      }
    }
    expect(hex(treeRoot(leaves))).to.equal(hex(checkpoint.root))
    const readNode = readerOfTiles(
      size,
      async (tile) => new Uint8Array(await (await fetchPath(`/api/log/${year}/${tilePath(tile)}`)).arrayBuffer()),
    )
    expect(hex(await rootOfSize(size, readNode))).to.equal(hex(checkpoint.root))
    const proof = await inclusionProof(7, size, readNode)
    expect(verifyInclusion({ index: 7, size, leaf: leaves[7] ?? random(32), proof, root: checkpoint.root })).to.equal(true)
  })

  it('serves nothing that is not under a signed checkpoint, and no path of another spelling', async () => {
    const { year, size } = await trusted()
    for (const path of [
      `tile/0/000.p/${size + 1}`,
      'tile/0/001',
      'tile/0/0',
      'tile/00/000',
      'tile/0/x000/000',
      'tile/9/000',
      'tile/entries/999',
      'tile/0/..%2F..%2Fcheckpoint',
      'tile/0',
    ])
      expect((await fetchPath(`/api/log/${year}/${path}`)).status, path).to.be.oneOf([404, 422])
    expect((await fetchPath('/api/log/1999/checkpoint')).status).to.equal(422)
    expect((await fetchPath('/api/log/2001/checkpoint')).status).to.equal(404)
  })

  it('proves an entry by its commitment, as JSON and as a file to keep; a pending one not yet, an unknown one not at all', async () => {
    const c = random(32)
    await inTransaction(connection(), (session) => appendOpaque(ledger().deps, session, { c }))
    const params = { c: hex(c) }
    expect(await refusedAs(platform().client.call(readInclusion, { params }))).to.equal('checkpoint-not-yet')
    await platform().beat()
    const { noteKey } = await trusted()
    const given = await platform().client.call(readInclusion, { params })
    const checkpoint = openCheckpoint(given.checkpoint, noteKey)
    const isProven = verifyInclusion({
      index: given.leafIndex,
      size: checkpoint.size,
      leaf: entryLeafHash(params.c),
      proof: given.inclusionProof.map(fromHex),
      root: checkpoint.root,
    })
    expect(isProven).to.equal(true)
    const file = fromUtf8(await platform().client.call(readTlogProof, { params }))
    expect(verifyTlogProof(parseTlogProof(file), params.c, noteKey).size).to.equal(checkpoint.size)
    expect(await refusedAs(platform().client.call(readInclusion, { params: { c: hex(random(32)) } }))).to.equal('not-found')
  })

  it('leaves no line of who asked for which entry (P9)', async () => {
    const c = hex(random(32))
    const before = platform().log.length
    await fetchPath(addressOf(readInclusion, { c }))
    await fetchPath(addressOf(readTlogProof, { c }))
    expect(platform().log.slice(before).join('\n')).to.not.contain(c)
  })

  it('proves that it only ever grew, between any two sizes it has signed, and between no others', async () => {
    const { year, noteKey } = await trusted()
    const params = { year: String(year) }
    const older = openCheckpoint(fromUtf8(await platform().client.call(readCheckpoint, { params })), noteKey)
    await append({ type: 'notice.amended', subject: { tender }, tender })
    await platform().beat()
    const { from, to, checkpoint, proof } = await platform().client.call(readConsistency, { params, query: { from: older.size } })
    const newer = openCheckpoint(checkpoint, noteKey)
    expect([from, to]).to.deep.equal([older.size, newer.size])
    expect(verifyConsistency({ older, newer, proof: proof.map(fromHex) })).to.equal(true)
    for (const query of [{ from: older.size - 1 }, { from: newer.size + 1 }, { from: 0, to: newer.size + 9 }])
      expect(await refusedAs(platform().client.call(readConsistency, { params, query }))).to.equal('not-found')
  })

  it('shows a tender’s public chain with salts, so that every link can be recomputed to the log', async () => {
    const { events } = await platform().client.call(readTenderChain, { params: { tender } })
    expect(events.length).to.be.at.least(4)
    let previous: string | undefined
    for (const { c, salt, event, leafIndex } of events) {
      expect(eventCommitmentHex(fromHex(salt), parseLedgerEvent(event))).to.equal(c)
      expect(event.previous).to.equal(previous)
      expect(leafIndex).to.be.a('number')
      previous = c
    }
    expect(await refusedAs(platform().client.call(readTenderChain, { params: { tender: 'ff'.repeat(16) } }))).to.equal(
      'not-found',
    )
  })

  it('gives a public act, byte for byte as signed, once its event is on the ledger; before that, and a private one, to nobody', async () => {
    const shown = verifiedAct('notice.publish', { title: '城中区道路改造' })
    const kept = verifiedAct('party.register', { contact: '13900000000' })
    const secret = verifiedAct('reveal.post', { key: 'k' })
    await append({ type: 'notice.published', subject: { tender }, tender, act: shown })
    await append({ type: 'party.registered', subject: { party: '1'.repeat(32) }, act: kept })
    await append({ type: 'bid.revealed', subject: { tender }, tender, act: secret })
    const ask = (sha256: string) => platform().client.call(readAct, { params: { sha256 } })
    expect(await refusedAs(ask(shown.sha256)), 'pending').to.equal('not-found')
    await platform().beat()
    const bytes = await ask(shown.sha256)
    expect(createHash('sha256').update(bytes).digest('hex')).to.equal(shown.sha256)
    expect(hex(await platform().client.call(readActSignature, { params: { sha256: shown.sha256 } }))).to.equal(hex(shown.p7s))
    expect(await refusedAs(ask(kept.sha256)), 'not on a chain').to.equal('not-found')
    expect(await refusedAs(ask(secret.sha256)), 'kept back by its type').to.equal('not-found')
    await inTransaction(connection(), (session) => publishAct(ledger().deps, session, secret.sha256))
    expect(hex(await ask(secret.sha256))).to.equal(hex(secret.bytes))
    expect(await refusedAs(ask('0'.repeat(64)))).to.equal('not-found')
  })

  it('gives its key as PEM, with which openssl verifies the checkpoint', async () => {
    const pem = fromUtf8(await platform().client.call(readLogKey, {}))
    let shown = ''
    try {
      shown = execFileSync('openssl', ['pkey', '-pubin', '-noout', '-text'], { input: pem, encoding: 'utf8' })
    } catch {
      return
    }
    expect(shown.replaceAll(/[\s:]/g, '')).to.contain(hex((await trusted()).noteKey.publicKey))
  })
})
