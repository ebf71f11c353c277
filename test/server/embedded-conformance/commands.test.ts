import { COLLECTION_CASES } from './cases/collections.ts'
import { READING_CASES } from './cases/reading.ts'
import { SESSION_CASES } from './cases/sessions.ts'
import { WRITING_CASES } from './cases/writing.ts'
import { type CommandCase, runCase } from './steps.ts'
import { isOwnServer, useWire } from './wire.ts'

const groups: readonly Readonly<Record<string, readonly CommandCase[]>>[] = [
  READING_CASES,
  WRITING_CASES,
  COLLECTION_CASES,
  SESSION_CASES,
]

describe('Commands over the wire', () => {
  const wire = useWire()
  for (const [page, cases] of groups.flatMap((group) => Object.entries(group))) {
    describe(page, () => {
      for (const one of cases.filter(({ isOwn }) => isOwnServer || !isOwn)) it(one.rule, () => runCase(wire, one))
    })
  }
})
