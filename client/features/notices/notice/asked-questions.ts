import { hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { randomBytes } from '../../../crypto/random.ts'
import { createStore, type Store } from '../../../platform/store.ts'

/** A question asked from this browser: who holds its code reads what became of it; nobody else can tell who asked. */
export interface AskedQuestion {
  readonly tender: string
  /** 32 random bytes, hex. */
  readonly code: string
  readonly text: string
}

const KEY = 'kaibiao.questions'
const MAX_KEPT = 200

/** The questions asked from this browser. */
export const askedQuestions: Store<readonly AskedQuestion[]> = createStore(read())

/** A fresh code, and the digest that alone is sent with the question. */
export function newCode(): { readonly code: string; readonly tokenSha256: string } {
  const bytes = randomBytes(32)
  return { code: hex(bytes), tokenSha256: sha256Hex(bytes) }
}

/** Keeps a code in this browser. */
export function keepQuestion(question: AskedQuestion): void {
  const next = [question, ...askedQuestions.get()].slice(0, MAX_KEPT)
  askedQuestions.set(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // The page shows the code; whoever needs it later copies it.
  }
}

function read(): readonly AskedQuestion[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? (kept as AskedQuestion[]) : []
  } catch {
    return []
  }
}
