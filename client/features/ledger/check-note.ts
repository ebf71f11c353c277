import { hex } from '#shared/primitives/bytes.ts'
import { type Checkpoint, openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { NoteRefused, parseNote } from '#shared/transparency/signed-note.ts'
import { type TlogProof, verifyTlogProof } from '#shared/transparency/tlog-proof.ts'
import { type Checked, judged, type VerifyCheck } from './checked.ts'
import type { VerifyTrust } from './trust.ts'

/** Verifies a signed checkpoint of the log (C2SP tlog-checkpoint) under the log keys that are trusted. */
export function checkCheckpoint(note: string, trust: VerifyTrust): Checked {
  const { checkpoint, check } = open(note, trust)
  return {
    kind: 'checkpoint',
    facts: factsOf(checkpoint),
    checks: [
      check,
      cosignatures(note, trust),
      { group: 'ledger', name: 'checkpoint-consistent', state: 'unchecked', why: 'one checkpoint alone' },
    ],
  }
}

/** Verifies a proof (C2SP tlog-proof) that an entry stands in the log; whose entry it is says the commitment one has, from a receipt. */
export function checkProof(proof: TlogProof, entry: string | undefined, trust: VerifyTrust): Checked {
  const { checkpoint, check } = open(proof.checkpoint, trust)
  const key = trust.logKeys.find(({ name }) => name === checkpoint?.origin)
  const included: VerifyCheck =
    entry === undefined || key === undefined
      ? {
          group: 'ledger',
          name: 'proof-leads',
          state: 'unchecked',
          why: entry === undefined ? 'no entry was given' : 'no trusted key',
        }
      : judged(
          'ledger',
          'proof-leads',
          faultOf(() => verifyTlogProof(proof, entry, key)),
          { fact: `#${proof.index}` },
        )
  return {
    kind: 'proof',
    facts: [{ key: 'index', value: String(proof.index) }, ...factsOf(checkpoint)],
    checks: [check, cosignatures(proof.checkpoint, trust), included],
  }
}

function open(note: string, trust: VerifyTrust): { checkpoint: Checkpoint | undefined; check: VerifyCheck } {
  const origin = note.slice(0, note.indexOf('\n'))
  const key = trust.logKeys.find(({ name }) => name === origin)
  if (key === undefined)
    return {
      checkpoint: undefined,
      check: { group: 'authenticity', name: 'checkpoint-signed', state: 'unchecked', why: `no trusted key of ${origin}` },
    }
  let checkpoint: Checkpoint | undefined
  const fault = faultOf(() => {
    checkpoint = openCheckpoint(note, key)
  })
  return { checkpoint, check: judged('authenticity', 'checkpoint-signed', fault, { fact: origin }) }
}

/** Witnesses sign beside the log; without their keys nothing is said of them. */
function cosignatures(note: string, trust: VerifyTrust): VerifyCheck {
  const others =
    faultOf(() => parseNote(note)) === undefined
      ? parseNote(note).signatures.filter(({ name }) => !trust.logKeys.some((key) => key.name === name))
      : []
  return {
    group: 'authenticity',
    name: 'checkpoint-witnessed',
    state: 'unchecked',
    why: others.length === 0 ? 'no witness signed' : others.map(({ name }) => name).join(', '),
  }
}

function factsOf(checkpoint: Checkpoint | undefined): Checked['facts'] {
  if (checkpoint === undefined) return []
  return [
    { key: 'origin', value: checkpoint.origin },
    { key: 'logSize', value: String(checkpoint.size) },
    { key: 'root', value: hex(checkpoint.root), isDigest: true },
  ]
}

function faultOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof NoteRefused) return error.message
    throw error
  }
}
