import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '#shared/contracts/client.ts'
import { supplyIdentity, supplyLeftOff, supplyPayload } from '#shared/contracts/opening-bidders.ts'
import { getOpening } from '#shared/contracts/opening-reading.ts'
import { revealKept } from '#shared/sealed-bid/client/keep-bid.ts'
import { openFile, stagedFile } from '../../crypto/opfs.ts'
import { uploadPatiently } from '../../crypto/sealing-upload.ts'
import { visitorClient } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { Button } from '../../ui/button.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { anonymousClient } from './anonymous.ts'
import { BidProblem } from './bid-problem.tsx'
import { saveFile } from './format.ts'
import { ImportKeep } from './import-keep.tsx'
import { identityOf, useMyBid } from './my-bid.ts'
import { changeBid, type MyBid } from './my-bids.ts'
import { openedVault, vaultChanged } from './vault-state.ts'
import './bids.css'

type Opening = NonNullable<ReturnType<typeof useOpening>['data']>
type Seal = Opening['seals'][number]

const AGAIN_MS = 2000
/** States in which evidence may still be supplied. */
const MENDING = new Set<Opening['state']>(['listed', 'revealing', 'reporting', 'settling'])

/**
 * A bidder's part of an opening: its own key by one click, from the vault or a keep-file; what was lost supplied again. Shows nothing to
 * those who have no bid here.
 */
export function RevealPanel({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('bids')
  const own = useMyBid(tender)
  const opening = useOpening(tender)
  const [isImporting, setImporting] = useState(false)
  useLive(`tender:${tender}`, () => void queries.invalidateQueries({ queryKey: ['opening', tender] }))
  if (opening.data === undefined) return null
  const { data } = opening
  const isNeeded = data.state === 'listed' || data.state === 'revealing'
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
          {t(own.state === 'open' ? 'reveal.none.do' : 'reveal.locked.do')}
        </StatusLine>
        {isImporting && <ImportKeep vault={openedVault()} onClose={() => setImporting(false)} onOpened={own.take} />}
      </section>
    )
  }
  return (
    <section className="reveal stack-12" aria-label={t('reveal.label')}>
      {own.live.map((bid) => (
        <BidReveal key={bid.id} bid={bid} opening={data} onDone={() => void opening.refetch()} />
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

function BidReveal({ bid, opening, onDone }: { readonly bid: MyBid; readonly opening: Opening; readonly onDone: () => void }) {
  const { t } = useTranslation('bids')
  const [state, setState] = useState<'idle' | 'busy' | 'again' | 'done'>(bid.reveal === undefined ? 'idle' : 'done')
  const [error, setError] = useState<unknown>()
  const seal = opening.seals.find(({ manifestSha256 }) => manifestSha256 === bid.id)
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
      {seal !== undefined && MENDING.has(opening.state) && <Mend bid={bid} seal={seal} onDone={onDone} />}
    </>
  )
}

const saveAcknowledgement = new Map<string, string>()

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

/** What the platform cannot open or find any more is supplied again by its bidder. */
function Mend({ bid, seal, onDone }: { readonly bid: MyBid; readonly seal: Seal; readonly onDone: () => void }) {
  const { t } = useTranslation('bids')
  const [told, setTold] = useState<{ readonly key?: string; readonly error?: unknown }>()
  const run = async (work: () => Promise<void>, key: string) => {
    setTold({ key: 'mend.busy' })
    try {
      await work()
      setTold({ key })
      onDone()
    } catch (error) {
      setTold({ error })
    }
  }
  const params = { tender: bid.tender }
  const identity = () =>
    run(async () => {
      const content = await identityOf(bid.keep)
      await anonymousClient().call(supplyIdentity, { params, body: { manifestSha256: bid.id, content } })
    }, 'mend.identityDone')
  const payload = (envelope: string, file: File) =>
    run(async () => {
      const origin = location.origin
      const capability = await uploadPatiently({ origin, size: file.size, open: openFile(file) }, () => undefined)
      const body = { manifestSha256: bid.id, envelope: envelope as 'technical', capability }
      await anonymousClient().call(supplyPayload, { params, body })
    }, 'mend.payloadDone')
  const take = async (envelope: string, size: number) => {
    const file = bid.staging === undefined ? undefined : await stagedFile(bid.staging, envelope, size)
    if (file !== undefined) await payload(envelope, file)
    else setTold({ key: 'mend.choose' })
  }
  const isWanted = seal.state === 'out' || seal.cause?.attributedTo === 'platform'
  return (
    <details className="mend" open={isWanted}>
      <summary>{t('mend.title')}</summary>
      <div className="stack-12">
        <p className="t13">{t('mend.explain')}</p>
        <Button size="sm" onClick={() => void identity()}>
          {t('mend.identity')}
        </Button>
        {bid.keep.payloads.map(({ envelope, size }) => (
          <div key={envelope} className="stack-12">
            <Button size="sm" onClick={() => void take(envelope, size)}>
              {t('mend.payload', { envelope: t(`envelope.${envelope}`) })}
            </Button>
            {told?.key === 'mend.choose' && (
              <FileDrop
                label={t('mend.file', { envelope })}
                onFiles={([file]) => file !== undefined && void payload(envelope, file)}
              />
            )}
          </div>
        ))}
        <p role="status">{told?.key === undefined ? '' : t(told.key)}</p>
        {told?.error !== undefined && <BidProblem error={told.error} />}
      </div>
    </details>
  )
}

/** A bid with a receipt that the list does not hold: it is added on the receipt, until causes are fixed. */
function LeftOff({ bid, opening, onDone }: { readonly bid: MyBid; readonly opening: Opening; readonly onDone: () => void }) {
  const { t } = useTranslation('bids')
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  if (!MENDING.has(opening.state)) return <StatusLine isSlim tone="warn" head={t('leftOff.over')} />
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
