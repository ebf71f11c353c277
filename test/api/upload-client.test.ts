import { expect } from 'chai'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { UploadFailed, type UploadOrder, uploadPayload } from '#shared/sealed-bid/client/upload-payload.ts'
import { type TestPlatform, usePlatform } from '../support/platform.ts'
import { draw } from '../support/sealed-bid.ts'

const PART = 16 * 1024 * 1024

describe('the client’s side of an upload (tus 1.0)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let payload: Bytes

  before(() => {
    platform = running()
    payload = concat(draw(1_000_000), new Uint8Array(2 * PART + 12_345))
  })

  it('goes on where the server is after a connection broke in the middle', async () => {
    const patches: number[] = []
    let isBroken = false
    const flaky: typeof globalThis.fetch = async (input, init) => {
      if (init?.method === 'PATCH') {
        patches.push(offsetOf(init))
        if (patches.length === 2 && !isBroken) {
          isBroken = true
          throw new TypeError('fetch failed')
        }
      }
      return globalThis.fetch(input, init)
    }
    const capability = await uploadPayload(order({ fetch: flaky }))
    expect(patches).to.deep.equal([0, PART, PART, 2 * PART])
    await expectWhole(capability)
  })

  it('goes on after the program itself was ended, by the capability it kept', async () => {
    let kept: string | undefined
    const ended = order({
      onCapability: (capability) => {
        kept = capability
      },
      onProgress: (done) => {
        if (done >= PART) throw new UploadFailed(400, 'the plug was pulled')
      },
    })
    expect(await failureOf(uploadPayload(ended))).to.equal(400)
    const sent: number[] = []
    const counting: typeof globalThis.fetch = (input, init) => {
      if (init?.method === 'PATCH') sent.push(offsetOf(init))
      return globalThis.fetch(input, init)
    }
    const capability = await uploadPayload(order({ fetch: counting, capability: kept }))
    expect(capability).to.equal(kept)
    expect(sent).to.deep.equal([PART, 2 * PART])
    await expectWhole(capability)
  })

  it('sends nothing again when everything has arrived', async () => {
    const capability = await uploadPayload(order({}))
    const methods: (string | undefined)[] = []
    const counting: typeof globalThis.fetch = (input, init) => {
      methods.push(init?.method)
      return globalThis.fetch(input, init)
    }
    expect(await uploadPayload(order({ fetch: counting, capability }))).to.equal(capability)
    expect(methods).to.deep.equal(['HEAD'])
  })

  it('begins anew when the upload it kept is gone', async () => {
    const capability = await uploadPayload(order({ capability: 'A'.repeat(43) }))
    expect(capability).not.to.equal('A'.repeat(43))
    await expectWhole(capability)
  })

  it('says so when the ciphertext is shorter than it was, and when nobody answers', async () => {
    expect(await failureOf(uploadPayload(order({ size: payload.length + 1 })))).to.equal(400)
    const refused = (): never => {
      throw new TypeError('fetch failed')
    }
    expect(await failureOf(uploadPayload(order({ fetch: async () => refused() })))).to.equal('TypeError')
  })

  function order(changes: Partial<UploadOrder>): UploadOrder {
    return {
      origin: platform.origin,
      fetch: globalThis.fetch,
      size: payload.length,
      async *open(from) {
        for (let at = from; at < payload.length; at += 1_000_000) yield payload.subarray(at, at + 1_000_000)
      },
      wait: async () => undefined,
      ...changes,
    }
  }

  async function expectWhole(capability: string): Promise<void> {
    const finished = await platform.server.platform.uploads.finished(capability)
    expect(finished?.size).to.equal(payload.length)
    expect(finished?.sha256).to.equal(sha256Hex(payload))
  }
})

function offsetOf(init: RequestInit): number {
  return Number(new Headers(init.headers).get('upload-offset'))
}

async function failureOf(work: Promise<unknown>): Promise<number | string> {
  try {
    await work
    return 'none'
  } catch (error) {
    return error instanceof UploadFailed ? error.status : error instanceof Error ? error.name : 'unknown'
  }
}
