import { useTranslation } from 'react-i18next'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { CheckRow } from '../../ui/check-row.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { type CheckedShown, checkGroups, type VerifyCheck } from './checked.ts'
import type { TrustShown } from './trust-shown.ts'

/** The verdict first, then what the thing is, then every check with its reason; what did not hold stands open. */
export function Verdict({
  checked,
  trust,
  what,
  onComplete,
}: {
  readonly checked: CheckedShown
  readonly trust: TrustShown | undefined
  readonly what: string
  readonly onComplete: () => void
}) {
  const { t } = useTranslation('verify')
  const count = (state: VerifyCheck['state']) => checked.checks.filter((check) => check.state === state).length
  const [passed, failed, unchecked] = [count('pass'), count('fail'), count('unchecked')]
  return (
    <>
      <StatusLine
        tone={failed > 0 ? 'bad' : 'ok'}
        icon={failed > 0 ? 'warning' : 'shield'}
        isUrgent={failed > 0}
        head={
          failed > 0 ? t('verdict.bad', { kind: t(`kind.${checked.kind}`), count: failed }) : t(`verdict.good.${checked.kind}`)
        }
        action={
          checked.isCompletable ? (
            <Button size="sm" onClick={onComplete}>
              {t('complete')}
            </Button>
          ) : undefined
        }
      >
        <p>
          {failed > 0 ? t(`meaning.${checked.kind}`) : t(trust?.source === 'own' ? 'verdict.ownTrust' : 'verdict.platformTrust')}
          {unchecked > 0 && ` ${t('verdict.unchecked', { count: unchecked })}`}
        </p>
        <div className="tally">
          <span className="ok">
            <Icon name="check-circle" />
            {t('tally.pass', { count: passed })}
          </span>
          <span className={failed > 0 ? 'bad' : 'ink3'}>
            <Icon name="cross-circle" />
            {t('tally.fail', { count: failed })}
          </span>
          <span className="ink3">
            <Icon name="minus-circle" />
            {t('tally.unchecked', { count: unchecked })}
          </span>
        </div>
      </StatusLine>
      <section className="grp" aria-label={t('about')}>
        <h2>
          {t(`kind.${checked.kind}`)} <span className="break">{what}</span>
        </h2>
        <KeyValueList
          items={checked.facts.map(({ key, value, isDigest }) => ({
            key,
            label: t(`fact.${key}`),
            value: isDigest === true ? <DigestChip digest={value} /> : <span className="break">{shown(value)}</span>,
          }))}
        />
      </section>
      {checkGroups.map((group) => {
        const own = checked.checks.filter((check) => check.group === group)
        if (own.length === 0) return null
        return (
          <section className="grp" key={group} aria-label={t(`group.${group}.name`)}>
            <h2>
              {t(`group.${group}.name`)} <span>{t(`group.${group}.note`)}</span>
              <span className="r">
                {own.filter(({ state }) => state === 'pass').length} / {own.length}
              </span>
            </h2>
            {own.map((check) => (
              <Row key={`${check.name} ${check.fact ?? ''} ${check.why ?? ''}`} check={check} />
            ))}
          </section>
        )
      })}
    </>
  )
}

function Row({ check }: { readonly check: VerifyCheck }) {
  const { t } = useTranslation('verify')
  const { name, state, fact, why, expected, found, subjects } = check
  return (
    <CheckRow
      state={state}
      name={t(`check.${name}.name`)}
      why={
        <>
          {fact !== undefined && <span className="break">{shown(fact)} </span>}
          {state === 'unchecked'
            ? t(`unchecked.${name}`, { defaultValue: t('unchecked.other') })
            : state === 'pass'
              ? t(`check.${name}.pass`)
              : t(`check.${name}.fail`)}
        </>
      }
    >
      {state === 'fail' ? (
        <dl>
          {expected !== undefined && (
            <>
              <dt>{t('row.expected')}</dt>
              <dd className="m">{expected}</dd>
            </>
          )}
          {found !== undefined && (
            <>
              <dt>{t('row.found')}</dt>
              <dd className="m">{found}</dd>
            </>
          )}
          {subjects === undefined
            ? why !== undefined && (
                <>
                  <dt>{t('row.why')}</dt>
                  <dd className="m" lang="en">
                    {why}
                  </dd>
                </>
              )
            : subjects.slice(0, 20).map((one) => (
                <div className="subject" key={`${one.subject} ${one.why}`}>
                  <dt>{t('row.of')}</dt>
                  <dd className="m">
                    {one.subject} <span lang="en">{one.why}</span>
                  </dd>
                </div>
              ))}
          <dt>{t('row.meaning')}</dt>
          <dd>{t(`check.${name}.meaning`)}</dd>
          <dt>{t('row.do')}</dt>
          <dd>{t(`do.${check.group}`)}</dd>
        </dl>
      ) : undefined}
    </CheckRow>
  )
}

/** An instant on Beijing's clock; everything else as it is. */
function shown(value: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value) ? beijingText(value) : value
}
