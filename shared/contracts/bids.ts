import { z } from 'zod'
import { safeNameField } from '../sealed-bid/fields.ts'
import { signedReceiptSchema } from '../sealed-bid/receipt.ts'
import { submissionSchema } from '../sealed-bid/submission.ts'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, digestField } from './fields.ts'

/** The capability of an upload: 32 random bytes as base64url. Whoever knows it may go on, finish, use or drop the upload; nobody else knows it exists. */
export const capabilityField = base64urlField.length(43)

const tusHeaders = ['Tus-Resumable', 'Upload-Offset', 'Upload-Length', 'Location'] as const
const capabilityParams = z.object({ capability: capabilityField })

/** Begins an upload: tus 1.0 `creation`, length known, no metadata; the answer's Location holds the capability. */
export const createUpload = defineContract({
  id: 'createUpload',
  method: 'POST',
  path: '/api/uploads',
  summary: { zh: '开始匿名分段上传（tus 1.0）', en: 'Begin an anonymous resumable upload (tus 1.0)' },
  streamed: true,
  answer: { kind: 'empty', status: 201, headers: tusHeaders },
  problems: ['upload-too-large', 'upload-empty', 'upload-metadata-refused', 'uploads-too-many', 'uploads-full', 'shutting-down'],
  isSecret: true,
  limit: 'upload',
})

/** What the upload server can do: tus 1.0 discovery. */
export const describeUploads = defineContract({
  id: 'describeUploads',
  method: 'OPTIONS',
  path: '/api/uploads',
  summary: { zh: '上传服务的能力', en: 'What the upload service can do' },
  streamed: true,
  answer: { kind: 'empty', status: 204, headers: ['Tus-Version', 'Tus-Extension', 'Tus-Max-Size'] },
  isSecret: true,
  limit: 'upload',
})

/** How many bytes have arrived: where to go on after a break. */
export const readUploadOffset = defineContract({
  id: 'readUploadOffset',
  method: 'HEAD',
  path: '/api/uploads/:capability',
  summary: { zh: '查询已收到的字节数', en: 'How many bytes have arrived' },
  params: capabilityParams,
  streamed: true,
  answer: { kind: 'empty', status: 200, headers: tusHeaders },
  problems: ['upload-not-found'],
  isSecret: true,
  limit: 'upload',
})

/** Sends bytes from an offset on. */
export const continueUpload = defineContract({
  id: 'continueUpload',
  method: 'PATCH',
  path: '/api/uploads/:capability',
  summary: { zh: '续传', en: 'Send bytes from an offset on' },
  params: capabilityParams,
  streamed: true,
  answer: { kind: 'empty', status: 204, headers: tusHeaders },
  problems: ['upload-not-found', 'upload-wrong-offset', 'upload-too-large', 'shutting-down'],
  isSecret: true,
  limit: 'upload',
})

/** Drops an upload that was not submitted. */
export const dropUpload = defineContract({
  id: 'dropUpload',
  method: 'DELETE',
  path: '/api/uploads/:capability',
  summary: { zh: '放弃上传', en: 'Drop an upload' },
  params: capabilityParams,
  streamed: true,
  answer: { kind: 'empty', status: 204, headers: tusHeaders },
  problems: ['upload-not-found'],
  isSecret: true,
  limit: 'upload',
})

/**
 * Hands in a sealed bid: replacement and withdrawal come the same way. Authorised by the signature over the manifest alone; no token,
 * no cookie. The same submission sent again, even after the deadline, gets the same receipt.
 */
export const submitBid = defineContract({
  id: 'submitBid',
  method: 'POST',
  path: '/api/bids',
  summary: { zh: '递交加密投标（含替换、撤回）', en: 'Hand in a sealed bid, a replacement or a withdrawal' },
  body: submissionSchema,
  answer: { kind: 'json', status: 201, schema: signedReceiptSchema },
  problems: [
    'bid-late',
    'bids-not-open',
    'bids-suspended',
    'bids-too-many',
    'bidder-not-admitted',
    'bidder-has-part',
    'operator-may-not-bid',
    'bid-signature-too-large',
    'bid-known-otherwise',
    'manifest-too-large',
    'manifest-malformed',
    'manifest-wrong-platform',
    'manifest-wrong-tender',
    'manifest-wrong-lot',
    'manifest-wrong-round',
    'manifest-old-notice',
    'manifest-wrong-policy',
    'manifest-wrong-envelopes',
    'manifest-wrong-fields',
    'manifest-wrong-recipient',
    'manifest-payload-size',
    'submission-commitment-mismatch',
    'payload-missing',
    'payload-wrong-size',
    'payload-wrong-digest',
    'payload-not-encrypted',
    'signature-invalid',
    'certificate-malformed',
    'certificate-untrusted',
    'certificate-expired',
    'certificate-not-yet-valid',
    'certificate-revoked',
    'certificate-wrong-usage',
    'certificate-weak-key',
    'certificate-critical-extension',
    'certificate-issuer-not-authority',
    'certificate-path-too-long',
    'revocation-unknown',
    'certificate-not-bound',
    'certificate-suspended',
    'person-disabled',
    'not-found',
  ],
  isSecret: true,
  limit: 'write',
})

/** Reads back one sealed payload, byte for byte, until the deadline: the bidder's rehearsal. Only its bidder knows the manifest's digest. */
export const readSealedPayload = defineContract({
  id: 'readSealedPayload',
  method: 'GET',
  path: '/api/bids/:manifestSha256/payloads/:envelope',
  summary: { zh: '截止前取回自己的密文以便演练', en: 'Read back one’s own ciphertext before the deadline' },
  params: z.object({ manifestSha256: digestField, envelope: safeNameField }),
  answer: { kind: 'bytes', status: 200, mediaType: 'application/octet-stream', headers: ['Content-Length'] },
  problems: ['not-found'],
  isSecret: true,
  limit: 'read',
})

/** Every contract of: bids. */
export const bidsContracts = [
  createUpload,
  describeUploads,
  readUploadOffset,
  continueUpload,
  dropUpload,
  submitBid,
  readSealedPayload,
] as const satisfies readonly Contract[]
