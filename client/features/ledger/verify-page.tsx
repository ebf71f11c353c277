import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { getOpeningBundle } from '#shared/contracts/opening-reading.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { visitorClient } from '../../platform/api.ts'
import { serverNow } from '../../platform/server-time.ts'
import { FileDrop } from '../../ui/file-drop.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { checkActByDigest } from './check-act.ts'
import { checkBundle } from './check-bundle.ts'
import { checkEvent } from './check-event.ts'
import { type Checked, NotVerifiable } from './checked.ts'
import { verifyFiles } from './read-proofs.ts'
import { isTrustFile, platformTrust, trustOfFiles, type VerifyTrust } from './trust.ts'
import { Verdict } from './verdict.tsx'
import { VerifySide } from './verify-side.tsx'
import './verify.css'

/** What the page is about at this moment. */
type Run =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly what: string }
  | { readonly state: 'done'; readonly what: string; readonly checked: Checked; readonly tookMs: number }
  | { readonly state: 'failed'; readonly what: string; readonly error: unknown }

/** 核验中心: anyone drops a proof and sees every check, reckoned in this browser; nothing is uploaded. */
export function VerifyPage() {
  const { t } = useTranslation('verify')
  const [run, setRun] = useState<Run>({ state: 'idle' })
  const [own, setOwn] = useState<VerifyTrust>()
  const platform = usePlatformTrust()
  const [search] = useSearchParams()
  const start = async (what: string, work: (trust: VerifyTrust) => Promise<Checked>) => {
    setRun({ state: 'running', what })
    const startedAt = performance.now()
    try {
      const checked = await work(own ?? (await platform.promise))
      setRun({ state: 'done', what, checked, tookMs: performance.now() - startedAt })
    } catch (error) {
      setRun({ state: 'failed', what, error })
    }
  }
  useAddress(search, start)
  const take = async (files: readonly File[]) => {
    const trusted = files.filter(({ name }) => isTrustFile(name))
    const proofs = files.filter((file) => !trusted.includes(file))
    const brought = trusted.length === 0 ? undefined : await trustOfFiles(trusted)
    if (brought !== undefined) setOwn(brought)
    const what = proofs.map(({ name }) => name).join('、')
    if (proofs.length === 0)
      return brought === undefined
        ? setRun({ state: 'failed', what: files[0]?.name ?? '', error: new NotVerifiable('only-trust') })
        : undefined
    await start(what, async (trust) => verifyFiles(visitorClient(), proofs, brought ?? trust, serverNow()))
  }
  return (
    <>
      <PageTitle title={t('title')} />
      <div className="wrap vhead">
        <h1>{t('title')}</h1>
        <p>{t('lead')}</p>
      </div>
      <div className="wrap cols">
        <div>
          <FileDrop
            label={run.state === 'idle' ? t('drop.label') : run.what}
            hint={run.state === 'done' ? t('drop.took', { seconds: (run.tookMs / 1000).toFixed(1) }) : t('drop.hint')}
            isMultiple
            isDisabled={run.state === 'running'}
            onFiles={(files) => void take(files)}
          />
          <div className="verdict" aria-live="polite">
            {run.state === 'running' && <PageLoading what={t('running', { what: run.what })} />}
            {run.state === 'failed' && <Failure error={run.error} />}
            {run.state === 'done' && (
              <Verdict
                checked={run.checked}
                trust={own ?? platform.trust}
                what={run.what}
                onComplete={(complete) => void start(run.what, () => complete())}
              />
            )}
          </div>
          {run.state === 'idle' && <KindList />}
        </div>
        <VerifySide
          own={own}
          platform={platform.trust}
          error={platform.error}
          onTrust={(files) => void take(files)}
          onForget={() => setOwn(undefined)}
          checked={run.state === 'done' ? run.checked : undefined}
          what={run.state === 'done' ? run.what : ''}
        />
      </div>
    </>
  )
}

/** What can be brought here, and where it comes from. */
function KindList() {
  const { t } = useTranslation('verify')
  return (
    <dl className="kinds">
      {(['receipt', 'pdf', 'bundle', 'act', 'checkpoint'] as const).map((kind) => (
        <div key={kind}>
          <dt>{t(`kind.${kind}`)}</dt>
          <dd>{t(`kinds.${kind}`)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Failure({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('verify')
  if (error instanceof NotVerifiable)
    return (
      <StatusLine tone="warn" isUrgent head={t(`refused.${error.reason}.head`)}>
        {t(`refused.${error.reason}.do`)}
      </StatusLine>
    )
  return <ProblemState error={error} />
}

/** The platform's anchors and log keys, fetched once when the page opens, so that it works without the network afterwards. */
function usePlatformTrust(): { promise: Promise<VerifyTrust>; trust: VerifyTrust | undefined; error: unknown } {
  const [promise] = useState(() => platformTrust(visitorClient()))
  const [trust, setTrust] = useState<VerifyTrust>()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    promise.then(setTrust, setError)
  }, [promise])
  return { promise, trust, error }
}

/** `?act=<sha256>`, `?tender=<id>`, `?tender=<id>&entry=<c>`: fetched from the platform and verified here. */
function useAddress(
  search: URLSearchParams,
  start: (what: string, work: (trust: VerifyTrust) => Promise<Checked>) => Promise<void>,
): void {
  const act = search.get('act')
  const tender = search.get('tender')
  const entry = search.get('entry')
  const key = `${act ?? ''} ${tender ?? ''} ${entry ?? ''}`
  const [begun, setBegun] = useState('')
  useEffect(() => {
    if (key.trim() === '' || begun === key) return
    setBegun(key)
    const client = visitorClient()
    if (act !== null && /^[0-9a-f]{64}$/.test(act)) void start(act, (trust) => checkActByDigest(client, act, trust))
    else if (tender !== null && entry !== null) void start(entry, (trust) => checkEvent(client, tender, entry, trust))
    else if (tender !== null)
      void start(tender, async (trust) =>
        checkBundle((await client.call(getOpeningBundle, { params: { tender } })) as Bytes, trust),
      )
    else void start(key.trim(), () => Promise.reject(new NotVerifiable('unknown')))
  }, [act, tender, entry, key, begun, start])
}
