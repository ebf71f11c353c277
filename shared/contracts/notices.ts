import type { Contract } from './contract.ts'
import { listChangesContract } from './notices/changes.ts'
import * as custody from './notices/custody.ts'
import * as publicList from './notices/public-list.ts'
import * as questions from './notices/questions.ts'
import * as tenders from './notices/tenders.ts'

/** Every contract of: notices. */
export const noticesContracts = [
  publicList.listTendersContract,
  listChangesContract,
  publicList.exportTendersContract,
  publicList.readFeedContract,
  tenders.startTenderContract,
  tenders.writeDraftContract,
  tenders.attachDocumentContract,
  tenders.detachDocumentContract,
  tenders.readTenderContract,
  tenders.listRoundsContract,
  tenders.fileNoticeContract,
  tenders.returnNoticeContract,
  tenders.approveNoticeContract,
  tenders.amendNoticeContract,
  tenders.terminateTenderContract,
  tenders.announceFailureContract,
  tenders.discardTenderContract,
  tenders.readNoticesContract,
  tenders.listDeskTendersContract,
  tenders.downloadDocumentContract,
  custody.listCustodyContract,
  custody.testCustodyKeyContract,
  custody.acceptCustodyContract,
  custody.declineCustodyContract,
  custody.confirmReadinessContract,
  custody.destroyCustodyKeyContract,
  custody.readCustodiansContract,
  questions.askQuestionContract,
  questions.lookUpQuestionContract,
  questions.listQuestionsContract,
  questions.listOpenQuestionsContract,
  questions.answerQuestionContract,
  questions.fileObjectionContract,
  questions.listObjectionsContract,
  questions.answerObjectionContract,
] as const satisfies readonly Contract[]
