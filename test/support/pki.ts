import { makePki, type Pki } from '../../certs/make.ts'

/** The moment the tests' PKI is made for unless a test says otherwise: a Thursday noon in Beijing. */
export const TEST_PKI_AT = Date.UTC(2026, 2, 12, 4)

const made = new Map<number, Promise<Pki>>()

/** The tests' PKI as of a moment (milliseconds); made once per run and moment. Real X.509, valid from 20 days before to two years after. */
export function testPki(at: number = TEST_PKI_AT): Promise<Pki> {
  const pki = made.get(at) ?? makePki({ at })
  made.set(at, pki)
  return pki
}
