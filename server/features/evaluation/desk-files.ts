import { blindEnvelope } from '#shared/contracts/evaluation-fields.ts'
import type { EvaluationPlan } from '#shared/scoring/plan.ts'
import type { OpeningBid } from '../opening/index.ts'

/** A file as a member finds it: its place in the bid, a name that says nothing, and where its bytes lie. */
export interface DeskFile {
  readonly place: number
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** Endings that tell a reader how to show a file, and nothing of its author. */
const KNOWN_ENDINGS = new Set(['pdf', 'xml', 'json', 'txt', 'png', 'jpg', 'zip', 'docx', 'xlsx'])

/**
 * The files of a bid for one way of reading: `blind` has the technical envelope of a blind evaluation, `named` all the others. Blind files
 * are named by their place alone.
 */
export function filesOfDesk(
  plan: Pick<EvaluationPlan, 'isBlind'>,
  bid: Pick<OpeningBid, 'files'> | undefined,
  reading: 'blind' | 'named',
): DeskFile[] {
  return (bid?.files ?? []).flatMap(({ envelope, name, size, sha256 }, place) => {
    const isBlind = plan.isBlind && envelope === blindEnvelope
    if (isBlind !== (reading === 'blind')) return []
    return [{ place, name: isBlind ? `技术文件-${place + 1}.${endingOf(name)}` : name, size, sha256 }]
  })
}

/**
 * The files of a bid the buyer or its agency checks qualification by (G6): of every envelope but the technical one, which is the committee's to read
 * and may be blind.
 */
export function filesOfBuyer(bid: Pick<OpeningBid, 'files'> | undefined): DeskFile[] {
  return filesOfDesk({ isBlind: true }, bid, 'named')
}

function endingOf(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return KNOWN_ENDINGS.has(ending) ? ending : 'bin'
}
