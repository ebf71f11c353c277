import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRegulatorReport } from '#shared/contracts/award-report.ts'
import { getAwards, getContract, getOwnResult } from '#shared/contracts/awards.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { getOpening } from '#shared/contracts/opening-reading.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { ContractDiffers, type ContractText, readContractText } from './contract-text.ts'
import { type ReadReport, ReportDiffers, readReportText } from './report-text.ts'

/** Where the award of a lot stands, as whoever looks may know it. */
export type Award = ResultOf<typeof getAwards>['awards'][number]
/** The tender that an award belongs to. */
export type AwardTender = ResultOf<typeof readTenderContract>
/** A bidder of a lot as the opening published it. */
export interface LotBidder {
  readonly bid: string
  readonly party: string
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
}

/** The awards of a tender, lot by lot, kept true by the facts that are committed about it. */
export function useAwards(tender: string) {
  const client = useQueryClient()
  useLive(`tender:${tender}`, () => {
    for (const queryKey of [
      ['awards', tender],
      ['tender', tender],
    ])
      void client.invalidateQueries({ queryKey })
  })
  return useQuery({
    queryKey: ['awards', tender],
    queryFn: async () => (await api.call(getAwards, { params: { tender } })).awards,
    // A publicity ends by the server's clock without anybody doing anything.
    refetchInterval: 30_000,
  })
}

/** The tender itself: names, lots, labels of the letter's fields. */
export function useAwardTender(tender: string) {
  return useQuery({ queryKey: ['tender', tender], queryFn: () => api.call(readTenderContract, { params: { tender } }) })
}

/** Who bid on a lot, from the published opening; undefined until it is known. */
export function useLotBidders({ tender, lot }: Pick<Award, 'tender' | 'lot'>): readonly LotBidder[] | undefined {
  const opening = useQuery({
    queryKey: ['tender', tender, 'opening'],
    queryFn: () => api.call(getOpening, { params: { tender } }),
    staleTime: 60_000,
  })
  return opening.data?.seals.flatMap(({ lot: sealLot, bidder, manifestSha256, fields }) =>
    sealLot === lot && bidder !== null
      ? [{ bid: manifestSha256, party: bidder.party, name: bidder.name, fields: fields ?? {} }]
      : [],
  )
}

/** The caller's own result, once the lot is decided; only asked for by a bidder of the lot. */
export function useOwnResult({ tender, lot }: Pick<Award, 'tender' | 'lot'>, isAsked: boolean) {
  return useQuery({
    queryKey: ['awards', tender, 'own', lot],
    queryFn: () => api.call(getOwnResult, { params: { tender, lot } }),
    enabled: isAsked,
  })
}

/** The contract's text, read and held against its digest. */
export function useContract({ tender, lot, contract }: Pick<Award, 'tender' | 'lot' | 'contract'>, isAsked: boolean) {
  const sha256 = contract?.sha256
  return useQuery({
    queryKey: ['awards', tender, 'contract', lot, sha256],
    queryFn: async (): Promise<ContractText> =>
      readContractText(await api.call(getContract, { params: { tender, lot } }), sha256 ?? ''),
    enabled: isAsked && sha256 !== undefined,
    staleTime: Infinity,
    retry: (count, error) => !(error instanceof ContractDiffers || error instanceof ProblemError) && count < 2,
  })
}

/**
 * The written report to the regulator (A5), once given held against its public digest; before that, for those who run the tender, as it would
 * be given by this version of the award.
 */
export function useRegulatorReport(
  { tender, lot, version, regulatorReport }: Pick<Award, 'tender' | 'lot' | 'version' | 'regulatorReport'>,
  isAsked: boolean,
) {
  const sha256 = regulatorReport?.sha256
  return useQuery({
    queryKey: ['awards', tender, 'report', lot, sha256 ?? version],
    queryFn: async (): Promise<ReadReport> =>
      readReportText(await api.call(getRegulatorReport, { params: { tender, lot } }), sha256),
    enabled: isAsked,
    staleTime: Infinity,
    retry: (count, error) => !(error instanceof ReportDiffers || error instanceof ProblemError) && count < 2,
  })
}
