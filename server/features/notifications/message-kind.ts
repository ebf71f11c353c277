/** Whose inbox an event reaches. The words are resolved in `recipients.ts`. */
export type Audience =
  | 'person'
  | 'party'
  | 'project-parties'
  | 'tender-parties'
  | 'custodians'
  | 'category-bidders'
  | 'shown-bidders'
  | 'draw-parties'
  | 'asked-bidders'
  | 'lot-bidders'
  | 'lot-winner'
  | 'limit-keepers'
  | 'deposit-parties'
  | 'regulators'
  | 'centres'

/** What a message says, and to whom. Braces are filled from its facts: `{title}`, `{code}`, `{deadlineAt}`… */
export interface MessageKind {
  readonly to: readonly Audience[]
  readonly title: { readonly zh: string; readonly en: string }
  readonly text: { readonly zh: string; readonly en: string }
}

/** A kind of message: to whom, its title and its text, Chinese first. */
export function kind(to: readonly Audience[], title: readonly [string, string], text: readonly [string, string]): MessageKind {
  return { to, title: { zh: title[0], en: title[1] }, text: { zh: text[0], en: text[1] } }
}
