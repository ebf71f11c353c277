/** Where a run writes. Results go to standard output, everything about the way there to standard error. */
export interface Terminal {
  readonly isJson: boolean
  /** A line for people; nothing under --json. */
  say(zh: string, en: string): void
  /** The result: one JSON object under --json, otherwise nothing. */
  result(value: object): void
  /** How far something long has come; drawn at most five times a second, and always at its end. */
  progress(what: string, doneBytes: number, totalBytes: number): void
  warn(zh: string, en: string): void
}

/** What a terminal is made of. */
export interface TerminalOptions {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean | undefined }
  readonly isJson: boolean
  readonly language: 'zh' | 'en'
  now(): number
}

/** Makes a terminal. Progress is a line drawn over itself where that works, and a line a quarter where it does not. */
export function createTerminal({ stdout, stderr, isJson, language, now }: TerminalOptions): Terminal {
  let drawnAt = 0
  let drawnQuarter = ''
  const pick = (zh: string, en: string) => (language === 'zh' ? zh : en)
  return {
    isJson,
    say(zh, en) {
      if (!isJson) stdout.write(`${pick(zh, en)}\n`)
    },
    result(value) {
      if (isJson) stdout.write(`${JSON.stringify(value)}\n`)
    },
    warn(zh, en) {
      stderr.write(`${pick(zh, en)}\n`)
    },
    progress(what, doneBytes, totalBytes) {
      const isEnd = doneBytes >= totalBytes
      const percent = totalBytes === 0 ? 100 : Math.floor((doneBytes / totalBytes) * 100)
      const line = `${what} ${percent} % (${megabytes(doneBytes)} / ${megabytes(totalBytes)} MB)`
      if (stderr.isTTY === true) {
        if (!isEnd && now() - drawnAt < 200) return
        drawnAt = now()
        stderr.write(`\r\u001B[K${line}${isEnd ? '\n' : ''}`)
        return
      }
      const quarter = `${what} ${Math.floor(percent / 25)}`
      if (quarter === drawnQuarter) return
      drawnQuarter = quarter
      stderr.write(`${line}\n`)
    },
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
