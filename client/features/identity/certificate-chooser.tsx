import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AgentRefused, connectAgent } from '../../crypto/agent.ts'
import type { JudgedKey } from '../../crypto/keys.ts'
import type { HeldKey } from '../../crypto/pkcs12.ts'
import { CertificateEntries } from './certificate-entries.tsx'
import type { Credentials } from './credentials.ts'
import { KeyFileFields } from './key-file-fields.tsx'
import { KeyProblem } from './key-problem.tsx'
import { credentialsOf, judgeKeys, keysOfFiles } from './open-keys.ts'
import { platformFacts } from './platform-facts.ts'
import './identity.css'

/**
 * Chooses a certificate: a PKCS#12 file and its PIN, or a token behind the agent of this computer. What speaks against a certificate is said
 * here, before anything is signed with it; a single good one is taken at once. Keys stay in this page.
 */
export function CertificateChooser({ action, isMine = false, onChosen, extra }: CertificateChooserProps) {
  const { t } = useTranslation('identity')
  const [way, setWay] = useState<Credentials['source']>('file')
  const [found, setFound] = useState<{ readonly keys: readonly HeldKey[]; readonly judged: readonly JudgedKey[] }>()
  const [chosen, setChosen] = useState(0)
  const [error, setError] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)

  const use = async (key: HeldKey, keys: readonly HeldKey[]) => {
    const made = credentialsOf(key, keys, way)
    if (made !== undefined) await onChosen(made)
  }
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  const take = async (keys: readonly HeldKey[]) => {
    const judged = await judgeKeys(keys, isMine)
    const good = judged.filter(({ fault }) => fault === undefined)
    setFound({ keys, judged })
    setChosen(0)
    const [only] = good
    if (only !== undefined && good.length === 1) await use(only.key, keys)
  }
  const openFiles = (files: readonly File[], pin: string) => void attempt(async () => take(await keysOfFiles(files, pin)))
  const openAgent = () =>
    void attempt(async () => {
      const facts = await platformFacts()
      const agent = await connectAgent(facts.agentPort)
      if (agent.platform !== facts.name) throw new AgentRefused('platform-differs', agent.platform)
      await take(await agent.list())
    })
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    const key = found?.judged[chosen]?.key
    if (key !== undefined) void attempt(() => use(key, found?.keys ?? []))
  }
  const change = (next: Credentials['source']) => {
    setWay(next)
    setFound(undefined)
    setError(undefined)
  }
  const good = found?.judged.filter(({ fault }) => fault === undefined).length ?? 0
  return (
    <div className="chooser stack-16">
      <fieldset className="ways">
        <legend className="sr">{t('chooser.way')}</legend>
        {(['file', 'agent'] as const).map((each) => (
          <label key={each}>
            <input type="radio" name="certificate-way" checked={way === each} onChange={() => change(each)} />
            <span>{t(`chooser.ways.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      {way === 'file' ? (
        <KeyFileFields action={action} isBusy={isBusy} onSubmit={openFiles} onChange={() => setFound(undefined)} extra={extra} />
      ) : (
        <div className="stack-12">
          <p className="t14">{t('chooser.agent.explain')}</p>
          <p className="t13 ink3">{t('chooser.agent.browsers')}</p>
          <button type="button" className="btn primary lg block" disabled={isBusy} onClick={openAgent}>
            {t(isBusy ? 'chooser.agent.waiting' : 'chooser.agent.connect')}
          </button>
        </div>
      )}
      <div aria-live="polite" className="stack-12">
        {error !== undefined && <KeyProblem error={error} />}
        {found !== undefined && error === undefined && good !== 1 && !isBusy && (
          <form onSubmit={confirm} className="stack-12">
            <CertificateEntries judged={found.judged} chosen={chosen} onChoose={setChosen} />
            {good > 1 && (
              <button type="submit" className="btn primary lg block">
                {t('chooser.use')}
              </button>
            )}
          </form>
        )}
      </div>
    </div>
  )
}

interface CertificateChooserProps {
  /** What pressing the button does, in the person's words: “Sign in”. */
  readonly action: string
  /** Whether the certificate must be bound to whoever is signed in. */
  readonly isMine?: boolean
  /** Is given the keys; what it throws is shown. */
  readonly onChosen: (credentials: Credentials) => Promise<void> | void
  /** Stands above the button. */
  readonly extra?: ReactNode
}
