import { useTranslation } from 'react-i18next'
import { commitToCoefficient, revealCoefficientNumber } from '#shared/contracts/coefficient.ts'
import { drawContribution, keptText, readKept, revealOf, sealContribution } from '#shared/draw/party-step.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { randomBytes } from '../../crypto/random.ts'
import { openVault } from '../../crypto/vault.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { requireCredentials } from '../identity/credentials.ts'
import { KeyProblem } from '../identity/key-problem.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import type { Coefficient } from './use-coefficient.ts'

/** The number was drawn in another browser. */
class NumberMissing extends Error {
  override readonly name = 'NumberMissing'
}

/** What a party is asked now: to commit before the deadline, to reveal after `reveal.closed`, or nothing. */
function dueOf({ state, contributors }: Coefficient, party: string): 'commit' | 'reveal' | undefined {
  const own = contributors.find(({ of }) => of === party)
  if (own === undefined || own.fault !== null) return undefined
  if (state === 'committing') return own.c === null ? 'commit' : undefined
  return state === 'revealing' && own.r === null ? 'reveal' : undefined
}

/** One's own party's number: drawn here, kept encrypted in this browser, committed and sealed in one act, revealed when nobody can choose any more. */
export function OwnPart({
  coefficient,
  party,
  custodians,
}: {
  readonly coefficient: Coefficient
  readonly party: string
  readonly custodians: readonly { readonly i: number; readonly keySpki: string }[]
}) {
  const { t } = useTranslation('coefficient')
  const { draw, tender, terms } = coefficient
  const due = dueOf(coefficient, party)
  const act = useDeed(async (step: 'commit' | 'reveal') => {
    const vault = await openVault(await requireCredentials(t('own.purpose')))
    const key = `coefficient/${draw}/number`
    if (step === 'reveal') {
      const bytes = await vault.get(key)
      if (bytes === undefined) throw new NumberMissing()
      await api.call(revealCoefficientNumber, { params: { tender }, body: { party, ...revealOf(readKept(fromUtf8(bytes))) } })
      return true
    }
    const { r, c } = drawContribution({ draw, party, random: randomBytes })
    const { sealed, kept } = await sealContribution({
      draw,
      party,
      r,
      k: terms.custody.k,
      custodians: custodians.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) })),
      random: randomBytes,
    })
    // Kept before it is committed to: a number that is lost would have to be opened by the custodians.
    await vault.put(key, utf8(keptText(kept)))
    await performAct(commitToCoefficient, { params: { tender }, subject: { tender, draw }, body: { c, sealed: [...sealed] } })
    return true
  })
  if (due === undefined) return null
  const until = due === 'commit' ? coefficient.deadlineAt : coefficient.stepEndsAt
  return (
    <Card title={t('own.title')} extra={until === null ? undefined : <ClosesIn until={until} hasIcon />}>
      <div className="stack-12">
        <p>{t(`own.text.${due}`)}</p>
        {act.error instanceof NumberMissing ? (
          <StatusLine tone="warn" isSlim head={t('own.missing')}>
            {t('own.missingText')}
          </StatusLine>
        ) : (
          act.error !== undefined && <KeyProblem error={act.error} />
        )}
        <div>
          <Button look="primary" isBusy={act.isPending} onClick={() => act.run(due)}>
            {t(`own.${due}`)}
          </Button>
        </div>
      </div>
    </Card>
  )
}
