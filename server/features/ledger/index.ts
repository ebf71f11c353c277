export { actOf, publishAct } from './act-of.ts'
export { appendEvent } from './append-event.ts'
export { appendOpaque } from './append-opaque.ts'
export { awaitCheckpoint } from './await-checkpoint.ts'
export { proveChain, proveEntryAt } from './chain-proofs.ts'
export { checkpointDeadline, deadlineCheckpoint } from './checkpoint-deadline.ts'
export { checkpointFile } from './checkpoint-file.ts'
export { createLedger } from './create-ledger.ts'
export { ensureIndexes } from './ledger.model.ts'
export { registerLedgerRoutes } from './ledger.routes.ts'
export type {
  Ledger,
  LedgerDeps,
  ReactionInTransaction,
  SequencedEvent,
  WithLedger,
} from './ledger.ts'
export { ledgerReadiness } from './ledger-readiness.ts'
export { logOrigin, logYear } from './log-year.ts'
export { onEvent, onEventInTransaction } from './on-event.ts'
export { placeOfEntry } from './place-of-entry.ts'
export { scheduleLedger } from './schedule-ledger.ts'
export { chainLength, tenderChain } from './tender-chain.ts'
export { underCheckpoint } from './under-checkpoint.ts'
export { verifyLog } from './verify-log.ts'
export { newestCheckpointNote, witnessedFault } from './witnessed-checkpoint.ts'
