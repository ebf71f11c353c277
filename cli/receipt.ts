import type { ReceiptVerdict } from '#shared/sealed-bid/verify-receipt.ts'
import type { CommandContext } from './command.ts'

const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  'receipt-well-formed': ['格式', 'form'],
  'receipt-signed': ['平台签名', 'platform signature'],
  'platform-certificate': ['平台证书', 'platform certificate'],
  timestamp: ['时间戳', 'time-stamp'],
  manifest: ['对应的投标', 'the bid it is for'],
  'ledger-entry': ['存证条目', 'ledger entry'],
}

const VERDICTS: Readonly<Record<string, readonly [string, string]>> = {
  pass: ['通过', 'pass'],
  fail: ['未通过', 'FAIL'],
  'not-checked': ['未核验', 'not checked'],
}

/** Tells a receipt, check by check. */
export function sayReceipt({ terminal }: CommandContext, verdict: ReceiptVerdict): void {
  for (const { name, verdict: outcome, why } of verdict.checks) {
    const [zhName, enName] = NAMES[name] ?? [name, name]
    const [zh, en] = VERDICTS[outcome] ?? [outcome, outcome]
    const reason = why === undefined ? '' : `: ${why}`
    terminal.say(`${zhName} ${zh}${reason}`, `${enName}: ${en}${reason}`)
  }
  const at = verdict.receipt?.receivedAt
  if (at !== undefined) terminal.say(`接收时间 ${at}`, `Received at ${at}`)
}
