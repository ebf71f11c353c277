import type { IconName } from './icon.tsx'

/** How a state is felt: never shown by its colour alone. */
export type Tone = 'plain' | 'blue' | 'ok' | 'warn' | 'bad'

/** The icon that goes with a tone where none is named. */
export const iconOfTone: Record<Tone, IconName> = {
  plain: 'info',
  blue: 'clock',
  ok: 'check-circle',
  warn: 'warning',
  bad: 'cross-circle',
}
