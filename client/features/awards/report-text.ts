import { type RegulatorReportText, regulatorReportField } from '#shared/contracts/award-report.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'

/** A written report as it came, and the digest of its very bytes, which is what a signer signs. */
export interface ReadReport {
  readonly report: RegulatorReportText
  readonly sha256: string
}

/** The report that came is not the one whose digest is public. */
export class ReportDiffers extends Error {
  override readonly name = 'ReportDiffers'
}

/** Reads a written report (A5) and, once one was given, holds it against the digest that is public. Throws ReportDiffers. */
export function readReportText(bytes: Uint8Array, given: string | undefined): ReadReport {
  const sha256 = sha256Hex(bytes)
  if (given !== undefined && sha256 !== given) throw new ReportDiffers('the report that came is not the one named')
  return { report: regulatorReportField.parse(JSON.parse(fromUtf8(bytes))), sha256 }
}
