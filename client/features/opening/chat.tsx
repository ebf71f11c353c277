import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hideOpeningMessage, sendOpeningMessage } from '#shared/contracts/opening-hall.ts'
import { api } from '../../platform/api.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { useMay } from '../identity/session.ts'
import { roleOf } from './fact-sentence.ts'
import type { HallOpening } from './hall-state.ts'
import type { Part } from './part.ts'
import { queryOf } from './stage-facts.ts'
import { useAct } from './use-act.ts'
import { useMessages } from './use-hall.ts'

/** States in which something may be said. */
const TALKING: ReadonlySet<HallOpening['state']> = new Set([
  'listed',
  'revealing',
  'reporting',
  'settling',
  'releasing',
  'published',
  'signing',
])

const SHOWN_AT_FIRST = 12

/** 交流: kept in the record, never a fact of the opening. A bidder is nameless until publication (O3). */
export function Chat({ opening, part }: { readonly opening: HallOpening; readonly part: Part }) {
  const { t } = useTranslation('opening')
  const [isWhole, setWhole] = useState(false)
  const { data } = useMessages(opening, opening.state !== 'closed')
  const canSend = useMay('sendOpeningMessage') && part !== 'spectator' && TALKING.has(opening.state)
  const canHide = useMay('hideOpeningMessage') && (part === 'host' || part === 'centre') && TALKING.has(opening.state)
  const messages = data?.messages ?? []
  const shown = isWhole ? messages : messages.slice(-SHOWN_AT_FIRST)
  return (
    <section className="card chat" aria-labelledby="chat-title">
      <header>
        <h2 id="chat-title">{t('chat.title')}</h2>
        <span className="t13 ink3">{t('chat.note')}</span>
      </header>
      {messages.length > shown.length && (
        <button type="button" className="linkish more" onClick={() => setWhole(true)}>
          {t('chat.more', { count: messages.length - shown.length })}
        </button>
      )}
      {messages.length === 0 ? (
        <p className="in t13 ink3">{t('chat.none')}</p>
      ) : (
        <ol>
          {shown.map((message) => (
            <li key={message.id}>
              <span>
                {beijingText(message.at).slice(11)} {message.author === '' ? t('chat.nameless') : message.author}
                {message.role !== 'bidder' && ` · ${t(`role.${roleOf(message.role)}`)}`}
                {canHide && !message.isHidden && <Hide opening={opening} message={message.id} />}
              </span>
              {message.isHidden ? <i className="ink3">{t('chat.hidden')}</i> : <span className="pre words">{message.text}</span>}
            </li>
          ))}
        </ol>
      )}
      {canSend && <Say opening={opening} />}
    </section>
  )
}

function Say({ opening }: { readonly opening: HallOpening }) {
  const { t } = useTranslation('opening')
  const [text, setText] = useState('')
  const act = useAct()
  return (
    <form
      className="say"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '')
          void act
            .run(() =>
              api.call(sendOpeningMessage, { params: { tender: opening.tender }, query: queryOf(opening), body: { text } }),
            )
            .then((isSent) => {
              if (isSent) setText('')
            })
      }}
    >
      <Input
        aria-label={t('chat.write')}
        placeholder={t('chat.write')}
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" isBusy={act.isBusy} disabled={text.trim() === ''}>
        {t('chat.send')}
      </Button>
      {act.error !== null && <ProblemState error={act.error} />}
    </form>
  )
}

function Hide({ opening, message }: { readonly opening: HallOpening; readonly message: string }) {
  const { t } = useTranslation('opening')
  const act = useAct()
  return (
    <button
      type="button"
      className="linkish"
      disabled={act.isBusy}
      onClick={() =>
        void act.run(() => api.call(hideOpeningMessage, { params: { tender: opening.tender, message }, query: queryOf(opening) }))
      }
    >
      {t('chat.hide')}
    </button>
  )
}
