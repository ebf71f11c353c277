import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import type { SignedAct } from '#shared/acts/act.ts'
import { signAct } from '#shared/acts/build-act.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import { hex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { wholeReview } from '#shared/scoring/member-opinion.ts'
import { sheetDigest } from '#shared/scoring/sheet.ts'
import { evaluationModel } from '../../server/features/evaluation/evaluation.model.ts'
import { opinionModel } from '../../server/features/evaluation/opinion.model.ts'
import { sealedActModel } from '../../server/features/evaluation/sealed-act.model.ts'
import { tenderChain, verifyLog } from '../../server/features/ledger/index.ts'
import { openKeyFolder } from '../../server/platform/keys/key-folder.ts'
import { readLogKey } from '../../server/platform/keys/log-key.ts'
import { openDatabase } from '../../server/platform/mongo/database.ts'
import {
  about,
  type Committee,
  evaluatedHall,
  type Member,
  seat,
  sheetOf,
  technicalBid,
  toPreliminary,
  toRecorded,
} from '../support/evaluation.ts'
import { type HandedOver, startInPast } from '../support/handed-over.ts'
import { castOf } from '../support/notices.ts'
import type { ServerUnderTest } from '../support/server-process.ts'

/** How often the server is killed: `npm run faults -- 10000`, or COMMITTEE_KILLS, for the long form. */
const kills = Number(process.env['COMMITTEE_KILLS'] ?? 3)
/** Of one committee. */
const killsOfOne = 3
const DAY_MS = 86_400_000

type Step = 'review' | 'score' | 'sign'

/** What a member signed once and sends until a server has answered. */
interface SignedStep {
  readonly step: Step
  readonly member: Member
  readonly act: SignedAct
  readonly sha256: string
  /** Sends it once: 'done', the code it is refused with, or undefined when the server died over it. */
  send(): Promise<string | undefined>
  isAcknowledged: boolean
}

/** Refusals that say the act had been done before, or that the step was done with. */
const doneBefore = ['already-acted', 'act-replayed', 'evaluation-wrong-step']

for (let left = kills; left > 0; left -= killsOfOne) describeCommittee(Math.min(left, killsOfOne))

