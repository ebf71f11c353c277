import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateTime } from '../../ui/date-time.tsx'
import { Tag } from '../../ui/tag.tsx'
import { changeAddress } from './change-address.ts'
import type { Change } from './use-changes.ts'

/** One change: when and of what kind, of which notice, what it says. */
export function ChangeItem({ change }: { readonly change: Change }) {
  const { t } = useTranslation('changes')
  const { kind, title, code, tendererName, at, deadlineAt, affectsBids, question, text } = change
  return (
    <li>
      <p className="row flow t13 ink3">
        <DateTime at={at} precision="minute" />
        <Tag tone="blue" icon={kind === 'answer' ? 'chat' : 'edit'}>
          {t(`kind.${kind}`)}
        </Tag>
        {affectsBids && (
          <Tag tone="warn" icon="swap">
            {t('affects')}
          </Tag>
        )}
      </p>
      <Link className="ttl" to={changeAddress(change)}>
        {title}
      </Link>
      <p className="sub">
        <span>{code}</span>
        <span>{tendererName}</span>
        {deadlineAt !== null && (
          <span>
            {t('deadline')} <DateTime at={deadlineAt} precision="minute" hasZone={false} />
          </span>
        )}
      </p>
      {question !== null && <p className="said b">{t('question', { text: question.text })}</p>}
      <p className="said">{question === null ? text : t('answer', { text })}</p>
    </li>
  )
}
