import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listDemoUsers } from '#shared/contracts/demo.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import { visitorClient } from '../../platform/api.ts'
import { Icon } from '../../ui/icon.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { KeyProblem } from './key-problem.tsx'
import { credentialsOf, keysOfFiles } from './open-keys.ts'
import { usePlatformFacts } from './platform-facts.ts'
import { signInByCertificate } from './sign-in.ts'

type DemoUser = ResultOf<typeof listDemoUsers>['items'][number]

/** The persons of a demo as cards: a press signs in by their PKCS#12 file, read as any other. Nothing on a platform that is no demo. */
export function DemoPersons({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation('identity')
  const isDemo = usePlatformFacts()?.rulePack === 'demo'
  const { data } = useQuery({
    queryKey: ['demo-users'],
    queryFn: () => visitorClient().call(listDemoUsers, {}),
    enabled: isDemo,
    staleTime: Infinity,
  })
  const [busy, setBusy] = useState<string>()
  const [error, setError] = useState<unknown>()
  if (data === undefined || data.items.length === 0) return null
  const signIn = async (user: DemoUser) => {
    setBusy(user.id)
    setError(undefined)
    try {
      const keys = await keysOfFiles(
        user.pkcs12.map((file) => new Blob([fromBase64url(file)])),
        user.pin,
      )
      const [first] = keys.filter(({ signer }) => signer !== undefined)
      const made = first === undefined ? undefined : credentialsOf(first, keys, 'file')
      if (made === undefined) return
      await signInByCertificate(made)
      onSignedIn()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <section>
      <SectionHead title={t('signIn.demo.title')} />
      <p className="t14 ink3" style={{ marginBottom: 12 }}>
        {t('signIn.demo.lead')}
      </p>
      {error !== undefined && <KeyProblem error={error} />}
      <ul className="roles">
        {data.items.map((user) => (
          <li key={user.id}>
            <button type="button" className="demo-person" disabled={busy !== undefined} onClick={() => void signIn(user)}>
              <Icon name="person" size={18} />
              <span className="grow">
                <span className="b ink1">{busy === user.id ? t('signIn.busy') : t(`role.${user.role}`)}</span>
                <span className="t13 ink3">{[user.organization, user.name].join(' · ')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
