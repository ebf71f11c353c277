import { open } from 'node:fs/promises'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Manifest, ManifestEnvelope } from '#shared/sealed-bid/manifest.ts'
import { checkPayload, payloadHeadBytes, type Submission } from '#shared/sealed-bid/submission.ts'
import type { Uploads } from '../../platform/uploads/uploads.ts'

/**
 * Checks that every envelope of a manifest has arrived whole and as described (rules B2, B3). Digests were made as the bytes
 * came in, so this costs milliseconds whatever the size. Throws `payload-…`, the first fault in the order of the envelopes.
 */
export async function checkPayloads(
  uploads: Pick<Uploads, 'finished'>,
  manifest: Manifest,
  given: Submission['uploads'],
): Promise<void> {
  for (const envelope of manifest.envelopes) {
    const capability = given.find((upload) => upload.envelope === envelope.name)?.capability
    await checkUpload(uploads, envelope, capability)
  }
}

/** Checks one upload against the envelope it should be. Throws `payload-…`. */
export async function checkUpload(
  uploads: Pick<Uploads, 'finished'>,
  envelope: ManifestEnvelope,
  capability: string | undefined,
): Promise<void> {
  const upload = capability === undefined ? undefined : await uploads.finished(capability)
  if (upload === undefined) throw new DomainProblem('payload-missing', { envelope: envelope.name })
  checkPayload(envelope, { ...upload, head: await readHead(upload.path) })
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(payloadHeadBytes), 0, payloadHeadBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
