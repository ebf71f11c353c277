import { Agent, request } from 'node:http'
import type { Submission } from '#shared/sealed-bid/submission.ts'
import { atOnce, interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'
import { startPeer } from './support/peer.ts'

const PER_ROUND = 60
const ROUNDS = 5
const WIDTH = 16

/**
 * Submissions of manifests over HTTP, sixteen at once, their payloads uploaded beforehand. The baseline runs in the same server
 * process, as many at once and against the same database: what a submission cannot do without, and nothing around it.
 */
export async function measure(): Promise<Measurement[]> {
  const server = await startPeer(new URL('./peers/bid-server.ts', import.meta.url))
  try {
    const address = new URL('/api/bids', await server.call<string>('origin'))
    const prepare = (count: number) => server.call<Submission[]>('prepare', { count })
    const submitAll = async (submissions: readonly Submission[]) => {
      // Connections of their own for each round: the server closes those that were idle while the next bids were sealed.
      const agent = new Agent({ keepAlive: true, maxSockets: WIDTH })
      const seconds = await secondsOf(() => atOnce(WIDTH, submissions, (submission) => submit(agent, address, submission)))
      agent.destroy()
      return seconds
    }
    const warm = await prepare(WIDTH)
    await submitAll(warm)
    await server.call('bare', { submissions: warm, width: WIDTH })
    const rounds = await interleave(ROUNDS, {
      ours: async () => submitAll(await prepare(PER_ROUND)),
      baseline: async () => server.call<number>('bare', { submissions: await prepare(PER_ROUND), width: WIDTH }),
    })
    return [
      rateOf({
        name: 'submissions',
        rounds,
        amount: PER_ROUND,
        unit: 'bids/s',
        what: `POST /api/bids, ${WIDTH} at once, against verifyCms + sealIdentity to 5 custodians + signCms of a receipt + its time-stamp + one durable transaction of two inserts, ${WIDTH} at once in the same process`,
      }),
    ]
  } finally {
    await server.stop()
  }
}

function submit(agent: Agent, address: URL, submission: Submission): Promise<void> {
  const body = Buffer.from(JSON.stringify(submission))
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const outgoing = request(address, { agent, method: 'POST', headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode}: ${Buffer.concat(parts).toString()}`)),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
