import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { demoUserField, listDemoUsers } from '#shared/contracts/demo.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Config } from '../../config.ts'
import type { HttpRegistrar } from './http.ts'

const fileSchema = z.array(demoUserField)

/**
 * Serves the persons of a demo with their keys. Two things must both be so: the rule pack is the demo's, and a file of demo persons was named.
 * Otherwise, and until the demo has written the file, the address is not found.
 */
export function registerDemoUsers(http: HttpRegistrar, config: Pick<Config, 'rulePack' | 'demoUsersFile'>): void {
  const { demoUsersFile } = config
  http.route(listDemoUsers, async () => {
    if (config.rulePack !== 'demo' || demoUsersFile === undefined) throw new DomainProblem('not-found')
    const text = await readFile(demoUsersFile, 'utf8').catch(() => {
      throw new DomainProblem('not-found')
    })
    return { items: fileSchema.parse(JSON.parse(text)) }
  })
}
