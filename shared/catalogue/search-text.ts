/**
 * Search in Chinese without a dictionary. A segmenter splits 城中区 into 城·中区 and then finds no 城中; here every two neighbouring
 * characters are a token, so that any part of a text is found, and what is found is checked against the whole text.
 */

/** The form in which texts and queries are compared: compatibility forms folded, lower case, every run of other characters one space. */
export function searchText(...parts: readonly string[]): string {
  return parts
    .join(' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The tokens of a text in search form: every character and every two neighbouring ones, spaces excepted; each once. */
export function searchTokens(text: string): string[] {
  const tokens = new Set<string>()
  for (const word of text.split(' ')) {
    const characters = [...word]
    for (const [index, character] of characters.entries()) {
      tokens.add(character)
      const next = characters[index + 1]
      if (next !== undefined) tokens.add(character + next)
    }
  }
  return [...tokens]
}

/** What a text must hold to match: its words, and the tokens by which an index finds candidates (single characters only where a word has no more). */
export interface SearchQuery {
  readonly words: readonly string[]
  readonly tokens: readonly string[]
}

/** The query a person typed. Words beyond the eighth are dropped. No words: everything matches. */
export function searchQuery(typed: string): SearchQuery {
  const words = [...new Set(searchText(typed).split(' '))].filter((word) => word !== '').slice(0, 8)
  const tokens = words.flatMap((word) => {
    const found = searchTokens(word)
    return [...word].length === 1 ? found : found.filter((token) => [...token].length === 2)
  })
  return { words, tokens: [...new Set(tokens)] }
}

/** Whether a text in search form holds every word of a query. */
export function matches(query: SearchQuery, text: string): boolean {
  return query.words.every((word) => text.includes(word))
}
