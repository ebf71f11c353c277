export { type ActRecord, actOf, publishAct } from './act-of.ts'
export { type AppendedEvent, appendEvent, type EventToAppend } from './append-event.ts'
export { appendOpaque } from './append-opaque.ts'
export { awaitCheckpoint } from './await-checkpoint.ts'
export { type ChainProofs, proveChain, proveEntryAt } from './chain-proofs.ts'
export { checkpointDeadline, deadlineCheckpoint } from './checkpoint-deadline.ts'
export { checkpointFile } from './checkpoint-file.ts'
export { createLedger } from './create-ledger.ts'
export { ensureIndexes } from './ledger.model.ts'
export { registerLedgerRoutes } from './ledger.routes.ts'
export type {
  BeatKind,
  BeatResult,
  ChainEvent,
  CheckpointMemory,
  CheckpointProof,
  EntryProof,
  Ledger,
  LedgerDeps,
  LedgerHealth,
  LedgerRecords,
  LogKey,
  Reaction,
  ReactionInTransaction,
  SequencedEvent,
  WithLedger,
} from './ledger.ts'
export { ledgerReadiness } from './ledger-readiness.ts'
export { logOrigin, logYear } from './log-year.ts'
export { onEvent, onEventInTransaction } from './on-event.ts'
export { scheduleLedger } from './schedule-ledger.ts'
export { tenderChain } from './tender-chain.ts'
export { underCheckpoint } from './under-checkpoint.ts'
export { type LogFault, type LogReport, verifyLog } from './verify-log.ts'
export { newestCheckpointNote, witnessedFault } from './witnessed-checkpoint.ts'
