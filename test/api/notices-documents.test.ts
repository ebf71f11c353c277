import { expect } from 'chai'
import { downloadDocumentContract } from '#shared/contracts/notices/tenders.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { refusalOf } from '../support/identity.ts'
import { attach, type Cast, castOf, draftedTender, publishedTender } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

describe('tender documents', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })

  it('are downloaded by anybody, as an attachment under their sanitised name, and nobody learns of it (P8, P9)', async () => {
    const content = utf8(`%PDF-1.7 ${'图纸'.repeat(1000)}`)
    const { tender } = await publishedTender(platform(), cast, { document: content })
    const drawing = await attach(platform(), cast, tender.id, '..\\..\\图 纸\u202Efdp.exe', utf8('MZ'))
    expect(drawing.name).to.equal('图 纸fdp.exe')
    const [document] = tender.documents
    if (document === undefined) throw new Error('no document')
    const { connection } = platform().server.platform
    const count = async () => {
      const names = (await connection.db?.listCollections().toArray()) ?? []
      const sizes = await Promise.all(
        names.map(async ({ name }) => `${name} ${await connection.collection(name).countDocuments()}`),
      )
      return sizes.sort()
    }
    const before = await count()
    const logged = platform().log.length
    for (let time = 0; time < 3; time += 1) {
      const response = await fetch(`${platform().origin}/api/documents/${document.sha256}`)
      expect(response.status).to.equal(200)
      expect(response.headers.get('content-disposition')).to.equal(
        `attachment; filename="____.pdf"; filename*=UTF-8''${encodeURIComponent('招标文件.pdf')}`,
      )
      expect(response.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(response.headers.get('content-type')).to.equal('application/octet-stream')
      expect(response.headers.get('content-length')).to.equal(String(content.length))
      expect(sha256Hex(new Uint8Array(await response.arrayBuffer()))).to.equal(document.sha256)
    }
    expect(await count()).to.deep.equal(before)
    expect(platform().log.length).to.equal(logged)
    const answer = await fetch(`${platform().origin}/metrics`, { headers: { authorization: 'Bearer a-token-for-the-tests' } })
    const metrics = await answer.text()
    expect(metrics).to.include('nodejs_version_info')
    expect(metrics).to.not.match(/downloadDocument|api.documents/)
  })
  it('are not served before publication, nor any other digest', async () => {
    const drafted = await draftedTender(platform(), cast, { document: utf8('%PDF-1.7 尚未发布') })
    const attached = drafted.desk?.attached[0]
    if (attached === undefined) throw new Error('no document')
    expect(await refusalOf(platform().client.call(downloadDocumentContract, { params: { sha256: attached.sha256 } }))).to.equal(
      'not-found',
    )
    expect(await refusalOf(platform().client.call(downloadDocumentContract, { params: { sha256: 'a'.repeat(64) } }))).to.equal(
      'not-found',
    )
  })
})
