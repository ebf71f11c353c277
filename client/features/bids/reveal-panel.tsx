import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '#shared/contracts/client.ts'
import { supplyLeftOff } from '#shared/contracts/opening-bidders.ts'
import { getOpening } from '#shared/contracts/opening-reading.ts'
import { revealKept } from '#shared/sealed-bid/client/keep-bid.ts'
import { visitorClient } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { anonymousClient } from './anonymous.ts'
import { BidProblem } from './bid-problem.tsx'
import { forgetCiphertext } from './ciphertext-copy.ts'
import { saveFile } from './format.ts'
import { ImportKeep } from './import-keep.tsx'
import { MendPanel } from './mend-panel.tsx'
import { identityOf, useMyBid } from './my-bid.ts'
import { changeBid, type MyBid } from './my-bids.ts'
import { useWanted, type WantedOfBid } from './use-wanted.ts'
import { openedVault, vaultChanged } from './vault-state.ts'
import './bids.css'

type Opening = NonNullable<ReturnType<typeof useOpening>['data']>
type Seal = Opening['seals'][number]

const AGAIN_MS = 2000
/** States in which a bid left off may still be added. */
const ADDING = new Set<Opening['state']>(['listed', 'revealing', 'reporting', 'settling'])
/** States in which a lost ciphertext may still be supplied: it is missed at the very last step. */
const MENDING = new Set<Opening['state']>([...ADDING, 'releasing'])
const NOTHING_WANTED: WantedOfBid = { isIdentity: false, envelopes: [] }

/**
 * A bidder's part of an opening: its own key by one click, from the vault or a keep-file; what was lost supplied again. Shows nothing to
 * those who have no bid here.
 */
