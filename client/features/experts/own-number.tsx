import { useTranslation } from 'react-i18next'
import { contributeToDraw, escrowContribution, revealContribution } from '#shared/contracts/experts-draw.ts'
import { drawContribution, keptText, readKept, revealOf, sealContribution } from '#shared/draw/party-step.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { randomBytes } from '../../crypto/random.ts'
import { openVault } from '../../crypto/vault.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { requireCredentials } from '../identity/credentials.ts'
import { KeyProblem } from '../identity/key-problem.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import type { Draw } from './use-draw.ts'

/** The number of one's own party: drawn here, kept encrypted in this browser, committed, sealed to the custodians, given when all are held. */
export function OwnNumber({
  draw,
  party,
  custodians,
}: {
  readonly draw: Draw
  readonly party: string
  readonly custodians: readonly { readonly i: number; readonly keySpki: string }[]
}) {
  const { t } = useTranslation('experts')
  const own = draw.parties.find((each) => each.party === party)
  const step =
    draw.state === 'committing' && own?.c === null
      ? 'commit'
      : draw.state === 'escrowing' && own?.isEscrowed === false
        ? 'escrow'
        : draw.state === 'revealing' && own?.isRevealed === false
          ? 'reveal'
          : undefined
  const act = useDeed(async (due: 'commit' | 'escrow' | 'reveal') => {
    const vault = await openVault(await requireCredentials(t('number.purpose')))
    const key = `draw/${draw.draw}/number`
    const input = { params: { draw: draw.draw }, subject: { tender: draw.tender, draw: draw.draw } }
    if (due === 'commit') {
      // Kept before it is committed to: a number that is lost would have to be opened by the custodians.
      const { r, c } = drawContribution({ draw: draw.draw, party, random: randomBytes })
      await vault.put(key, utf8(keptText({ r, shares: [] })))
      await performAct(contributeToDraw, { ...input, body: { c } })
      return true
    }
    const bytes = await vault.get(key)
    if (bytes === undefined) throw new NumberMissing()
    const kept = readKept(fromUtf8(bytes))
    if (due === 'reveal') {
      await api.call(revealContribution, { params: { draw: draw.draw }, body: { party, ...revealOf(kept) } })
      return true
    }
    const dealt = await sealContribution({
      draw: draw.draw,
      party,
      r: kept.r,
      k: draw.pool.custody.k,
      custodians: custodians.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) })),
      random: randomBytes,
    })
    await vault.put(key, utf8(keptText(dealt.kept)))
    await performAct(escrowContribution, { ...input, body: { sealed: [...dealt.sealed] } })
    return true
  })
  if (step === undefined) return null
  return (
    <Card title={t('number.title')}>
      <div className="stack-12">
        <p>{t(`number.text.${step}`)}</p>
        {act.error instanceof NumberMissing ? (
          <StatusLine tone="warn" isSlim head={t('number.missing')}>
            {t('number.missingText')}
          </StatusLine>
        ) : (
          act.error !== undefined && <KeyProblem error={act.error} />
        )}
        <div>
          <Button look="primary" isBusy={act.isPending} onClick={() => act.run(step)}>
            {t(`number.${step}`)}
          </Button>
        </div>
      </div>
    </Card>
  )
}

/** The number was drawn in another browser. */
class NumberMissing extends Error {
  override readonly name = 'NumberMissing'
}
