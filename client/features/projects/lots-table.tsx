import { useTranslation } from 'react-i18next'
import { moneyText } from '../../ui/money.tsx'

/** A lot of a project as it is listed; `budget` and `ceilingPrice` in yuan. */
interface ListedLot {
  readonly id: string
  readonly name: string
  readonly budget: string
  readonly ceilingPrice: string
}

/** The lots of a project, each with what there is for it and what it may cost at most. */
export function LotsTable({ lots }: { readonly lots: readonly ListedLot[] }) {
  const { t } = useTranslation('projects')
  return (
    <table className="tbl">
      <thead>
        <tr>
          <th scope="col">{t('field.lotName')}</th>
          <th scope="col" className="right">
            {t('field.budget')}
          </th>
          <th scope="col" className="right">
            {t('field.ceiling')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => (
          <tr key={lot.id}>
            <td>{lot.name}</td>
            <td className="money">{moneyText(lot.budget)}</td>
            <td className="money">{moneyText(lot.ceilingPrice)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
