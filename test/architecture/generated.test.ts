import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { generatedFiles } from '../../server/cli/generate.ts'

describe('what is generated from the code', () => {
  for (const [path, text] of Object.entries(generatedFiles())) {
    it(`${path} is what "npm run generate" would write`, async () => {
      expect(await readFile(path, 'utf8')).to.equal(text)
    })
  }
})
