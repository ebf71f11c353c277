/** A stretch of text that is in both, only in the old, or only in the new. */
export interface TextPart {
  readonly kind: 'same' | 'old' | 'new'
  readonly text: string
  /** Characters before it, of both texts together: names the part in a list. */
  readonly at: number
}

/** Longer texts are compared by their common ends only: the table of the exact comparison grows with the product of both lengths. */
const MAX_CELLS = 4_000_000

/** What an edit changed, in words (Latin, numbers) and characters (Chinese): a longest common subsequence (Wagner & Fischer 1974). */
export function textDifference(before: string, after: string): readonly TextPart[] {
  const left = wordsOf(before)
  const right = wordsOf(after)
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1
  let end = 0
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end += 1
  const parts: { kind: TextPart['kind']; text: string; at: number }[] = []
  let written = 0
  const add = (kind: TextPart['kind'], text: string) => {
    const last = parts.at(-1)
    if (text === '') return
    if (last?.kind === kind) last.text += text
    else parts.push({ kind, text, at: written })
    written += text.length
  }
  add('same', left.slice(0, start).join(''))
  for (const part of middle(left.slice(start, left.length - end), right.slice(start, right.length - end)))
    add(part.kind, part.text)
  add('same', left.slice(left.length - end).join(''))
  return parts
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{Script=Latin}\p{M}]+|[\d.,]*\d|\s+|./gsu) ?? []
}

function middle(left: readonly string[], right: readonly string[]): readonly Omit<TextPart, 'at'>[] {
  const width = right.length + 1
  if (left.length === 0 || right.length === 0 || left.length * width > MAX_CELLS)
    return [
      { kind: 'old', text: left.join('') },
      { kind: 'new', text: right.join('') },
    ]
  const common = new Uint32Array((left.length + 1) * width)
  const at = (row: number, column: number) => common[row * width + column] ?? 0
  for (let row = left.length - 1; row >= 0; row -= 1)
    for (let column = right.length - 1; column >= 0; column -= 1)
      common[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
  const parts: Omit<TextPart, 'at'>[] = []
  let row = 0
  let column = 0
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      parts.push({ kind: 'same', text: left[row] ?? '' })
      row += 1
      column += 1
    } else if (column >= right.length || (row < left.length && at(row + 1, column) >= at(row, column + 1))) {
      parts.push({ kind: 'old', text: left[row] ?? '' })
      row += 1
    } else {
      parts.push({ kind: 'new', text: right[column] ?? '' })
      column += 1
    }
  }
  return parts
}
