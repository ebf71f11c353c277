import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import { ZipFile } from 'yazl'
import { getArchive, listArchives } from '#shared/contracts/archive.ts'
import * as contracts from '#shared/contracts/awards.ts'
import { issueDownloadTicket, logOut } from '#shared/contracts/identity-sessions.ts'
import { terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import { getOpeningBundle } from '#shared/contracts/opening-reading.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { runCli } from '../../cli/run-cli.ts'
import { checkBag } from '../../client/features/ledger/check-bag.ts'
import { platformTrust } from '../../client/features/ledger/trust.ts'
import { readZip } from '../../client/features/ledger/zip.ts'
import { unzip } from '../../server/cli/demo/unzip.ts'
import { bagModel } from '../../server/features/archive/bag.model.ts'
import { safeName } from '../../server/features/archive/bag.ts'
import { reactionModel } from '../../server/features/ledger/ledger.model.ts'
import { evaluated, evaluatedHall, technicalBid, toRecorded } from '../support/evaluation.ts'
import { type Cast, castOf, logInAll, readTenderAs } from '../support/notices.ts'
import { bidders, type Hall, hallOf, passStep, throughToPublished, toListed, toRevealing } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

/** Checks a bag as RFC 8493 says, by its own text alone. Answers the payload's paths. */
function validate(files: ReadonlyMap<string, Uint8Array>): string[] {
  const text = (path: string) => fromUtf8(files.get(path) ?? new Uint8Array())
  expect(text('bagit.txt')).to.equal('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
  const payload = [...files.keys()].filter((path) => path.startsWith('data/')).sort()
  for (const algorithm of ['sha256', 'sha512'] as const) {
    const listed = (name: string) =>
      text(name)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [digest = '', path = ''] = line.split(/ {2}(.*)/)
          const found = createHash(algorithm)
            .update(files.get(path) ?? new Uint8Array())
            .digest('hex')
          expect(found, path).to.equal(digest)
          return path
        })
    expect(listed(`manifest-${algorithm}.txt`).sort()).to.deep.equal(payload)
    expect(listed(`tagmanifest-${algorithm}.txt`).sort()).to.deep.equal([
      'bag-info.txt',
      'bagit.txt',
      'manifest-sha256.txt',
      'manifest-sha512.txt',
    ])
  }
  const octets = payload.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0)
  expect(text('bag-info.txt')).to.include(`Payload-Oxum: ${octets}.${payload.length}\n`)
  return payload
}

/** Lays a bag down in a folder for the time of `work`. */
async function unpacked<Result>(
  files: ReadonlyMap<string, Uint8Array>,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'kaibiao-bag-'))
  try {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), bytes)
    }
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the Library of Congress's validator says of a bag, where Python has it. */
function checkedByBagit(folder: string): string {
  try {
    execFileSync('python3', ['-c', 'import bagit'], { stdio: 'pipe' })
  } catch {
    return 'not installed'
  }
  execFileSync('python3', ['-m', 'bagit', '--validate', folder], { stdio: 'pipe' })
  return 'valid'
}

/** What coreutils say of the bag, where they are installed. */
function checkedByCoreutils(folder: string): string {
  try {
    for (const algorithm of ['sha256', 'sha512'])
      for (const name of [`manifest-${algorithm}.txt`, `tagmanifest-${algorithm}.txt`])
        execFileSync(`${algorithm}sum`, ['--check', '--strict', '--quiet', name], { cwd: folder, stdio: 'pipe' })
    return 'valid'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'not installed' : String(error)
  }
}

