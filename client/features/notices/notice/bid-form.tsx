import { useTranslation } from 'react-i18next'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useCatalogueLabels } from '../../catalogue/labels.ts'
import type { Tender } from '../use-tender.ts'
import { sizeText } from './size-text.ts'

/** What a bid consists of: its envelopes, the fields of each letter, the files asked for. */
export function BidForm({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const { say } = useCatalogueLabels()
  return (
    <section className="blk">
      <SectionHead title={t('form.title')} note={t('form.limit', { size: sizeText(tender.limits.maxEnvelopeBytes) })} />
      <div className="envelopes">
        {tender.envelopes.map(({ name, opensAt, fields, files }) => (
          <div className="card" key={name}>
            <header>
              <h3>{t(`envelope.${name}`)}</h3>
              {opensAt !== 'opening' && <Tag tone="blue">{t(`form.opensAt.${opensAt}`)}</Tag>}
            </header>
            <ul className="in stack">
              {fields.map((field) => (
                <li key={field.name} className="row between">
                  <span>{say(field.label)}</span>
                  <Tag>{t(field.isRequired ? 'form.required' : 'form.optional')}</Tag>
                </li>
              ))}
              {files.map((file) => (
                <li key={file.name} className="row between">
                  <span>
                    {say(file.label)} {t('form.file')}
                  </span>
                  <Tag>{t(file.isRequired ? 'form.required' : 'form.optional')}</Tag>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  )
}
