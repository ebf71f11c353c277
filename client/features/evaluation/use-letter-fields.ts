import { useDeskTender } from '../projects/reading.ts'

/** Labels of the fields of a tender's bid letter, by their names; empty until the notice has been read. */
export function useLetterFields(tender: string): ReadonlyMap<string, { readonly zh: string; readonly en: string }> {
  const envelopes = useDeskTender(tender).data?.envelopes ?? []
  return new Map(envelopes.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label] as const)))
}
