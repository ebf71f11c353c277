import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { partyView } from '#shared/contracts/identity-fields.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { useCatalogue } from './party-fields.tsx'

/** What a party has told about itself. */
export function PartyProfile({ party }: { readonly party: z.output<typeof partyView> }) {
  const { t, i18n } = useTranslation('identity')
  const catalogue = useCatalogue()
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const province = catalogue?.provinces.find(({ code }) => code === party.region.slice(0, 2))
  const categories = party.categories?.map((id) => catalogue?.categories.find((each) => each.id === id)?.label[language] ?? id)
  return (
    <div className="kv-narrow">
      <KeyValueList
        items={[
          { key: 'name', label: t('form.name'), value: party.name },
          { key: 'creditCode', label: t('form.creditCode'), value: <span className="mono">{party.creditCode}</span> },
          { key: 'region', label: t('form.region'), value: [party.region, province?.[language]].filter(Boolean).join(' ') },
          { key: 'address', label: t('form.address'), value: party.address },
          {
            key: 'contact',
            label: t('account.contact'),
            value: [party.contact.name, party.contact.phone, party.contact.mail].filter(Boolean).join(' · '),
          },
          { key: 'categories', label: t('form.categories'), value: categories?.join('、') },
          { key: 'registeredAt', label: t('party.registeredAt'), value: <DateTime at={party.registeredAt} precision="minute" /> },
        ]}
      />
    </div>
  )
}
