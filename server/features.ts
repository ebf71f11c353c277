import { join } from 'node:path'
import type { Actor } from '#shared/policy/roles.ts'
import { formatNoteKey, noteKey } from '#shared/transparency/signed-note.ts'
import {
  filesNamed as archiveFilesNamed,
  ensureIndexes as ensureArchiveIndexes,
  registerArchiveRoutes,
  startArchive,
} from './features/archive/index.ts'
import {
  filesNamed as awardsFilesNamed,
  ensureIndexes as ensureAwardsIndexes,
  registerAwardsRoutes,
  startAwards,
} from './features/awards/index.ts'
import { ensureIndexes as ensureBidsIndexes, payloadsNamed, registerBidsRoutes } from './features/bids/index.ts'
import { registerCatalogueRoutes } from './features/catalogue/index.ts'
import {
  ensureIndexes as ensureCoefficientIndexes,
  registerCoefficientRoutes,
  startCoefficients,
} from './features/coefficient/index.ts'
import { ensureIndexes as ensureDepositsIndexes, registerDepositsRoutes, startDeposits } from './features/deposits/index.ts'
import {
  ensureIndexes as ensureEvaluationIndexes,
  filesNamed as evaluationFilesNamed,
  registerEvaluationRoutes,
  seatCommittee,
  startEvaluations,
  vacateMember,
} from './features/evaluation/index.ts'
import { ensureIndexes as ensureExpertsIndexes, registerExpertsRoutes, startDraws } from './features/experts/index.ts'
import {
  admit,
  authenticate,
  ensureIndexes as ensureIdentityIndexes,
  registerIdentityRoutes,
  scheduleIdentity,
  verifyAct,
} from './features/identity/index.ts'
import {
  checkpointFile,
  createLedger,
  ensureIndexes as ensureLedgerIndexes,
  type Ledger,
  ledgerReadiness,
  logOrigin,
  logYear,
  registerLedgerRoutes,
  scheduleLedger,
} from './features/ledger/index.ts'
import {
  documentsNamed,
  ensureIndexes as ensureNoticesIndexes,
  isAnyTenderOpen,
  registerNoticesRoutes,
  watchTenders,
} from './features/notices/index.ts'
import {
  ensureIndexes as ensureNotificationsIndexes,
  registerNotificationsRoutes,
  watchLedger,
  watchMails,
} from './features/notifications/index.ts'
import {
  closeBox,
  countOpenings,
  ensureIndexes as ensureOpeningIndexes,
  filesNamed,
  registerOpeningRoutes,
  startOpenings,
} from './features/opening/index.ts'
import { ensureIndexes as ensureProjectsIndexes, registerProjectsRoutes } from './features/projects/index.ts'
import {
  ensureIndexes as ensureSupervisionIndexes,
  registerSupervisionRoutes,
  startSupervision,
} from './features/supervision/index.ts'
import type { VerifyAct } from './platform/http/act-body.ts'
import type { HttpRegistrar } from './platform/http/http.ts'
import type { Platform } from './platform/platform.ts'
import type { ReadinessCheck } from './platform/readiness.ts'
import { registerUploadRoutes } from './platform/uploads/uploads.routes.ts'

