import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { markAllRead, markMessageRead, readInbox } from '#shared/contracts/notifications.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { useActor } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import { addressOfMessage } from './message-address.ts'
import { Tasks } from './tasks.tsx'
import './inbox.css'

/** A message as its reader sees it. */
export type Message = ResultOf<typeof readInbox>['messages'][number]

/** The first page of a workbench: tasks by what is due first, then messages, unread ones marked by word and weight. */
export function InboxPage() {
  const { t } = useTranslation('notifications')
  const actor = useActor()
  const [query, setQuery] = useSearchParams()
  const onlyUnread = query.get('unread') === 'true'
  const list = useInfiniteQuery({
    queryKey: ['inbox', onlyUnread],
    queryFn: ({ pageParam }) =>
      api.call(readInbox, {
        query: { ...(pageParam === undefined ? {} : { after: pageParam }), ...(onlyUnread ? { unread: 'true' as const } : {}) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  useLive(actor === undefined ? undefined : `person:${actor.person}`, () => {
    void queries.invalidateQueries({ queryKey: ['inbox'] })
  })
  const messages = list.data?.pages.flatMap((page) => page.messages) ?? []
  const unread = list.data?.pages[0]?.unread ?? 0
  const markAll = useDeed((upTo: Instant) => api.call(markAllRead, { body: { upTo } }))
  return (
    <div className="stack-24">
      <PageTitle title={t('title')} />
      <h1 className="t22 ink1">{t('title')}</h1>
      <Tasks />
      <Card
        title={t('messages', { count: unread })}
        extra={
          <span className="row flow">
            <Checkbox checked={onlyUnread} onChange={(event) => setQuery(event.target.checked ? { unread: 'true' } : {})}>
              {t('onlyUnread')}
            </Checkbox>
            {unread > 0 && messages[0] !== undefined && (
              <Button
                size="small"
                loading={markAll.isPending}
                onClick={() => messages[0] !== undefined && markAll.run(messages[0].at)}
              >
                {t('markAll')}
              </Button>
            )}
          </span>
        }
      >
        {list.isPending ? (
          <PageLoading what={t('loading')} />
        ) : list.isError ? (
          <ProblemState error={list.error} onRetry={() => void list.refetch()} />
        ) : messages.length === 0 ? (
          <EmptyState title={t(onlyUnread ? 'noneUnread' : 'none')}>
            <p className="ink3">{t('noneHint')}</p>
          </EmptyState>
        ) : (
          <ul className="inbox">
            {messages.map((message) => (
              <MessageRow key={message.id} message={message} />
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        )}
      </Card>
    </div>
  )
}

function MessageRow({ message }: { readonly message: Message }) {
  const { t, i18n } = useTranslation('notifications')
  const actor = useActor()
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const address = addressOfMessage(message, actor?.roles ?? [])
  const read = useDeed(() => api.call(markMessageRead, { params: { message: message.id } }).then(() => true))
  const see = () => {
    if (!message.isRead) read.run(undefined)
  }
  return (
    <li className={message.isRead ? '' : 'unread'}>
      <div className="grow">
        <p className="row flow">
          {!message.isRead && <span className="tag blue">{t('unread')}</span>}
          {address === undefined ? (
            <span className="b">{message.title[language]}</span>
          ) : (
            <Link to={address} onClick={see}>
              {message.title[language]}
            </Link>
          )}
        </p>
        <p className="t13">{message.text[language]}</p>
      </div>
      <span className="t12 ink3">
        <DateTime at={message.at} precision="minute" />
      </span>
      {!message.isRead && (
        <Button size="small" onClick={see} aria-label={t('markNamed', { title: message.title[language] })}>
          {t('mark')}
        </Button>
      )}
    </li>
  )
}
