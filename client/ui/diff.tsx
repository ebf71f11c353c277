import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { textDifference } from './text-difference.ts'
import './diff.css'

/** One place that an amendment changed. An absent side means that it was not there. */
export interface DiffRow {
  readonly key: string
  readonly place: ReactNode
  readonly before?: string | undefined
  readonly after?: string | undefined
}

/** Old and new side by side: what went is struck and grey, what came is underlined and blue. Stacks on a phone. */
export function Diff({ rows, beforeTitle, afterTitle }: DiffProps) {
  const { t } = useTranslation()
  return (
    <div className="diff">
      <div className="dh">
        <div>{t('ui.diff.place')}</div>
        <div className="row">{beforeTitle ?? t('ui.diff.before')}</div>
        <div className="row">{afterTitle ?? t('ui.diff.after')}</div>
      </div>
      {rows.map(({ key, place, before, after }) => {
        const parts = textDifference(before ?? '', after ?? '')
        return (
          <div className="dr" key={key}>
            <div className="cl">{place}</div>
            <div data-h={t('ui.diff.before')}>
              {parts.map((part) =>
                part.kind === 'new' ? null : part.kind === 'old' ? (
                  <del key={part.at}>{part.text}</del>
                ) : (
                  <span key={part.at}>{part.text}</span>
                ),
              )}
              {before === undefined && <span className="ink3">{t('ui.diff.absent')}</span>}
            </div>
            <div data-h={t('ui.diff.after')}>
              {parts.map((part) =>
                part.kind === 'old' ? null : part.kind === 'new' ? (
                  <ins key={part.at}>{part.text}</ins>
                ) : (
                  <span key={part.at}>{part.text}</span>
                ),
              )}
              {after === undefined && <span className="ink3">{t('ui.diff.removed')}</span>}
            </div>
          </div>
        )
      })}
    </div>
  )
}

interface DiffProps {
  readonly rows: readonly DiffRow[]
  readonly beforeTitle?: ReactNode
  readonly afterTitle?: ReactNode
}