function describeCommittee(count: number): void {
  describe(`a committee of five whose server is killed ${count} times while they review, score and sign (X3, X8, X14)`, function () {
    this.timeout(180_000)
    let world: HandedOver
    let server: ServerUnderTest
    let committee: Committee
    const bids: string[] = []
    const signed: SignedStep[] = []
    /** How many deaths found acts under way. */
    let cutShort = 0

    before('three bids are opened, a committee is seated and has undertaken', async function () {
      this.timeout(120_000)
      world = await startInPast(Date.now() - 40 * DAY_MS)
      const { platform } = world
      const hall = await evaluatedHall(platform, await castOf(platform, 3), { lowPrice: null })
      for (const [index, price] of ['9000000.00', '9500000.00', '10000000.00'].entries()) {
        const bid = await technicalBid(hall, await platform.register('bidder'), price, String(60 + index * 20))
        bids.push(bid.bid.manifestSha256)
      }
      await toRecorded(hall)
      expect(platform.clock.now()).to.be.lessThan(Date.now())
      world.comeToPresent()
      committee = await seat(hall)
      await toPreliminary(committee)
      server = await world.handOver()
    })
    after(async () => {
      await server?.end('SIGKILL')
      await world?.remove()
    })

    async function signedStep(
      step: Step,
      member: Member,
      contract: typeof contracts.reviewBids | typeof contracts.lockScores | typeof contracts.signEvaluationReport,
      body: object,
    ): Promise<SignedStep> {
      const { person } = member
      const { params, subject } = await about(committee)
      const act = await signAct({
        signer: person.signer,
        platform: 'kaibiao.test',
        type: contract.act.type,
        subject,
        body,
        actor: { party: person.party, person: person.person },
        at: instantOf(Date.now()),
        random: world.platform.random,
      })
      const made: SignedStep = {
        step,
        member,
        act,
        sha256: sha256Hex(utf8(act.act)),
        isAcknowledged: false,
        async send() {
          try {
            await person.call(contract, { params, act })
            made.isAcknowledged = true
            return 'done'
          } catch (error) {
            if (error instanceof ProblemError) return error.problem.code
            if (error instanceof TypeError) return undefined
            throw error
          }
        },
      }
      signed.push(made)
      return made
    }
    /** Sends an act until a server has answered it; another member's act that came first is no answer. */
    async function insist(made: SignedStep): Promise<string> {
      for (let attempt = 0; attempt < 200; attempt += 1) {
        const answer = await made.send()
        if (answer !== undefined && answer !== 'state-changed') return answer
        await delay(20)
      }
      throw new Error(`no answer to ${made.step} of seat ${made.member.seat}: ${server.log.slice(-3).join('\n')}`)
    }
    const stateNow = async () =>
      (await world.platform.client.call(contracts.getEvaluation, { params: { tender: committee.hall.tender.id } })).state

    /**
     * All send at once; when at random so many are answered, or a moment has passed, the server dies, and comes back. Then it gets every act
     * again, those too that it has acknowledged.
     */
    async function sendThroughDeath(acts: readonly SignedStep[], isKilled: boolean): Promise<void> {
      if (isKilled) {
        let answered = 0
        const sending = acts.map(async (made) => {
          const answer = await made.send()
          answered += 1
          return answer
        })
        // The first death finds some under way; a later one may come just after the last answer, while what follows from it is done.
        const enough = Math.floor(Math.random() * (cutShort === 0 ? 3 : acts.length + 1))
        if (enough === 0) await delay(Math.random() * 60)
        while (answered < enough) await delay(1)
        await server.end('SIGKILL')
        if ((await Promise.all(sending)).includes(undefined)) cutShort += 1
        server = await world.start()
      }
      const acknowledged = acts.filter(({ isAcknowledged }) => isAcknowledged)
      const answers = await Promise.all(acts.map(async (made) => [made, await insist(made)] as const))
      for (const [made, answer] of answers)
        expect(answer, `${made.step} of seat ${made.member.seat}, sent again`).to.be.oneOf(
          acknowledged.includes(made) ? doneBefore : ['done', ...doneBefore],
        )
    }

    it('has every review once', async () => {
      const acts: SignedStep[] = []
      for (const member of committee.members) {
        const { plan, lots } = await committee.desk(member)
        const [lot] = lots
        if (lot === undefined) throw new Error('no lot')
        const votes = wholeReview({ plan, isProcurement: false }, lot.bids)
        acts.push(await signedStep('review', member, contracts.reviewBids, { lot: lot.lot, votes }))
      }
      await sendThroughDeath(acts, true)
      expect(await stateNow()).to.equal('scoring')
    })

    const sheets = new Map<number, string>()

    it('has every locked sheet once, and totals them once', async () => {
      const acts: SignedStep[] = []
      for (const member of committee.members) {
        const sheet = await sheetOf(committee, member)
        const salt = hex(world.platform.random(32))
        sheets.set(member.seat, sheetDigest(salt, sheet))
        acts.push(await signedStep('score', member, contracts.lockScores, { sheet, salt }))
      }
      await sendThroughDeath(acts, count > 1)
      expect(await stateNow()).to.equal('signing')
    })

    it('has every signature once, and completes the report', async () => {
      const acts: SignedStep[] = []
      for (const member of committee.members) {
        const { report } = await committee.desk(member)
        const body = { reportSha256: report?.sha256 ?? '', dissent: null }
        acts.push(await signedStep('sign', member, contracts.signEvaluationReport, body))
      }
      await sendThroughDeath(acts, count > 2)
      // The lease of a server that died over it lasts a quarter of a minute.
      for (let attempt = 0; attempt < 900 && (await stateNow()) !== 'completed'; attempt += 1) await delay(100)
      expect(await stateNow(), server.log.slice(-5).join('\n')).to.equal('completed')
    })

    it('comes to the result of what was signed, in a log that is whole and has each act once', async () => {
      expect(await server.end('SIGTERM')).to.equal(0)
      const database = await openDatabase({ dataFolder: world.folder })
      try {
        const { connection } = database
        const tender = committee.hall.tender.id
        const logKey = await readLogKey(await openKeyFolder(`${world.folder}/keys`))
        expect((await verifyLog({ connection, logKey })).faults).to.deep.equal([])

        const chain = await tenderChain({ connection }, tender)
        expect(chain.map(({ event }) => event.seq)).to.deep.equal(chain.map((_, index) => (chain[0]?.event.seq ?? 0) + index))
        const factsOf = (type: string) =>
          chain.filter(({ event }) => event.type === type).map(({ facts }) => facts as Record<string, unknown>)
        const facts = { review: 'evaluation.reviewed', score: 'evaluation.scores-locked', sign: 'evaluation.report-signed' }
        for (const [step, type] of Object.entries(facts))
          expect(
            factsOf(type).map(({ actSha256 }) => actSha256),
            type,
          ).to.have.members(signed.filter((made) => made.step === step).map(({ sha256 }) => sha256))
        for (const type of ['evaluation.totalled', 'evaluation.report-prepared', 'evaluation.completed'])
          expect(factsOf(type), type).to.have.length(1)
        expect(factsOf('evaluation.completed')[0]).to.deep.include({ signed: [1, 2, 3, 4, 5], silent: [], dissenting: [] })

        // Five undertakings, three votes for the chair, and what was signed here.
        expect(await sealedActModel(connection).countDocuments({ tender })).to.equal(5 + 3 + signed.length)
        const opinions = await opinionModel(connection).find({ tender, isVoid: false }).lean()
        const kept = (kind: string) => opinions.filter((opinion) => opinion.kind === kind)
        expect(kept('review').map(({ seat: of }) => of)).to.have.members([1, 2, 3, 4, 5])
        expect(new Map(kept('sheet').map((opinion) => [opinion.seat, opinion.digest]))).to.deep.equal(sheets)
        expect(kept('sheet')).to.have.length(5)

        const { report } = (await evaluationModel(connection).findById(tender).lean()) ?? {}
        const [lot] = (JSON.parse(report?.text ?? '{}') as { lots: { candidates: string[]; sheets: object[] }[] }).lots
        expect(lot?.candidates).to.deep.equal(bids)
        expect(lot?.sheets).to.have.length(5)
      } finally {
        await database.close()
      }
      expect(cutShort, 'some acts were under way when the server died').to.be.at.least(1)
    })
  })
}
