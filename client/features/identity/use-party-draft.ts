import { useState } from 'react'
import type { z } from 'zod'
import type { personForm } from '#shared/contracts/identity-fields.ts'
import type { Credentials } from './credentials.ts'
import {
  type ChangeDraft,
  type DraftField,
  type DraftReading,
  draftOfCertificate,
  emptyDraft,
  type PartyDraft,
  readDraft,
  readPersonDraft,
} from './party-draft.ts'

/** The form of a party and its first person, with what its certificate has answered. */
export function usePartyDraft(initial: Partial<PartyDraft> = {}) {
  const [draft, setDraft] = useState<PartyDraft>({ ...emptyDraft, ...initial })
  const [fixed, setFixed] = useState<ReadonlySet<DraftField>>(new Set())
  const [amiss, setAmiss] = useState<ReadonlySet<DraftField>>(new Set())
  const onChange: ChangeDraft = (field, value) => {
    setDraft((before) => ({ ...before, [field]: value }))
    setAmiss((before) => new Set([...before].filter((other) => other !== field)))
  }
  return {
    draft,
    fixed,
    amiss,
    onChange,
    /** Fills in and fixes what a certificate says; the region within a credit code is only proposed. */
    fill(credentials: Credentials) {
      const said = draftOfCertificate(credentials)
      setDraft((before) => ({ ...before, ...said }))
      setFixed(new Set((Object.keys(said) as DraftField[]).filter((field) => field !== 'region')))
    },
    /** The form as it is sent, or undefined after marking what is amiss. */
    read(): Extract<DraftReading, { isWhole: true }> | undefined {
      const reading = readDraft(draft)
      if (reading.isWhole) return reading
      setAmiss(reading.amiss)
      return undefined
    },
    /** The person alone, or undefined after marking what is amiss. */
    readPerson(): z.output<typeof personForm> | undefined {
      const reading = readPersonDraft(draft)
      if (reading.isWhole) return reading.person
      setAmiss(reading.amiss)
      return undefined
    },
  }
}
