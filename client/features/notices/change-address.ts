/** What of a change says where it stands. */
interface PlacedChange {
  readonly tender: string
  readonly sha256: string
  readonly question: { readonly id: string } | null
}

/** Where a change stands on the page of its notice. */
export function changeAddress({ tender, sha256, question }: PlacedChange): string {
  return question === null
    ? `/tenders/${tender}?tab=changes#${changeId(sha256)}`
    : `/tenders/${tender}?tab=questions#${questionId(question.id)}`
}

/** Name of an amendment's place on the page of its notice. */
export function changeId(sha256: string): string {
  return `change-${sha256.slice(0, 16)}`
}

/** Name of a question's place on the page of its notice. */
export function questionId(question: string): string {
  return `question-${question}`
}
