import { useActor, useHasRole, useMay } from '../identity/session.ts'
import type { AwardTask, AwardViewer } from './award-tasks.ts'
import { type Award, type AwardTender, useLotBidders } from './use-awards.ts'

/** Who looks at the award of a lot: what the party is in the tender, and what the policy lets its person do. */
export function useViewer(award: Pick<Award, 'tender' | 'lot'>, tender: AwardTender): AwardViewer {
  const actor = useActor()
  const bidders = useLotBidders(award)
  const isRegulator = useHasRole('regulator')
  const may: Record<AwardTask, boolean> = {
    publishCandidates: useMay('publishCandidates'),
    answerAwardObjection: useMay('answerAwardObjection'),
    handOverReport: useMay('handOverReport'),
    decideAward: useMay('decideAward'),
    publishResult: useMay('publishResult'),
    draftContract: useMay('draftContract'),
    signContract: useMay('signContract'),
    fileContract: useMay('fileContract'),
    reportToRegulator: useMay('reportToRegulator'),
    orderReReview: useMay('orderReReview'),
    failAward: useMay('failAward'),
    objectToCandidates: useMay('objectToCandidates'),
    complainOfAward: useMay('complainOfAward'),
    decideComplaint: useMay('decideComplaint'),
  }
  const party = actor?.party ?? ''
  return {
    party,
    isTenderer: tender.tenderer.party === party,
    isRunning: tender.tenderer.party === party || tender.agency?.party === party,
    isRegulator,
    isBidder: bidders?.some((bidder) => bidder.party === party) === true,
    may: (operation) => may[operation],
  }
}
