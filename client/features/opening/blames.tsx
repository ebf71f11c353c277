import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { causes } from '#shared/sealed-bid/opening/causes.ts'
import { BlameNote } from '../../ui/blame-note.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import type { HallFact, HallOpening } from './hall-state.ts'
import { newestOf } from './hall-state.ts'
import type { SealView } from './seal-view.ts'

/** Codes that are no failure: a withdrawn or replaced version, a lot with too few bids. */
const NO_FAILURE: ReadonlySet<string> = new Set(['withdrawn', 'superseded', 'lot-failed'])

/** Each bid that did not open: whose cause, the evidence, the article, and what it does not change for the others. */
export function Blames({
  opening,
  views,
  facts,
}: {
  readonly opening: HallOpening
  readonly views: readonly SealView[]
  readonly facts: readonly HallFact[]
}) {
  const { t, i18n } = useTranslation('opening')
  const [shown, setShown] = useState<SealView>()
  const failed = views.filter(({ seal }) => seal.cause !== null && !NO_FAILURE.has(seal.cause.code))
  return (
    <>
      {failed.map((view) => {
        const { seal } = view
        if (seal.cause === null) return null
        const who = seal.bidder?.name ?? t('blame.seal', { number: String(seal.number).padStart(2, '0') })
        return (
          <BlameNote
            key={seal.manifestSha256}
            title={t(`blame.title.${seal.cause.attributedTo}`, { who })}
            action={
              <Button size="sm" onClick={() => setShown(view)}>
                {t('blame.evidence')}
              </Button>
            }
          >
            {wordsOf(seal.cause.code, i18n.language)}
            {t('blame.stop')}
            {t(`blame.article.${seal.cause.attributedTo}`)}
          </BlameNote>
        )
      })}
      {shown?.seal.cause != null && (
        <Dialog
          title={t('blame.evidenceOf', { number: String(shown.seal.number).padStart(2, '0') })}
          onClose={() => setShown(undefined)}
          isWide
        >
          <KeyValueList
            items={[
              { key: 'cause', label: t('blame.cause'), value: wordsOf(shown.seal.cause.code, i18n.language) },
              { key: 'code', label: t('blame.code'), value: <code>{shown.seal.cause.code}</code> },
              { key: 'by', label: t('blame.attributed'), value: t(`blame.by.${shown.seal.cause.attributedTo}`) },
              { key: 'detail', label: t('blame.detail'), value: <span lang="en">{shown.seal.cause.detail}</span> },
              {
                key: 'envelope',
                label: t('blame.envelope'),
                value: shown.seal.cause.envelope === null ? undefined : t(`envelope.${shown.seal.cause.envelope}`),
              },
              { key: 'manifest', label: t('blame.manifest'), value: <DigestChip digest={shown.seal.manifestSha256} /> },
              ...Object.entries(shown.seal.cause.evidence).map(([name, value]) => ({
                key: name,
                label: name,
                value: <span className="mono break">{value}</span>,
              })),
              {
                key: 'fixed',
                label: t('blame.fixed'),
                value:
                  newestOf(facts, 'reveal.closed')?.leafIndex == null
                    ? undefined
                    : `#${newestOf(facts, 'reveal.closed')?.leafIndex}`,
              },
            ]}
          />
          <p style={{ marginTop: 16 }}>
            <Link to={`/verify?tender=${opening.tender}`}>{t('blame.verify')}</Link>
          </p>
        </Dialog>
      )}
    </>
  )
}

function wordsOf(code: string, language: string): string {
  const known = causes[code as keyof typeof causes] as { readonly zh: string; readonly en: string } | undefined
  return known === undefined ? code : language === 'en' ? known.en : known.zh
}
