import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'

/** The words searched for. */
export function SearchBox({ words, onSearch }: { readonly words: string; readonly onSearch: (words: string) => void }) {
  const { t } = useTranslation('search')
  const [typed, setTyped] = useState(words)
  const search = (event: FormEvent) => {
    event.preventDefault()
    onSearch(typed.trim())
  }
  return (
    <search className="grow">
      <form className="search-box" onSubmit={search}>
        <label className="inp">
          <Icon name="search" size={18} />
          <input
            type="search"
            aria-label={t('search.words')}
            placeholder={t('search.wordsFor')}
            value={typed}
            maxLength={100}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        <button type="submit" className="btn primary">
          {t('search.now')}
        </button>
      </form>
    </search>
  )
}
