import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { supplyIdentity, supplyPayload } from '#shared/contracts/opening-bidders.ts'
import { openFile } from '../../crypto/opfs.ts'
import { uploadPatiently } from '../../crypto/sealing-upload.ts'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { anonymousClient } from './anonymous.ts'
import { BidProblem } from './bid-problem.tsx'
import { keptCiphertext } from './ciphertext-copy.ts'
import { identityOf } from './my-bid.ts'
import type { MyBid } from './my-bids.ts'
import type { WantedOfBid } from './use-wanted.ts'

interface MendPanelProps {
  readonly bid: MyBid
  /** What the platform has said on the chain that it cannot open or find any more. */
  readonly wanted: WantedOfBid
  /** Whether an identity is still taken; payloads are for longer. */
  readonly takesIdentity: boolean
  readonly onDone: () => void
}

/** What the platform cannot open or find any more is supplied again by its bidder: its identity, the ciphertext of an envelope. */
export function MendPanel({ bid, wanted: asked, takesIdentity, onDone }: MendPanelProps) {
  const { t } = useTranslation('bids')
  // What was accepted is not asked for any more, though the chain shows it only under its next checkpoint.
  const [given, setGiven] = useState<readonly string[]>([])
  const wanted = {
    isIdentity: asked.isIdentity && !given.includes('identity'),
    envelopes: asked.envelopes.filter((envelope) => !given.includes(envelope)),
  }
  const [told, setTold] = useState<{ readonly key?: string; readonly error?: unknown; readonly envelope?: string }>()
  const run = async (what: string, work: () => Promise<void>, key: string) => {
    setTold({ key: 'mend.busy' })
    try {
      await work()
      setTold({ key })
      setGiven((before) => [...before, what])
      onDone()
    } catch (error) {
      setTold({ error })
    }
  }
  const params = { tender: bid.tender }
  const identity = () =>
    run(
      'identity',
      async () => {
        const content = await identityOf(bid.keep)
        await anonymousClient().call(supplyIdentity, { params, body: { manifestSha256: bid.id, content } })
      },
      'mend.identityDone',
    )
  const payload = (envelope: string, file: File) =>
    run(
      envelope,
      async () => {
        const capability = await uploadPatiently({ origin: location.origin, size: file.size, open: openFile(file) }, () =>
          setTold({ key: 'mend.waiting' }),
        )
        const body = { manifestSha256: bid.id, envelope: envelope as EnvelopeName, capability }
        await anonymousClient().call(supplyPayload, { params, body })
      },
      'mend.payloadDone',
    )
  const take = async (envelope: string) => {
    const file = await keptCiphertext(bid, envelope)
    if (file !== undefined) await payload(envelope, file)
    else setTold({ key: 'mend.choose', envelope })
  }
  const takeChosen = (envelope: string, size: number, file: File | undefined) => {
    if (file === undefined) return
    // Another file is told by its size at once, not after it has been uploaded.
    if (file.size === size) void payload(envelope, file)
    else setTold({ key: 'mend.otherFile', envelope })
  }
  const isBusy = told?.key === 'mend.busy' || told?.key === 'mend.waiting'
  const named = wanted.envelopes.map((envelope) => t(`envelope.${envelope}`)).join(t('envelopes.comma'))
  return (
    <>
      {wanted.isIdentity && (
        <StatusLine isSlim isUrgent tone="warn" head={t('mend.wantsIdentity.head')}>
          {t('mend.wantsIdentity.do')}
        </StatusLine>
      )}
      {wanted.envelopes.length > 0 && (
        <StatusLine isSlim isUrgent tone="warn" head={t('mend.wantsPayload.head', { envelopes: named })}>
          {t('mend.wantsPayload.do')}
        </StatusLine>
      )}
      <details className="mend" open={wanted.isIdentity || wanted.envelopes.length > 0 || undefined}>
        <summary>{t('mend.title')}</summary>
        <div className="stack-12">
          <p className="t13">{t('mend.explain')}</p>
          {takesIdentity && (
            <Button look={wanted.isIdentity ? 'primary' : 'plain'} size="sm" disabled={isBusy} onClick={() => void identity()}>
              {t('mend.identity')}
            </Button>
          )}
          {bid.keep.payloads.map(({ envelope, size }) => (
            <div key={envelope} className="stack-12">
              <Button
                size="sm"
                look={wanted.envelopes.includes(envelope) ? 'primary' : 'plain'}
                disabled={isBusy}
                onClick={() => void take(envelope)}
              >
                {t('mend.payload', { envelope: t(`envelope.${envelope}`) })}
              </Button>
              {told?.envelope === envelope && (
                <FileDrop
                  label={t('mend.file', { envelope: t(`envelope.${envelope}`) })}
                  hint={`${bid.id.slice(0, 8)}-${envelope}.sealed`}
                  onFiles={([file]) => takeChosen(envelope, size, file)}
                />
              )}
            </div>
          ))}
        </div>
      </details>
      {/* Outside: the panel closes when nothing is wanted any more. */}
      <p role="status">{told?.key === undefined ? '' : t(told.key)}</p>
      {told?.error !== undefined && <BidProblem error={told.error} />}
    </>
  )
}
