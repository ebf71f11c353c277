import { useTranslation } from 'react-i18next'
import { PkiRefused } from '#shared/pki/refused.ts'
import { AgentRefused } from '../../crypto/agent.ts'
import { ProblemState } from '../../ui/page-state.tsx'

/** Why no key could be used: the file, the PIN, the agent or the server. Nothing has been signed. */
export function KeyProblem({ error }: { readonly error: unknown }) {
  const { t, i18n } = useTranslation('identity')
  const code = error instanceof PkiRefused || error instanceof AgentRefused ? String(error.code) : undefined
  if (code === undefined) return <ProblemState error={error} />
  const key = `keyProblem.${code}`
  const known = i18n.exists(key, { ns: 'identity' })
    ? key
    : error instanceof AgentRefused
      ? 'keyProblem.agent'
      : 'keyProblem.certificate'
  return (
    <div className="status bad slim" role="alert">
      <div className="grow">
        <p className="head">{t(`${known}.title`, { code })}</p>
        <p className="do">{t(`${known}.do`, { code })}</p>
      </div>
    </div>
  )
}