describe('the archive of a tender', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  const people: TestPerson[] = []

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await running().register('bidder', { name: `危宿${index}建设有限公司` }))
  })

  const bagsOf = async (hall: Hall, as: Pick<TestPerson, 'call'> = cast.centre) =>
    (await as.call(listArchives, { params: { tender: hall.tender.id } })).bags
  /** The files of a bag, by their paths in it. */
  async function bagOf(hall: Hall, bag?: number): Promise<Map<string, Uint8Array>> {
    const zip = await cast.centre.call(getArchive, {
      params: { tender: hall.tender.id },
      ...(bag === undefined ? {} : { query: { bag } }),
    })
    const files = new Map<string, Uint8Array>()
    for (const [path, bytes] of unzip(zip)) {
      const [name, ...rest] = path.split('/')
      expect(name).to.match(new RegExp(`^${hall.tender.code}-\\d+$`))
      files.set(rest.join('/'), bytes)
    }
    return files
  }
  const awardOf = async (hall: Hall) => {
    const [award] = (await cast.agency.call(contracts.getAwards, { params: { tender: hall.tender.id } })).awards
    if (award === undefined) throw new Error('no award')
    return award
  }
  async function named(hall: Hall) {
    const { lot, version } = await awardOf(hall)
    const params = { tender: hall.tender.id, lot }
    return { params, subject: { ...params, version } }
  }

  describe('of a tender that goes to its contract', () => {
    let hall: Hall
    before(async function () {
      this.timeout(120_000)
      hall = await evaluatedHall(running(), cast, { lowPrice: null })
      for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries()) {
        const person = people[index]
        if (person !== undefined) await technicalBid(hall, person, price)
      }
    })

    it('is none before the record is public', async () => {
      expect(await bagsOf(hall)).to.deep.equal([])
      const asked = cast.centre.call(getArchive, { params: { tender: hall.tender.id } })
      expect(await problemCode(asked)).to.equal('archive-not-written')
    })

    it('is written with the record: notice, documents, bundle, record as PDF and JSON, acts with signatures, proofs', async () => {
      await toRecorded(hall)
      await running().beat()
      await logInAll(cast)
      const files = await bagOf(hall)
      const payload = validate(files)
      expect(payload).to.include.members([
        'data/01-项目/tender.json',
        `data/02-公告与招标文件/${hall.tender.noticeSha256}.json`,
        `data/02-公告与招标文件/${hall.tender.noticeSha256}.p7s`,
        'data/04-开标/bundle.json',
        'data/04-开标/record.json',
        'data/04-开标/record.pdf',
        'data/11-存证/chain.json',
      ])
      expect(payload.filter((path) => path.startsWith('data/02-公告与招标文件/文件/'))).to.have.length(
        hall.tender.documents.length,
      )
      const notice = files.get(`data/02-公告与招标文件/${hall.tender.noticeSha256}.json`) ?? new Uint8Array()
      expect(sha256Hex(notice)).to.equal(hall.tender.noticeSha256)
      expect(await unpacked(files, async (folder) => checkedByCoreutils(folder))).to.be.oneOf(['valid', 'not installed'])
    })

    it('holds no bid and no report while the tender is being decided', async () => {
      const payload = [...(await bagOf(hall)).keys()]
      expect(payload.filter((path) => /^data\/0[3678]/.test(path))).to.deep.equal([])
    })

    it('is read by centre, regulator and those who run the tender, and by nobody else', async () => {
      for (const person of [cast.regulator, cast.tenderer, cast.agency]) expect(await bagsOf(hall, person)).to.have.length(1)
      const other = await running().register('tenderer')
      await other.logIn()
      await people[0]?.logIn()
      for (const person of [other, people[0] ?? other])
        for (const contract of [listArchives, getArchive])
          expect(await problemCode(person.call(contract, { params: { tender: hall.tender.id } }))).to.equal('forbidden')
      const nobody = running().client.call(getArchive, { params: { tender: hall.tender.id } })
      expect(await problemCode(nobody)).to.equal('sign-in-required')
    })

    it('is written whole with the concluded contract, the earlier bag staying as it was', async () => {
      const before = await bagOf(hall, 1)
      await evaluated(hall)
      await running().beat()
      await logInAll(cast)
      const candidates = hall.bids.map(({ bid }) => bid.manifestSha256)
      await cast.agency.act(contracts.publishCandidates, { ...(await named(hall)), body: { candidates } })
      running().clock.set(Date.parse((await awardOf(hall)).publicityEndsAt ?? ''))
      await running().runDue()
      await logInAll(cast)
      const body = { winner: candidates[0] ?? '', cause: null, reason: null }
      await cast.tenderer.act(contracts.decideAward, { ...(await named(hall)), body })
      await cast.agency.act(contracts.draftContract, {
        ...(await named(hall)),
        body: { points: { price: '9000000.00', period: '90' }, terms: '按招标文件合同条款执行。' },
      })
      const { params } = await named(hall)
      const contractSha256 = (await awardOf(hall)).contract?.sha256 ?? ''
      for (const person of [cast.tenderer, people[0]])
        await person?.act(contracts.signContract, { params, subject: params, body: { contractSha256 } })
      await running().beat()
      await logInAll(cast)
      const bags = await bagsOf(hall)
      // The second lot had no bidder: it failed at its opening and has no award.
      expect(bags.map(({ number, cause }) => [number, cause])).to.deep.equal([
        [1, 'opening.recorded'],
        [2, 'award.contract-concluded'],
      ])
      expect(bags.flatMap(({ missing }) => missing)).to.deep.equal([])
      const files = await bagOf(hall)
      const payload = validate(files)
      for (const number of ['001', '002', '003'])
        expect(payload).to.include.members([
          `data/03-投标/${number}/manifest.json`,
          `data/03-投标/${number}/manifest.p7s`,
          `data/03-投标/${number}/commercial/payload.enc`,
          `data/03-投标/${number}/plain/commercial/letter.json`,
          `data/03-投标/${number}/plain/technical/1-某某公司施工方案.pdf`,
        ])
      expect(payload).to.include.members([
        'data/06-评标/report.json',
        'data/06-评标/report.pdf',
        `data/07-公示与中标/${params.lot}/award-notice.pdf`,
        `data/08-合同/${params.lot}/contract.json`,
      ])
      expect(sha256Hex(files.get(`data/08-合同/${params.lot}/contract.json`) ?? new Uint8Array())).to.equal(contractSha256)
      await unpacked(files, async (bag) => {
        for (const check of [checkedByCoreutils, checkedByBagit]) expect(check(bag)).to.be.oneOf(['valid', 'not installed'])
        // The bag brings what it is checked by.
        const kaibiao = (command: string, file: string, ...more: string[]) =>
          runCli([command, '--bundle', join(bag, file), '--trust', join(bag, 'data/12-证书'), ...more], {
            stdout: { write: () => undefined },
            stderr: { write: () => undefined },
            environment: {},
            fetch: globalThis.fetch,
            random: running().random,
            now: () => running().clock.now(),
            wait: async () => undefined,
          })
        expect(await kaibiao('verify-opening', 'data/04-开标/bundle.json')).to.equal(0)
        const acts = 'data/06-评标/committee-acts.json'
        expect(await kaibiao('verify-evaluation', acts, '--report', join(bag, 'data/06-评标/report.json'))).to.equal(0)
        expect(await kaibiao('verify-evaluation', acts, '--report', join(bag, acts)), 'no report').to.equal(5)
      })
      const again = await bagOf(hall, 1)
      expect([...again.keys()]).to.deep.equal([...before.keys()])
      expect(fromUtf8(again.get('manifest-sha256.txt') ?? new Uint8Array())).to.equal(
        fromUtf8(before.get('manifest-sha256.txt') ?? new Uint8Array()),
      )
    })

    it('comes as the same bytes each time', async () => {
      const download = () => cast.centre.call(getArchive, { params: { tender: hall.tender.id }, query: { bag: 1 } })
      expect(sha256Hex(await download())).to.equal(sha256Hex(await download()))
    })

    it('is as long and has the digest that the list says, which a damaged or cut download has not', async () => {
      const params = { tender: hall.tender.id }
      for (const { number, zip } of await bagsOf(hall)) {
        const bytes = await cast.centre.call(getArchive, { params, query: { bag: number } })
        expect(zip).to.deep.equal({ size: bytes.length, sha256: sha256Hex(bytes) })
      }
    })

    const address = () => `/api/archives/${hall.tender.id}?bag=2`
    const fetched = (ticketed: string, headers: Record<string, string> = {}) =>
      fetch(new URL(ticketed, running().origin), { headers })
    const ticket = async (as: TestPerson, at = address()) =>
      (await as.call(issueDownloadTicket, { body: { address: at } })).address

    it('is downloaded by a browser itself under a ticket without a token, and goes on where it broke off', async () => {
      await logInAll(cast)
      const ticketed = await ticket(cast.agency)
      const answer = await fetched(ticketed)
      const whole = new Uint8Array(await answer.arrayBuffer())
      expect([answer.status, answer.headers.get('content-length'), answer.headers.get('accept-ranges')]).to.deep.equal([
        200,
        String(whole.length),
        'bytes',
      ])
      expect(answer.headers.get('content-disposition')).to.equal(`attachment; filename="${hall.tender.code}-2.zip"`)
      const middle = Math.floor(whole.length / 2)
      const etag = answer.headers.get('etag') ?? ''
      const rest = await fetched(ticketed, { range: `bytes=${middle}-`, 'if-range': etag })
      expect([rest.status, rest.headers.get('content-range')]).to.deep.equal([
        206,
        `bytes ${middle}-${whole.length - 1}/${whole.length}`,
      ])
      expect(sha256Hex(new Uint8Array([...whole.subarray(0, middle), ...new Uint8Array(await rest.arrayBuffer())]))).to.equal(
        sha256Hex(whole),
      )
      const behind = await fetched(ticketed, { range: `bytes=${whole.length}-` })
      expect([behind.status, behind.headers.get('content-range')]).to.deep.equal([416, `bytes */${whole.length}`])
      const other = await fetched(ticketed, { range: 'bytes=5-9', 'if-range': '"another"' })
      expect(other.status).to.equal(200)
      await other.body?.cancel()
    })

    it('asks at each use of a ticket who holds it: none for strangers, for other addresses, as a token, or after an hour or the session', async () => {
      await logInAll(cast)
      const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code
      expect(await codeOf(await fetched(address()))).to.equal('sign-in-required')
      await people[0]?.logIn()
      expect(await codeOf(await fetched(await ticket(people[0] ?? cast.centre)))).to.equal('forbidden')
      const ticketed = await ticket(cast.regulator)
      expect(await codeOf(await fetched(ticketed.replace('bag=2', 'bag=1')))).to.equal('session-expired')
      expect(await codeOf(await fetched(await ticket(cast.regulator, `/api/archives/${hall.tender.id}/bags`)))).to.equal(
        'sign-in-required',
      )
      const bare = ticketed.split('ticket=')[1] ?? ''
      expect(await codeOf(await fetched('/api/sessions', { authorization: `Bearer ${bare}` }))).to.equal('session-expired')
      const spare = await ticket(cast.regulator)
      await cast.regulator.call(logOut, {})
      expect(await codeOf(await fetched(spare))).to.equal('session-expired')
      await logInAll(cast)
      const old = await ticket(cast.regulator)
      running().clock.advance(3_600_001)
      expect(await codeOf(await fetched(old))).to.equal('session-expired')
      await logInAll(cast)
    })

    it('is checked whole by whoever has its ZIP file, as the verification page does, and one altered, missing or added file is named', async () => {
      const params = { tender: hall.tender.id }
      const zip = new Uint8Array(await cast.centre.call(getArchive, { params, query: { bag: 2 } }))
      const trust = await platformTrust(running().client)
      const steps = new Set<string>()
      const check = (bytes: Uint8Array<ArrayBuffer>) =>
        checkBag(new Blob([bytes]), { trust, now: running().clock.now() }, ({ step }) => steps.add(step))
      const whole = await check(zip)
      expect(whole.checks.filter(({ state }) => state === 'fail')).to.deep.equal([])
      expect(whole.checks.filter(({ state }) => state === 'pass').map(({ name }) => name)).to.deep.equal([
        'bag-well-formed',
        'bag-tags',
        'bag-files',
        'bag-opening',
        'bag-committee',
        'bag-acts',
        'bag-pdfs',
      ])
      expect([...steps]).to.deep.equal(['hash', 'inner'])
      const seal = (await bagsOf(hall))[1]?.files.find(({ path }) => path === 'tagmanifest-sha512.txt')
      expect(whole.facts.find(({ key }) => key === 'seal')?.value).to.equal(seal?.sha256)

      const found = await readZip(new Blob([zip]))
      const ciphertext = found.find(({ path }) => path.endsWith('001/commercial/payload.enc'))
      if (ciphertext === undefined) throw new Error('no ciphertext')
      const altered = zip.slice()
      const inside = ciphertext.at + 30 + Buffer.byteLength(ciphertext.path) + 100
      altered[inside] = (altered[inside] ?? 0) ^ 1
      const [fault, ...more] = (await check(altered)).checks.filter(({ state }) => state === 'fail')
      expect(more).to.deep.equal([])
      expect(fault?.name).to.equal('bag-files')
      expect(new Set(fault?.subjects?.map(({ subject }) => subject))).to.deep.equal(
        new Set(['data/03-投标/001/commercial/payload.enc']),
      )
      const others = new ZipFile()
      for (const [path, bytes] of unzip(zip))
        if (!path.endsWith('/record.json')) others.addBuffer(Buffer.from(bytes), path, { compress: false })
      others.addBuffer(Buffer.from('x'), `${hall.tender.code}-2/data/99.txt`)
      others.end()
      const rebuilt = (await check(new Uint8Array(await buffer(others.outputStream as Readable)))).checks
      expect(rebuilt.filter(({ state }) => state === 'fail').map(({ name }) => name)).to.deep.equal([
        'bag-well-formed',
        'bag-files',
      ])
      expect(new Set(rebuilt.find(({ name }) => name === 'bag-files')?.subjects?.map(({ subject }) => subject))).to.deep.equal(
        new Set(['data/04-开标/record.json', 'data/99.txt']),
      )
    })

    it('is not written again by a server that gets its events a second time', async () => {
      await reactionModel(running().server.platform.connection).updateOne(
        { _id: 'archive-bags' },
        { $set: { log: 0, index: -1 } },
      )
      await running().beat()
      expect(await bagsOf(hall)).to.have.length(2)
    })

    it('is finished by the next server when one dies between its files and its record', async () => {
      // What such a death leaves: the files in the store, no record of the bag, the cursor before the event.
      const { connection } = running().server.platform
      const before = await bagOf(hall, 2)
      await bagModel(connection).deleteOne({ tender: hall.tender.id, number: 2 })
      await reactionModel(connection).updateOne({ _id: 'archive-bags' }, { $set: { log: 0, index: -1 } })
      await running().beat()
      const after = await bagOf(hall, 2)
      expect([...after.keys()].sort()).to.deep.equal([...before.keys()].sort())
      const bids = (files: ReadonlyMap<string, Uint8Array>) =>
        [...files].filter(([path]) => path.startsWith('data/03-')).map(([path, bytes]) => [path, sha256Hex(bytes)])
      expect(bids(after)).to.deep.equal(bids(before))
      expect(await bagsOf(hall)).to.have.length(2)
    })

    it('breaks the download off when a stored file is damaged', async () => {
      const { blobs } = running().server.platform
      const [bag] = await bagsOf(hall)
      const pdf = bag?.files.find(({ path }) => path.endsWith('record.pdf'))
      await writeFile(join(running().folder, 'blobs', pdf?.sha256 ?? ''), 'damaged')
      let failure: unknown
      await cast.centre.call(getArchive, { params: { tender: hall.tender.id }, query: { bag: 1 } }).catch((error: unknown) => {
        failure = error
      })
      expect(failure).to.be.instanceOf(Error)
      expect(await blobs.has(pdf?.sha256 ?? '')).to.equal(true)
    })
  })

  describe('of a tender whose opening failed (O6)', () => {
    it('holds what is public of it and names no bidder', async () => {
      const hall = await hallOf(running(), { cast })
      await bidders(hall, 2)
      await toListed(hall)
      expect((await toRevealing(hall)).state).to.equal('failed')
      await running().beat()
      await logInAll(cast)
      const files = await bagOf(hall)
      const payload = validate(files)
      expect(payload.filter((path) => path.startsWith('data/03-'))).to.deep.equal([])
      const all = [...files.values()].map((bytes) => Buffer.from(bytes).toString('utf8')).join('\n')
      for (const { person } of hall.bids) {
        expect(all).to.not.include(person.party)
        expect(all).to.not.include(person.credentials.creditCode)
      }
      const bundle = await running().client.call(getOpeningBundle, { params: { tender: hall.tender.id } })
      expect(bundle.length).to.be.above(0)
    })
  })

  describe('of a tender that is terminated', () => {
    const terminate = async (hall: Hall) => {
      await logInAll(cast)
      const { version } = await readTenderAs(cast.agency, hall.tender.id)
      await cast.agency.act(terminateTenderContract, {
        params: { tender: hall.tender.id },
        subject: { tender: hall.tender.id, version },
        body: { reason: '项目取消。' },
      })
      await running().beat()
    }

    it('while bids are taken, holds its notices and no bid (N12)', async () => {
      const hall = await hallOf(running(), { cast })
      await bidders(hall, 1)
      await terminate(hall)
      const payload = validate(await bagOf(hall))
      expect(payload.filter((path) => /^data\/(?:0[34]|06)-/.test(path))).to.deep.equal([])
      expect(payload.filter((path) => /^data\/02-公告与招标文件\/[0-9a-f]{64}\.p7s$/.test(path))).to.have.length(2)
      expect(payload.some((path) => /^data\/12-证书\/log-\d{4}\.vkey$/.test(path))).to.equal(true)
    })

    it('once its opening is published, holds the bids that were shown, and still does when the record comes (O8, S14)', async () => {
      const hall = await hallOf(running(), { cast })
      await throughToPublished(hall, await bidders(hall, 3))
      await terminate(hall)
      await passStep(hall)
      await passStep(hall)
      await running().beat()
      await logInAll(cast)
      expect((await bagsOf(hall)).map(({ cause }) => cause)).to.deep.equal(['notice.terminated', 'opening.recorded'])
      for (const bag of [1, 2]) {
        const payload = validate(await bagOf(hall, bag))
        const letters = payload.filter((path) => /^data\/03-投标\/\d{3}\/plain\/commercial\/letter\.json$/.test(path))
        expect(letters).to.have.length(3)
        expect(payload.includes('data/04-开标/record.pdf')).to.equal(bag === 2)
      }
    })
  })

  describe('a file name in it', () => {
    it('is one that every manifest and file system takes', () => {
      expect(['a%0Ab.pdf', '..', 'a/b\\c', '标书 1.pdf', 'x\ny'].map(safeName)).to.deep.equal([
        'a_0Ab.pdf',
        '_',
        'a_b_c',
        '标书 1.pdf',
        'x_y',
      ])
    })
  })
})
