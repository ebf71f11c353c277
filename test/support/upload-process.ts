import type { AddressInfo } from 'node:net'
import { startUploadServer } from './upload-server.ts'

/** The upload server in a process of its own, to be killed. Arguments: data folder. Tells its port to its parent; SIGTERM ends it in order. */
const { server, uploads, close } = await startUploadServer(process.argv[2] ?? '.')

async function end(): Promise<void> {
  server.close()
  await uploads.close(5000)
  await close()
  process.exit(0)
}

process.on('SIGTERM', () => void end())
process.send?.({ port: (server.address() as AddressInfo).port })