/** What the rest of the server needs of the features, and what starts and ends them. */
export interface Features {
  readonly ledger: Ledger
  readonly readiness: readonly ReadinessCheck[]
  authenticate(bearer: string, at: number): Promise<Actor>
  /** Who holds a download ticket. */
  admit(ticketed: { readonly address: string; readonly ticket: string; readonly at: number }): Promise<Actor>
  verifyAct: VerifyAct
  /** C2SP verifier key of the log of the year of `now`. */
  logVerifierKey(now: number): string
  /** How many openings stand in each state. */
  countOpenings(): Promise<ReadonlyMap<string, number>>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Makes every feature's collections and indexes, wires them in the order of the life of a tender, and registers their routes. */
export async function createFeatures(platform: Platform, http: HttpRegistrar): Promise<Features> {
  const { connection, config, scheduler } = platform
  await ensureLedgerIndexes(connection)
  await ensureIdentityIndexes(connection)
  await ensureProjectsIndexes(connection)
  await ensureNoticesIndexes(connection)
  await ensureBidsIndexes(connection)
  await ensureOpeningIndexes(connection)
  await ensureCoefficientIndexes(connection)
  await ensureExpertsIndexes(connection)
  await ensureEvaluationIndexes(connection)
  await ensureAwardsIndexes(connection)
  await ensureDepositsIndexes(connection)
  await ensureSupervisionIndexes(connection)
  await ensureArchiveIndexes(connection)
  await ensureNotificationsIndexes(connection)
  const ledger = createLedger({
    connection,
    random: platform.random,
    clock: platform.clock,
    logger: platform.logger,
    platformName: config.platformName,
    logKey: platform.keys.logKey,
    timestamp: platform.timestamp,
    beatMs: config.beatMs,
    fillerMultiple: config.fillerMultiple,
    memory: checkpointFile(join(config.dataFolder, 'checkpoint')),
    isAnyTenderOpen: (at) => isAnyTenderOpen({ connection }, at),
  })
  const deps = { ...platform, ledger }
  registerUploadRoutes(http, deps)
  registerLedgerRoutes(http, deps)
  registerIdentityRoutes(http, deps)
  scheduleIdentity(deps)
  registerCatalogueRoutes(http, deps)
  registerProjectsRoutes(http, deps)
  registerNoticesRoutes(http, deps)
  watchTenders(deps, {
    onDeadline: ({ _id: tender }, at) => closeBox(deps, { tender, at }),
  })
  registerBidsRoutes(http, deps)
  registerOpeningRoutes(http, deps)
  startOpenings(deps)
  registerCoefficientRoutes(http, deps)
  startCoefficients(deps)
  registerExpertsRoutes(http, deps)
  startDraws(deps, {
    onCommittee: (committee, at) => seatCommittee(deps, committee, at),
    onVacated: (vacated) => vacateMember(deps, vacated),
  })
  registerEvaluationRoutes(http, deps)
  startEvaluations(deps)
  registerAwardsRoutes(http, deps)
  startAwards(deps)
  registerDepositsRoutes(http, deps)
  startDeposits(deps)
  registerSupervisionRoutes(http, deps)
  startSupervision(deps)
  registerArchiveRoutes(http, deps)
  startArchive(deps)
  const notifications = { ...deps, mail: mailSettings(config) }
  registerNotificationsRoutes(http, notifications)
  watchLedger(notifications)
  watchMails(notifications)
  scheduleLedger({ ledger, scheduler })
  sweepBlobs(platform)
  return {
    ledger,
    readiness: [ledgerReadiness({ ledger })],
    authenticate: (bearer, at) => authenticate(deps, bearer, at),
    admit: (ticketed) => admit(deps, ticketed),
    verifyAct: (input) => verifyAct(deps, input),
    logVerifierKey: (now) => formatNoteKey(noteKey(logOrigin(config.platformName, logYear(now)), platform.keys.logKey.publicKey)),
    countOpenings: () => countOpenings(deps),
    start: () => ledger.start(),
    stop: () => ledger.stop(),
  }
}

/**
 * Files that no record names any more or names yet: a detached document, a submission that broke off after its payloads were taken in. Each
 * server goes by its own memory of when it saw them first.
 */
function sweepBlobs({ connection, blobs, scheduler }: Platform): void {
  const named = { connection }
  scheduler.every({
    name: 'blobs',
    everyMs: 6 * 3_600_000,
    isEachServers: true,
    run: async (now) => {
      const readNamed = async () =>
        new Set(
          (
            await Promise.all([
              payloadsNamed(named),
              documentsNamed(named),
              filesNamed(named),
              evaluationFilesNamed(named),
              awardsFilesNamed(named),
              archiveFilesNamed(named),
            ])
          ).flat(),
        )
      await blobs.sweep({ readNamed, now, ageMs: 24 * 3_600_000 })
    },
  })
}

/** Mail is sent only where a server and a sender are configured. */
function mailSettings({ smtpUrl, mailFrom, publicUrl }: Platform['config']) {
  return smtpUrl === undefined || mailFrom === undefined ? undefined : { smtpUrl, from: mailFrom, publicUrl }
}
