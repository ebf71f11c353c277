import { z } from 'zod'
import { ledgerEventSchema } from '../transparency/event.ts'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, digestField, idField, instantField } from './fields.ts'

const yearField = z.coerce.number().int().min(2000).max(9999)
const sizeField = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const sizeQuery = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** What somebody must know to check the log: its keys, its rhythm, who timestamps it. */
export const logTrustSchema = z.strictObject({
  platform: z.string(),
  logs: z.array(
    z.strictObject({
      year: z.number().int(),
      origin: z.string(),
      /** C2SP verifier key: `<origin>+<id>+<base64>`. */
      key: z.string(),
      /** Size of the newest signed checkpoint. */
      size: sizeField,
    }),
  ),
  /** Distance of the beats in milliseconds, and the multiple up to which opaque entries are filled. */
  beatMs: z.number().int(),
  fillerMultiple: z.number().int(),
  timestampAuthority: z.strictObject({ name: z.string(), isPlatformsOwn: z.boolean() }).nullable(),
})

/** Proof that an entry stands in the log. */
export const entryProofSchema = z.strictObject({
  log: z.number().int(),
  origin: z.string(),
  leafIndex: sizeField,
  checkpoint: z.string(),
  inclusionProof: z.array(digestField),
})

/** A tender's public chain. */
export const tenderChainSchema = z.strictObject({
  tender: idField,
  events: z.array(
    z.strictObject({
      c: digestField,
      salt: digestField,
      event: ledgerEventSchema,
      facts: z.unknown().optional(),
      /** Absent until the next beat. */
      log: z.number().int().optional(),
      leafIndex: sizeField.optional(),
    }),
  ),
})

/** The checkpoint that closed a tender's box. */
export const deadlineCheckpointSchema = z.strictObject({
  tender: idField,
  at: instantField,
  log: z.number().int(),
  origin: z.string(),
  size: sizeField,
  root: digestField,
  checkpoint: z.string(),
  /** RFC 3161 token over SHA-256 of the checkpoint; null while its authority does not answer. */
  timestamp: z.strictObject({ token: base64urlField, authority: z.string(), isPlatformsOwn: z.boolean() }).nullable(),
})

/** The logs there are, one a year, with the keys their checkpoints verify under (C2SP signed-note). */
export const readLogTrust = defineContract({
  id: 'readLogTrust',
  method: 'GET',
  path: '/api/log',
  summary: { zh: '账本列表与验证公钥', en: 'Logs, and the keys to check them' },
  answer: { kind: 'json', status: 200, schema: logTrustSchema },
})

/** The checkpoint key (Ed25519) as SubjectPublicKeyInfo in PEM: what openssl needs. */
export const readLogKey = defineContract({
  id: 'readLogKey',
  method: 'GET',
  path: '/api/log/key.pem',
  summary: { zh: '检查点公钥（PEM）', en: 'Public key of the checkpoints, as PEM for openssl' },
  answer: { kind: 'bytes', status: 200, mediaType: 'application/x-pem-file' },
})

/** The newest signed checkpoint of the current year's log. */
export const readNewestCheckpoint = defineContract({
  id: 'readNewestCheckpoint',
  method: 'GET',
  path: '/api/log/checkpoint',
  summary: { zh: '当前账本的最新检查点', en: 'Newest checkpoint of the current log (C2SP tlog-checkpoint)' },
  answer: { kind: 'bytes', status: 200, mediaType: 'text/plain; charset=utf-8' },
})

/** The newest signed checkpoint of the log of one year; of a past year the one that closed it. */
export const readCheckpoint = defineContract({
  id: 'readCheckpoint',
  method: 'GET',
  path: '/api/log/:year/checkpoint',
  summary: { zh: '某年账本的最新检查点', en: "Newest checkpoint of a year's log (C2SP tlog-checkpoint)" },
  params: z.strictObject({ year: yearField }),
  answer: { kind: 'bytes', status: 200, mediaType: 'text/plain; charset=utf-8' },
})

