import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField } from './fields.ts'

const params = z.object({ tender: idField })

/** The bags of a tender, each with its files and their digests. */
export const listArchives = defineContract({
  id: 'listArchives',
  method: 'GET',
  path: '/api/archives/:tender/bags',
  summary: { zh: '项目档案目录', en: 'The bags of a tender' },
  params,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      bags: z.array(
        z.strictObject({
          number: z.int().min(1),
          cause: z.string(),
          at: instantField,
          files: z.array(
            z.strictObject({
              path: z.string(),
              sha256: digestField,
              sha512: z.string().regex(/^[0-9a-f]{128}$/),
              size: z.int().min(0),
            }),
          ),
          /** What should be there and is not held: superseded, withdrawn, lost. */
          missing: z.array(z.string()),
          /** The whole as the ZIP file it is given out as: the same bytes each time. Null for bags written before it was kept. */
          zip: z.strictObject({ size: z.int().min(0), sha256: digestField }).nullable(),
        }),
      ),
    }),
  },
  problems: ['not-found'],
})

/** A bag as a ZIP file, the newest unless told; whole or one range of it, so that a download that broke off goes on. */
export const getArchive = defineContract({
  id: 'getArchive',
  method: 'GET',
  path: '/api/archives/:tender',
  summary: { zh: '下载项目档案包', en: 'A bag of a tender' },
  params,
  query: z.object({ bag: z.coerce.number().int().min(1).optional() }),
  answer: {
    kind: 'bytes',
    status: 200,
    mediaType: 'application/zip',
    headers: ['content-disposition', 'etag', 'accept-ranges', 'content-range'],
  },
  isTicketed: true,
  problems: ['not-found', 'archive-not-written'],
})

/** Every contract of the archive. */
export const archiveContracts = [listArchives, getArchive] as const satisfies readonly Contract[]
