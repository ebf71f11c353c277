import { useTranslation } from 'react-i18next'
import type { PriceFormula } from '#shared/scoring/plan.ts'
import { Button } from '../../../../ui/button.tsx'
import { CoefficientFields } from './coefficient-fields.tsx'
import { ChoiceInput, DecimalInput, replaced, WholeInput } from './controls.tsx'
import type { EditedGround } from './plan-state.ts'

/** A formula by a benchmark. */
export type Benchmark = Extract<PriceFormula, { kind: 'benchmark' }>

const bases = ['mean', 'ceiling-price'] as const
const places = ['none', '0', '1', '2', '3', '4'] as const

/** The benchmark: of what, which prices stay out of the mean, the coefficient, and what a percent beyond it costs. */
export function BenchmarkFields({ formula, ground, isDrawFixed, onChange }: BenchmarkProps) {
  const { t } = useTranslation('plan')
  const { drop } = formula
  const change = (changes: Partial<Benchmark>) => onChange({ ...formula, ...changes })
  const setDrop = (changed: Benchmark['drop']) => change({ drop: changed })
  return (
    <>
      <div className="plan-grid">
        <ChoiceInput
          label={t('benchmark.of')}
          value={formula.of}
          options={bases.map((of) => ({ value: of, label: t(`benchmark.${of}`) }))}
          onChange={(of) => change({ of })}
        />
        <DecimalInput label={t('benchmark.above')} value={formula.above} onChange={(above) => change({ above })} />
        <DecimalInput label={t('benchmark.below')} value={formula.below} onChange={(below) => change({ below })} />
        <ChoiceInput
          label={t('benchmark.rateDecimals')}
          value={places[formula.rateDecimals === null ? 0 : formula.rateDecimals + 1] ?? 'none'}
          options={places.map((count) => ({
            value: count,
            label: count === 'none' ? t('benchmark.notRounded') : t('benchmark.places', { places: count }),
          }))}
          onChange={(count) => change({ rateDecimals: count === 'none' ? null : Number(count) })}
        />
      </div>
      {formula.of === 'mean' &&
        drop.map((row, index) => {
          const set = (changes: Partial<typeof row>) => setDrop(replaced(drop, index, { ...row, ...changes }))
          return (
            <div key={`drop-${String(index)}`} className="plan-grid is-narrow">
              <WholeInput
                label={t('drop.atLeast')}
                value={row.atLeast}
                min={3}
                max={1000}
                onChange={(atLeast) => set({ atLeast })}
              />
              <WholeInput label={t('drop.highest')} value={row.highest} max={10} onChange={(highest) => set({ highest })} />
              <WholeInput label={t('drop.lowest')} value={row.lowest} max={10} onChange={(lowest) => set({ lowest })} />
              <div>
                <Button size="sm" onClick={() => setDrop(replaced(drop, index))}>
                  {t('drop.remove', { number: index + 1 })}
                </Button>
              </div>
            </div>
          )
        })}
      {formula.of === 'mean' && drop.length < 6 && (
        <div>
          <Button size="sm" onClick={() => setDrop([...drop, { atLeast: 5, highest: 1, lowest: 1 }])}>
            {t('drop.add')}
          </Button>
        </div>
      )}
      <CoefficientFields
        coefficient={formula.coefficient}
        ground={ground}
        isDrawFixed={isDrawFixed}
        onChange={(coefficient) => change({ coefficient })}
      />
    </>
  )
}

interface BenchmarkProps {
  readonly formula: Benchmark
  readonly ground: EditedGround
  readonly isDrawFixed: boolean
  readonly onChange: (formula: Benchmark) => void
}
