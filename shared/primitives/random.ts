import { type Bytes, hex } from './bytes.ts'

/** A source of unpredictable bytes, given by whoever calls: shared code draws none of its own. */
export type RandomBytes = (length: number) => Bytes

/** A random name of 128 bits as 32 lower-case hex digits: no order, no time, no count in it. */
export function randomId(random: RandomBytes): string {
  return hex(random(16))
}
