import { mkdir, writeFile } from 'node:fs/promises'
import { allContracts } from '#shared/contracts/all.ts'
import { environmentExample } from '../config.ts'
import { openApiDocument } from '../platform/http/openapi.ts'
import { version } from '../version.ts'
import { lifecycleDocument } from './lifecycle-document.ts'

/** Every file that is made from the code, by its path. A test compares them: run `npm run generate` after a change. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const openApi = openApiDocument(allContracts, { title: 'Kaibiao', version, url: 'http://localhost:3000' })
  return {
    '.env.example': environmentExample(),
    'docs/api/openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
    'docs/lifecycles.md': lifecycleDocument(),
  }
}

if (process.argv[1]?.endsWith('generate.ts') === true) {
  await mkdir('docs/api', { recursive: true })
  for (const [path, text] of Object.entries(generatedFiles())) await writeFile(path, text)
}
