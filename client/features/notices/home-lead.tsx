import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { categories } from '#shared/catalogue/categories.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import { Icon } from '../../ui/icon.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import { NextOpening } from './next-opening.tsx'

type TenderPage = ResultOf<typeof listTendersContract>

/** The first sentence, the search, the categories, and the next opening. */
export function HomeLead({
  open,
  openings,
}: {
  readonly open: TenderPage | undefined
  readonly openings: TenderPage | undefined
}) {
  const { t } = useTranslation('notices')
  const labels = useCatalogueLabels()
  const navigate = useNavigate()
  const [words, setWords] = useState('')
  const search = (event: FormEvent) => {
    event.preventDefault()
    const query = words.trim()
    void navigate(query === '' ? '/tenders' : `/tenders?q=${encodeURIComponent(query)}`)
  }
  const countOf = (category: string) => open?.tenders.filter((tender) => tender.category === category).length ?? 0
  const more = open?.next === null ? '' : '+'
  return (
    <section className="lead">
      <div className="wrap">
        <div>
          <h1>
            {open === undefined || openings === undefined
              ? t('home.title')
              : t('home.counts', { open: `${open.tenders.length}${more}`, count: openings.tenders.length })}
          </h1>
          <p className="t14">{t('home.promise')}</p>
          <search>
            <form className="search" onSubmit={search}>
              <label className="box">
                <Icon name="search" size={20} />
                <input
                  type="search"
                  aria-label={t('home.search')}
                  placeholder={t('home.searchFor')}
                  value={words}
                  maxLength={100}
                  onChange={({ target }) => setWords(target.value)}
                />
              </label>
              <button type="submit" className="btn primary">
                {t('home.searchNow')}
              </button>
            </form>
          </search>
          <nav className="cats" aria-label={t('home.categories')}>
            {categories
              .filter(({ methods }) => methods.some(({ isOpen }) => isOpen))
              .map(({ id }) => (
                <Link key={id} to={`/tenders?category=${id}`}>
                  {labels.category(id)} {open !== undefined && <span>{`${countOf(id)}${more}`}</span>}
                </Link>
              ))}
            <Link to="/tenders?scope=all">{t('home.everything')}</Link>
          </nav>
        </div>
        <NextOpening open={open?.tenders} />
      </div>
    </section>
  )
}