export function RevealPanel({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('bids')
  const own = useMyBid(tender)
  const opening = useOpening(tender)
  const [isImporting, setImporting] = useState(false)
  const { data } = opening
  const isLaterOpening = data?.seals.some(({ later }) => later?.state === 'to-open') === true
  const wanted = useWanted(tender, data?.state === 'listed' || data?.state === 'releasing' || isLaterOpening)
  useLive(`tender:${tender}`, () => void queries.invalidateQueries({ queryKey: ['opening', tender] }))
  if (data === undefined) return null
  const isKeyNeeded = data.state === 'listed' || data.state === 'revealing'
  const isNeeded = ADDING.has(data.state) || ((data.state === 'releasing' || isLaterOpening) && wanted.size > 0)
  if (own.live.length === 0) {
    if (!isNeeded) return null
    return (
      <section className="reveal stack-12" aria-label={t('reveal.label')}>
        <StatusLine
          isSlim
          tone="plain"
          icon="lock"
          head={t(own.state === 'open' ? 'reveal.none.head' : 'reveal.locked.head')}
          action={
            <span className="row flow">
              <Button size="sm" onClick={() => setImporting(true)}>
                {t('reveal.byKeep')}
              </Button>
              {own.state !== 'open' && (
                <Button
                  size="sm"
                  look="primary"
                  isBusy={own.state === 'opening'}
                  onClick={() => void own.unlock(t('vault.purpose'))}
                >
                  {t('reveal.byCertificate')}
                </Button>
              )}
            </span>
          }
        >
          {t(own.state === 'open' ? 'reveal.none.do' : isKeyNeeded ? 'reveal.locked.do' : 'reveal.locked.mend')}
        </StatusLine>
        {isImporting && <ImportKeep vault={openedVault()} onClose={() => setImporting(false)} onOpened={own.take} />}
      </section>
    )
  }
  return (
    <section className="reveal stack-12" aria-label={t('reveal.label')}>
      {own.live.map((bid) => (
        <BidReveal
          key={bid.id}
          bid={bid}
          opening={data}
          wanted={wanted.get(bid.id) ?? NOTHING_WANTED}
          onDone={() => void queries.invalidateQueries({ queryKey: ['opening', tender] })}
        />
      ))}
    </section>
  )
}

function useOpening(tender: string) {
  return useQuery({
    queryKey: ['opening', tender],
    queryFn: () => visitorClient().call(getOpening, { params: { tender } }),
    retry: false,
  })
}

function BidReveal({
  bid,
  opening,
  wanted,
  onDone,
}: {
  readonly bid: MyBid
  readonly opening: Opening
  readonly wanted: WantedOfBid
  readonly onDone: () => void
}) {
  const { t } = useTranslation('bids')
  const [state, setState] = useState<'idle' | 'busy' | 'again' | 'done'>(bid.reveal === undefined ? 'idle' : 'done')
  const [error, setError] = useState<unknown>()
  const seal = opening.seals.find(({ manifestSha256 }) => manifestSha256 === bid.id)
  useForgottenAfter(bid, opening, seal)
  if (bid.keep.intent === 'withdrawal') return <StatusLine isSlim head={t('reveal.withdrawn')} />
  if (opening.list !== null && seal === undefined) return <LeftOff bid={bid} opening={opening} onDone={onDone} />
  const number = seal === undefined ? '' : String(seal.number).padStart(2, '0')
  const name = nameOf(seal, opening, state === 'done')
  const reveal = async () => {
    setError(undefined)
    setState('busy')
    for (;;) {
      try {
        const acknowledgement = await revealKept(anonymousClient(), bid.keep)
        const vault = openedVault()
        if (vault !== undefined) {
          await changeBid(vault, bid, (kept) => ({ ...kept, reveal: { at: Date.now(), ...acknowledgement } }))
          await vaultChanged()
        }
        saveAcknowledgement.set(bid.id, JSON.stringify(acknowledgement))
        setState('done')
        return onDone()
      } catch (failure) {
        if (failure instanceof ProblemError && failure.problem.status < 500) {
          setError(failure)
          return setState('idle')
        }
        // The network is away: it is tried again until the server has spoken.
        setState('again')
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }
  const acknowledgement = saveAcknowledgement.get(bid.id) ?? (bid.reveal === undefined ? undefined : JSON.stringify(bid.reveal))
  return (
    <>
      <StatusLine
        isSlim
        tone={name === 'failed' ? 'warn' : name === 'now' ? 'blue' : name === 'out' || name === 'before' ? 'plain' : 'ok'}
        icon={name === 'now' || name === 'before' ? 'lock' : name === 'failed' ? 'warning' : 'unlock'}
        head={t(`reveal.${name}.head`, { number })}
        action={
          name === 'now' ? (
            <Button look="primary" isBusy={state === 'busy' || state === 'again'} onClick={() => void reveal()}>
              {t('reveal.click')}
            </Button>
          ) : acknowledgement !== undefined ? (
            <Button
              size="sm"
              onClick={() => saveFile(`reveal-ack-${bid.id.slice(0, 8)}.json`, acknowledgement, 'application/json')}
            >
              {t('reveal.save')}
            </Button>
          ) : undefined
        }
      >
        <span aria-live="polite">
          {t(state === 'busy' ? 'reveal.busy' : state === 'again' ? 'reveal.retrying' : `reveal.${name}.do`, {
            cause: seal?.cause?.detail ?? '',
          })}{' '}
          {name === 'now' && opening.stepEndsAt !== null && <ClosesIn until={opening.stepEndsAt} />}
        </span>
      </StatusLine>
      {error !== undefined && <BidProblem error={error} onRetry={() => void reveal()} />}
      {seal !== undefined && seal.state !== 'out' && (MENDING.has(opening.state) || seal.later?.state === 'to-open') && (
        <MendPanel
          key={opening.state}
          bid={bid}
          wanted={opening.state === 'listed' ? wanted : { ...wanted, isIdentity: false }}
          takesIdentity={opening.state === 'listed'}
          onDone={onDone}
        />
      )}
    </>
  )
}

const saveAcknowledgement = new Map<string, string>()

/** The copy of the ciphertext goes when nobody can ask for it any more: the bid is open, or never will be. */
function useForgottenAfter(bid: MyBid, opening: Opening, seal: Seal | undefined): void {
  const isOver = ['published', 'signing', 'recorded', 'failed', 'terminated'].includes(opening.state)
  const isLaterOver = seal?.later == null || ['unopened', 'opened', 'failed'].includes(seal.later.state)
  const isSpent = isOver && isLaterOver && bid.staging !== undefined
  useEffect(() => {
    const vault = openedVault()
    if (isSpent && vault !== undefined) void forgetCiphertext(vault, bid).then(vaultChanged)
  }, [isSpent, bid])
}

function nameOf(seal: Seal | undefined, opening: Opening, isGiven: boolean): string {
  if (seal === undefined || opening.state === 'listed') return 'before'
  switch (seal.state) {
    case 'failed':
    case 'out':
    case 'opened':
    case 'revealed':
      return seal.state
    case 'listed':
    case 'live':
      return isGiven ? 'revealed' : opening.state === 'revealing' ? 'now' : 'over'
  }
}

/** A bid with a receipt that the list does not hold: it is added on the receipt, until causes are fixed. */
function LeftOff({ bid, opening, onDone }: { readonly bid: MyBid; readonly opening: Opening; readonly onDone: () => void }) {
  const { t } = useTranslation('bids')
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  if (!ADDING.has(opening.state)) return <StatusLine isSlim tone="warn" head={t('leftOff.over')} />
  const supply = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await anonymousClient().call(supplyLeftOff, {
        params: { tender: bid.tender },
        body: {
          receipt: bid.keep.receipt,
          manifest: bid.keep.manifest,
          identity: await identityOf(bid.keep),
          ...(opening.state === 'revealing' || opening.state === 'listed' ? {} : { keys: { ...bid.keep.bidderKeys } }),
        },
      })
      onDone()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <StatusLine
        isUrgent
        tone="warn"
        head={t('leftOff.head')}
        action={
          <Button look="primary" isBusy={isBusy} onClick={() => void supply()}>
            {t('leftOff.supply')}
          </Button>
        }
      >
        {t('leftOff.do')}
      </StatusLine>
      {error !== undefined && <BidProblem error={error} />}
    </>
  )
}
