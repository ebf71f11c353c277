import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { instantOf } from '#shared/primitives/instant.ts'
import type { Vault } from '../../crypto/vault.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { useSession } from '../identity/session.ts'
import type { BidTender } from './bid-desk.tsx'
import { type ChosenFile, checkFile } from './file-checks.ts'
import type { Letters } from './letter-card.tsx'
import { type Draft, type KeptFileName, listBids, putDraft, readDraft } from './my-bids.ts'

const SAVE_AFTER_MS = 400

/** The letter and files being prepared; the draft is kept in the vault by itself. Files are remembered by name only. */
export interface BidForm {
  readonly isReady: boolean
  readonly lot: string
  readonly letters: Letters
  readonly chosen: readonly ChosenFile[]
  readonly remembered: readonly KeptFileName[]
  readonly savedText: string | undefined
  setLot(lot: string): void
  setField(envelope: string, field: string, value: string): void
  addFiles(envelope: string, files: readonly File[]): void
  removeFile(envelope: string, name: string): void
  /** Keeps what is not kept yet, now. */
  save(): Promise<void>
}

/** Reads the draft of a tender out of the vault, or begins with the letter sealed last, and keeps what is changed. */
export function useBidForm(vault: Vault, tender: BidTender): BidForm {
  const { t } = useTranslation('bids')
  const session = useSession()
  const [draft, setDraft] = useState<Draft>()
  const [chosen, setChosen] = useState<readonly ChosenFile[]>([])
  const [savedAt, setSavedAt] = useState<number>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const waiting = useRef<Draft>(undefined)
  // Files are looked at one after the other: what is added to must be the draft of that moment, not of the last drawing.
  const latest = useRef<Draft>(undefined)
  const firstLot = tender.lots[0]?.id ?? ''
  const { id } = tender
  useEffect(() => {
    let isHere = true
    void startOf(vault, id, firstLot).then((start) => {
      if (!isHere) return
      latest.current = start
      setDraft(start)
    })
    const flush = () => {
      clearTimeout(timer.current)
      if (waiting.current !== undefined) void putDraft(vault, id, waiting.current)
      waiting.current = undefined
    }
    addEventListener('pagehide', flush)
    return () => {
      isHere = false
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [vault, id, firstLot])
  const keep = (change: (before: Draft) => Draft) => {
    if (latest.current === undefined) return
    const next = { ...change(latest.current), savedAt: serverNow() }
    setDraft(next)
    latest.current = next
    waiting.current = next
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      waiting.current = undefined
      void putDraft(vault, id, next).then(() => setSavedAt(next.savedAt))
    }, SAVE_AFTER_MS)
  }
  const remember = (files: readonly ChosenFile[]) => {
    setChosen(files)
    keep((before) => ({
      ...before,
      files: files.map(({ envelope, file }) => ({ envelope, name: file.name, size: file.size })),
    }))
  }
  const party = session.state === 'signed-in' ? session.me.party : undefined
  const at = savedAt ?? (draft?.savedAt === 0 ? undefined : draft?.savedAt)
  return {
    isReady: draft !== undefined,
    lot: draft?.lot ?? firstLot,
    letters: draft?.fields ?? {},
    chosen,
    remembered: draft?.files ?? [],
    savedText: at === undefined ? undefined : t('letter.saved', { at: beijingText(instantOf(at)).slice(11, 19) }),
    setLot: (lot) => keep((before) => ({ ...before, lot })),
    setField: (envelope, field, value) =>
      keep((before) => ({
        ...before,
        fields: { ...before.fields, [envelope]: { ...before.fields[envelope], [field]: value } },
      })),
    async addFiles(envelope, files) {
      const all = [...chosen]
      for (const file of files)
        all.push(
          await checkFile(envelope, file, {
            others: all,
            isBlind: envelope === 'technical',
            bidder: [party?.name ?? '', party?.creditCode ?? ''],
          }),
        )
      remember(all)
    },
    async save() {
      clearTimeout(timer.current)
      const { current } = waiting
      waiting.current = undefined
      if (current !== undefined) await putDraft(vault, id, current)
    },
    removeFile: (envelope, name) => remember(chosen.filter((one) => one.envelope !== envelope || one.file.name !== name)),
  }
}

async function startOf(vault: Vault, tender: string, firstLot: string): Promise<Draft> {
  const draft = await readDraft(vault, tender)
  if (draft !== undefined) return draft
  const last = (await listBids(vault, tender)).findLast(({ letter }) => letter !== undefined)
  return { lot: last?.lot ?? firstLot, fields: last?.letter ?? {}, files: last?.files ?? [], savedAt: 0 }
}
