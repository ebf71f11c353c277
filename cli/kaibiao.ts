#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeRandom } from './node-runtime.ts'
import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  fetch: globalThis.fetch,
  random: nodeRandom,
  now: () => Date.now(),
  wait: (milliseconds) => sleep(milliseconds),
})
