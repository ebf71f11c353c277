/** How a play shows where it is: stages with their time, lines under them, and a bar for what takes long. */
export interface Stages {
  begin(title: string): void
  line(text: string): void
  /** Progress of long work, 0 … 1; redrawn in place on a terminal, a line each quarter elsewhere. */
  progress(what: string, share: number): void
}

/** Stages on a stream of text. */
export function createStages(say: (line: string) => void): Stages {
  const startedAt = performance.now()
  const isTerminal = process.stdout.isTTY === true
  const quarters = new Map<string, number>()
  let count = 0
  return {
    begin(title) {
      count += 1
      say(`\n${String(count).padStart(2)}  ${title}   (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
    },
    line: (text) => say(`    ${text}`),
    progress(what, share) {
      const done = Math.min(1, Math.max(0, share))
      if (isTerminal) {
        process.stdout.write(
          `\r    ${what} [${'█'.repeat(Math.round(done * 24)).padEnd(24, '·')}] ${String(Math.round(done * 100)).padStart(3)} %${done === 1 ? '\n' : ''}`,
        )
        return
      }
      const quarter = Math.floor(done * 4)
      if (quarter <= (quarters.get(what) ?? 0)) return
      quarters.set(what, quarter)
      say(`    ${what} ${quarter * 25} %`)
    },
  }
}

/** Stages nobody watches while they happen: their lines are kept, to be shown later. */
export function keptStages(): Stages & { readonly lines: readonly string[] } {
  const lines: string[] = []
  return { begin: () => undefined, line: (text) => void lines.push(text), progress: () => undefined, lines }
}