/** Tiles of hashes and bundles of entries: whoever mirrors them all can hash the log again to its signed root. */
export const readTile = defineContract({
  id: 'readTile',
  method: 'GET',
  path: '/api/log/:year/tile/*path',
  summary: {
    zh: '账本的哈希瓦片与条目包',
    en: 'Tiles and entry bundles (C2SP tlog-tiles): tile/<level>/<index>[.p/<width>], tile/entries/<index>[.p/<width>]',
  },
  params: z.strictObject({ year: yearField, path: z.array(z.string().max(16)).max(8) }),
  answer: { kind: 'bytes', status: 200, mediaType: 'application/octet-stream', headers: ['cache-control'] },
})

/** Who asks for an entry by its commitment is concerned by it: such requests are in no log and no count (rule P9). */
export const readInclusion = defineContract({
  id: 'readInclusion',
  method: 'GET',
  path: '/api/log/inclusion/:c',
  summary: { zh: '某条目的存在证明', en: 'Inclusion proof of the entry with this commitment' },
  params: z.strictObject({ c: digestField }),
  answer: { kind: 'json', status: 200, schema: entryProofSchema },
  problems: ['checkpoint-not-yet'],
  isSecret: true,
})

/** The proof of `readInclusion` as a file to keep and verify off line. As secret as the other (rule P9). */
export const readTlogProof = defineContract({
  id: 'readTlogProof',
  method: 'GET',
  path: '/api/log/proof/:c',
  summary: { zh: '可离线核验的存在证明', en: 'The same as a file to keep (C2SP tlog-proof)' },
  params: z.strictObject({ c: digestField }),
  answer: { kind: 'bytes', status: 200, mediaType: 'text/plain; charset=utf-8' },
  problems: ['checkpoint-not-yet'],
  isSecret: true,
})

/** The proof that a log of size `to` only adds to what it was at size `from`: clients demand it from the checkpoint they saw last. */
export const readConsistency = defineContract({
  id: 'readConsistency',
  method: 'GET',
  path: '/api/log/:year/consistency',
  summary: { zh: '两个检查点之间的一致性证明', en: 'Consistency proof between two signed sizes of a log' },
  params: z.strictObject({ year: yearField }),
  query: z.strictObject({ from: sizeQuery, to: sizeQuery.optional() }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({ from: sizeField, to: sizeField, checkpoint: z.string(), proof: z.array(digestField) }),
  },
})

/** Every public event of a tender with its facts, in the order of `seq`; each names the commitment of the one before. */
export const readTenderChain = defineContract({
  id: 'readTenderChain',
  method: 'GET',
  path: '/api/tenders/:tender/chain',
  summary: { zh: '项目的公开事件链', en: "A tender's public chain of events" },
  params: z.strictObject({ tender: idField }),
  answer: { kind: 'json', status: 200, schema: tenderChainSchema },
})

/** The checkpoint under which a bid must stand to count (`opening/1` step 1), with its RFC 3161 timestamp. */
export const readDeadlineCheckpoint = defineContract({
  id: 'readDeadlineCheckpoint',
  method: 'GET',
  path: '/api/tenders/:tender/deadline-checkpoint',
  summary: { zh: '投标截止检查点及时间戳', en: 'The checkpoint that closed the box, with its timestamp' },
  params: z.strictObject({ tender: idField }),
  answer: { kind: 'json', status: 200, schema: deadlineCheckpointSchema },
})

/** The signature of a public act: detached CAdES-BES, DER. */
export const readActSignature = defineContract({
  id: 'readActSignature',
  method: 'GET',
  path: '/api/acts/:sha256.p7s',
  summary: { zh: '已公开操作的电子签名', en: 'Detached CAdES signature of a public act' },
  params: z.strictObject({ sha256: digestField }),
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pkcs7-signature' },
})

/** A public act by its digest, once its event stands in the log. */
export const readAct = defineContract({
  id: 'readAct',
  method: 'GET',
  path: '/api/acts/:sha256',
  summary: { zh: '已公开操作的原文', en: 'A public act: the very bytes that were signed' },
  params: z.strictObject({ sha256: digestField }),
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
})

/** Every contract of: ledger. */
export const ledgerContracts = [
  readLogTrust,
  readLogKey,
  readNewestCheckpoint,
  readCheckpoint,
  readTile,
  readInclusion,
  readTlogProof,
  readConsistency,
  readTenderChain,
  readDeadlineCheckpoint,
  readActSignature,
  readAct,
] as const satisfies readonly Contract[]
