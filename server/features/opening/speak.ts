import type { VerifiedAct } from '#shared/acts/act.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { openingModel } from './opening.model.ts'
import { isHost, participationOf } from './participants.ts'
import { assertListSigned, type ListSubject, type OpeningName, readOpeningAt, readOpeningBids } from './read-opening.ts'
import { laterPart, stageOf, stageStateOf } from './stages.ts'
import { utteranceModel } from './utterance.model.ts'

/** A bidder objects on the spot (O7; TL 44). Answers the objection's id. */
export async function objectAtOpening(
  deps: OpeningRecords,
  { act, at }: { readonly act: VerifiedAct<ListSubject, { readonly text: string }>; readonly at: number },
): Promise<{ objection: string }> {
  const objection = randomId(deps.random)
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject, ['published'], session)
    assertListSigned(opening, act.subject)
    const role = await participationOf(deps, tender, act.by, session)
    if (role !== 'bidder') throw new DomainProblem('not-a-participant')
    const said = {
      _id: objection,
      tender: opening._id,
      kind: 'objection' as const,
      party: act.by.party,
      person: act.by.person,
      role,
      text: act.body.text,
      at: new Date(at),
      actSha256: act.sha256,
    }
    await utteranceModel(deps.connection).create([said], { session })
    await appendEvent(deps, session, {
      type: 'opening.objection-raised',
      subject: { tender: tender._id, objection },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { ...laterPart(opening), objection, party: act.by.party, text: act.body.text },
    })
  })
  return { objection }
}

/** The host answers an objection on the spot (O7). */
export async function answerObjection(
  deps: OpeningRecords,
  {
    act,
    at,
  }: { readonly act: VerifiedAct<ListSubject, { readonly objection: string; readonly text: string }>; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject, ['published', 'signing'], session)
    assertListSigned(opening, act.subject)
    if (!isHost(tender, act.by)) throw new DomainProblem('not-a-participant')
    const { objection, text } = act.body
    const answer = { text, at: instantOf(at), actSha256: act.sha256 }
    const answered = await utteranceModel(deps.connection).updateOne(
      { _id: objection, tender: opening._id, kind: 'objection', answer: null },
      { $set: { answer } },
      { session },
    )
    if (answered.matchedCount === 0) {
      const isThere = await utteranceModel(deps.connection).exists({ _id: objection, tender: opening._id }).session(session)
      throw new DomainProblem(isThere === null ? 'not-found' : 'already-released')
    }
    await appendEvent(deps, session, {
      type: 'opening.objection-answered',
      subject: { tender: tender._id, objection },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { ...laterPart(opening), objection, text },
    })
  })
}

/** The host reads bids out, in the order given (唱标). What was read out already stays where it was. */
export async function readOut(
  deps: OpeningRecords,
  { act, at }: { readonly act: VerifiedAct<ListSubject, { readonly manifests: readonly string[] }>; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject, ['published'], session)
    assertListSigned(opening, act.subject)
    if (!isHost(tender, act.by)) throw new DomainProblem('not-a-participant')
    const opened = new Set(
      (await readOpeningBids(deps, tender._id, session))
        .filter((bid) => stageStateOf(stageOf(opening), bid) === 'opened')
        .map(({ _id }) => _id),
    )
    const stranger = act.body.manifests.find((manifest) => !opened.has(manifest))
    if (stranger !== undefined) throw new DomainProblem('bid-not-listed', { manifestSha256: stranger })
    const readNow = [...new Set(act.body.manifests)].filter((manifest) => !opening.readOut.includes(manifest))
    await appendEvent(deps, session, {
      type: 'opening.read-out',
      subject: { tender: tender._id },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { ...laterPart(opening), manifests: readNow },
    })
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { readOut: [...opening.readOut, ...readNow] }, $inc: { version: 1 } },
      { session },
    )
  })
}

/** Writes in the chat: kept in the record, never a fact of the opening. Only the digest of the words goes on the ledger. */
export async function sendMessage(
  deps: OpeningRecords,
  { actor, text, at, ...name }: OpeningName & { readonly actor: Actor; readonly text: string; readonly at: number },
): Promise<{ id: string }> {
  const message = randomId(deps.random)
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(
      deps,
      name,
      ['listed', 'revealing', 'reporting', 'settling', 'releasing', 'published', 'signing'],
      session,
    )
    const role = await participationOf(deps, tender, actor, session)
    const said = {
      _id: message,
      tender: opening._id,
      kind: 'message' as const,
      party: actor.party,
      person: actor.person,
      role,
      text,
      at: new Date(at),
    }
    await utteranceModel(deps.connection).create([said], { session })
    await appendEvent(deps, session, {
      type: 'opening.message-sent',
      subject: { tender: tender._id, message },
      at: instantOf(at),
      tender: tender._id,
      facts: { ...laterPart(opening), message, role, textSha256: sha256Hex(utf8(text)) },
    })
  })
  return { id: message }
}

/** The host or the centre hides a message from view. It stays in the record. */
export async function hideMessage(
  deps: OpeningRecords,
  { message, actor, at, ...name }: OpeningName & { readonly message: string; readonly actor: Actor; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(
      deps,
      name,
      ['listed', 'revealing', 'reporting', 'settling', 'releasing', 'published', 'signing'],
      session,
    )
    if (!isHost(tender, actor) && !actor.roles.includes('centre')) throw new DomainProblem('not-a-participant')
    const hidden = await utteranceModel(deps.connection).updateOne(
      { _id: message, tender: opening._id, kind: 'message' },
      { $set: { isHidden: true } },
      { session },
    )
    if (hidden.matchedCount === 0) throw new DomainProblem('not-found')
    await appendEvent(deps, session, {
      type: 'opening.message-hidden',
      subject: { tender: tender._id, message },
      at: instantOf(at),
      tender: tender._id,
      facts: { ...laterPart(opening), message, by: actor.party },
    })
  })
}
