import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { openVault, type Vault, VaultNeedsPassphrase } from '../../crypto/vault.ts'
import { createStore, useStore } from '../../platform/store.ts'
import { credentials, requireCredentials } from '../identity/credentials.ts'

/** The keys of custody open at this page, by tender and seat. Gone with the person's own keys. */
const open = createStore<ReadonlyMap<string, CustodyFile>>(new Map())
credentials.subscribe(() => {
  if (credentials.get() === undefined) open.set(new Map())
})

const PREFIX = 'custody/'

/** The key of a seat, if it is open at this page; followed. */
export function useCustodyKey(tender: string, i: number): CustodyFile | undefined {
  return useStore(open).get(nameOf(tender, i))
}

/** Opens every key of custody this person keeps in this browser, and tells how many. Throws VaultNeedsPassphrase, SigningCancelled. */
export async function openKeptCustody(purpose: string, passphrase?: string): Promise<number> {
  const vault = await openVault(await requireCredentials(purpose), passphrase)
  const names = await vault.list(PREFIX)
  const found = new Map(open.get())
  for (const name of names) {
    const bytes = await vault.get(name)
    if (bytes !== undefined) found.set(name, JSON.parse(fromUtf8(bytes)) as CustodyFile)
  }
  open.set(found)
  return names.length
}

/**
 * Keeps the key of a seat open at this page and, encrypted, in this browser: under the person's certificate, or under the passphrase where the
 * certificate only signs. Throws SigningCancelled.
 */
export async function keepCustody(custody: CustodyFile, purpose: string, passphrase?: string): Promise<void> {
  const name = nameOf(custody.tender, custody.i)
  const vault = await vaultFor(purpose, passphrase)
  await vault.put(name, utf8(JSON.stringify(custody)))
  open.set(new Map(open.get()).set(name, custody))
}

/** Keeps at this page alone: what has been seen of the log, where the browser's own store does not open. */
export async function updateCustody(custody: CustodyFile, purpose: string): Promise<void> {
  open.set(new Map(open.get()).set(nameOf(custody.tender, custody.i), custody))
  await keepCustody(custody, purpose).catch(() => undefined)
}

/** Forgets the key of a seat, here and in this browser. Throws VaultNeedsPassphrase, SigningCancelled. */
export async function destroyKept(tender: string, i: number, purpose: string, passphrase?: string): Promise<void> {
  const name = nameOf(tender, i)
  const vault = await vaultFor(purpose, passphrase)
  await vault.remove(name)
  const rest = new Map(open.get())
  rest.delete(name)
  open.set(rest)
}

async function vaultFor(purpose: string, passphrase: string | undefined): Promise<Vault> {
  const given = await requireCredentials(purpose)
  try {
    return await openVault(given)
  } catch (error) {
    if (!(error instanceof VaultNeedsPassphrase) || passphrase === undefined) throw error
    return openVault(given, passphrase)
  }
}

function nameOf(tender: string, i: number): string {
  return `${PREFIX}${tender}/${i}`
}
