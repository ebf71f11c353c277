import { useTranslation } from 'react-i18next'
import { BindingMoney } from '../../ui/binding-money.tsx'
import { Money } from '../../ui/money.tsx'
import type { Question } from './use-evaluation.ts'

/** A corrected price with the steps that lead to it (X11). */
export function CorrectionSteps({ correction }: { readonly correction: NonNullable<Question['correction']> }) {
  const { t } = useTranslation('evaluation')
  return (
    <div className="stack-4">
      <ol className="stack-4 t13">
        {correction.steps.map(({ rule, of, from, to }) => (
          <li key={`${rule} ${of}`}>
            {t(`correction.rule.${rule}`)} · {of} · <Money amount={from} /> → <Money amount={to} />
          </li>
        ))}
      </ol>
      <p className="b">
        {t('correction.price')} <BindingMoney amount={correction.price} />
      </p>
    </div>
  )
}
