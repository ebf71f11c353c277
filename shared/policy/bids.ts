import type { PolicyTable } from './policy.ts'

/**
 * Who may do what: bids. Anyone, everywhere: an upload is its capability's, a submission is authorised by the signature it
 * carries and by nothing else, and a session here would tie an account to a sealed bid (rule P9).
 */
export const bidsPolicy = {
  createUpload: { who: 'anyone' },
  describeUploads: { who: 'anyone' },
  readUploadOffset: { who: 'anyone' },
  continueUpload: { who: 'anyone' },
  dropUpload: { who: 'anyone' },
  submitBid: { who: 'anyone' },
  readSealedPayload: { who: 'anyone' },
} as const satisfies PolicyTable
