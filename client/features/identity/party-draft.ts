import type { z } from 'zod'
import { partyForm, personForm } from '#shared/contracts/identity-fields.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import type { Credentials } from './credentials.ts'

/** What a party tells once (一表), as it stands in the form. */
export interface PartyDraft {
  readonly name: string
  readonly creditCode: string
  readonly region: string
  readonly address: string
  readonly personName: string
  readonly phone: string
  readonly mail: string
  readonly categories: readonly string[]
}

/** A field of the form. */
export type DraftField = keyof PartyDraft

/** Changes one field. */
export type ChangeDraft = <K extends DraftField>(field: K, value: PartyDraft[K]) => void

/** An empty form. */
export const emptyDraft: PartyDraft = {
  name: '',
  creditCode: '',
  region: '',
  address: '',
  personName: '',
  phone: '',
  mail: '',
  categories: [],
}

/** What a certificate already says: party, credit code, the region within the code (GB 32100: characters 3 to 8), and the person, if it names one. */
export function draftOfCertificate({ signer }: Credentials): Partial<PartyDraft> {
  const { organization, commonName, creditCode } = parseCertificate(signer.certificate).subject
  const name = organization === '' ? commonName : organization
  return {
    name,
    ...(creditCode === undefined ? {} : { creditCode, region: creditCode.slice(2, 8) }),
    ...(commonName === name ? {} : { personName: commonName }),
  }
}

/** The party and the person of a form, as the server wants them; or what is amiss, by field. */
export function readDraft(draft: PartyDraft): DraftReading {
  const person = readPersonDraft(draft)
  const address = draft.address.trim() === '' ? {} : { address: draft.address.trim() }
  const party = partyForm.safeParse({
    name: draft.name.trim(),
    creditCode: draft.creditCode.trim().toUpperCase(),
    region: draft.region.trim(),
    ...address,
    contact: statedPerson(draft),
    ...(draft.categories.length === 0 ? {} : { categories: [...draft.categories] }),
  })
  if (party.success && person.isWhole) return { isWhole: true, party: party.data, person: person.person }
  const amiss = (party.error?.issues ?? []).map(({ path }) => fieldAt(path.map(String)))
  return { isWhole: false, amiss: new Set([...amiss, ...(person.isWhole ? [] : person.amiss)]) }
}

/** The person of a form alone; or what is amiss. */
export function readPersonDraft(
  draft: PartyDraft,
): { readonly isWhole: true; readonly person: z.output<typeof personForm> } | Extract<DraftReading, { isWhole: false }> {
  const person = personForm.safeParse(statedPerson(draft))
  if (person.success) return { isWhole: true, person: person.data }
  return { isWhole: false, amiss: new Set(person.error.issues.map(({ path }) => personFields[String(path[0])] ?? 'personName')) }
}

function statedPerson({ personName, phone, mail }: PartyDraft): object {
  return { name: personName.trim(), phone: phone.trim(), ...(mail.trim() === '' ? {} : { mail: mail.trim() }) }
}

/** A form that can be sent, or the fields that are amiss. */
export type DraftReading =
  | { readonly isWhole: true; readonly party: z.output<typeof partyForm>; readonly person: z.output<typeof personForm> }
  | { readonly isWhole: false; readonly amiss: ReadonlySet<DraftField> }

const personFields: Readonly<Record<string, DraftField>> = { name: 'personName', phone: 'phone', mail: 'mail' }

function fieldAt([first, second]: readonly string[]): DraftField {
  if (first === 'contact') return personFields[second ?? ''] ?? 'personName'
  return first === 'creditCode' || first === 'region' || first === 'address' || first === 'categories' ? first : 'name'
}
