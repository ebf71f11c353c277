import { addressOf } from '#shared/contracts/client.ts'
import type { Contract, QueryGivenOf } from '#shared/contracts/contract.ts'
import { issueDownloadTicket } from '#shared/contracts/identity-sessions.ts'
import { api } from './api.ts'

/**
 * Has the browser download by itself what a ticketed contract gives: nothing of it passes through this page, however large it is, and the
 * browser goes on where it broke off. Throws ProblemError, TypeError off line; what goes wrong later the browser says.
 */
export async function downloadByBrowser<const C extends Contract & { readonly isTicketed: true }>(
  contract: C,
  input: { readonly params: Readonly<Record<string, string>>; readonly query?: QueryGivenOf<C> },
): Promise<void> {
  const { address } = await api.call(issueDownloadTicket, {
    body: { address: addressOf(contract, input.params, input.query as Readonly<Record<string, unknown>> | undefined) },
  })
  const link = document.createElement('a')
  link.href = address
  // The name is the server's; without the attribute a refusal would take the page's place.
  link.download = ''
  link.click()
}
