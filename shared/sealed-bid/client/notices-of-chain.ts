import { z } from 'zod'
import type { Client } from '../../contracts/client.ts'
import { digestField } from '../../contracts/fields.ts'
import type { TrustMaterial } from '../../pki/path.ts'
import { utf8 } from '../../primitives/bytes.ts'
import { type NoticeAct, readNoticeAct } from '../target-of-notice.ts'
import { fetchAct, verifySignedText } from './notice-pack.ts'
import type { WalkedChain } from './walk-chain.ts'

const noticeFacts = z.looseObject({ noticeSha256: digestField })

/** Every notice a walked chain names, in its order, each verified as its agency signed it. Throws DomainProblem, ProblemError. */
export async function noticesOfChain(
  client: Client,
  chain: WalkedChain,
  trust: { readonly material: TrustMaterial; readonly isRevocationChecked: boolean },
): Promise<NoticeAct[]> {
  const notices: NoticeAct[] = []
  for (const { type, facts } of chain.events) {
    if (type !== 'notice.published' && type !== 'notice.amended') continue
    const text = await fetchAct(client, noticeFacts.parse(facts).noticeSha256)
    await verifySignedText(text, trust)
    notices.push(readNoticeAct(utf8(text.act)))
  }
  return notices
}
