import type { CommandDefinition } from '../command-context.ts'
import { okReply } from '../replies.ts'
import { maxBsonObjectSize, maxMessageSizeBytes } from '../wire-protocol.ts'

/** Wire version of MongoDB 7.0: what drivers may ask of this server. */
const maxWireVersion = 21
/** The name under which this server answers as a replica set of one; without it drivers refuse transactions. */
const replicaSetName = 'kaibiao'
/** Minutes after which an unused session is forgotten. */
export const sessionTimeoutMinutes = 30

/** `hello`: what this server is and speaks (Server Discovery and Monitoring specification). */
export const hello: CommandDefinition = {
  fields: [
    'hello',
    'helloOk',
    'client',
    'compression',
    'topologyVersion',
    'maxAwaitTimeMS',
    'loadBalanced',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'backpressure',
  ],
  run: ({ connectionId, receivedAt }) => helloReply('isWritablePrimary', connectionId, receivedAt),
}

/** `isMaster` in the words of old drivers and of the OP_QUERY handshake. */
export const isMaster: CommandDefinition = {
  fields: ['isMaster', 'ismaster', ...hello.fields],
  run: ({ connectionId, receivedAt }) => helloReply('ismaster', connectionId, receivedAt),
}

function helloReply(primaryField: string, connectionId: number, now: Date) {
  return okReply({
    helloOk: true,
    [primaryField]: true,
    secondary: false,
    setName: replicaSetName,
    setVersion: 1,
    maxBsonObjectSize,
    maxMessageSizeBytes,
    maxWriteBatchSize: 100_000,
    localTime: now,
    logicalSessionTimeoutMinutes: sessionTimeoutMinutes,
    connectionId,
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
  })
}

/** `ping`. */
export const ping: CommandDefinition = { fields: ['ping'], run: () => okReply() }

/** `buildInfo`: names the version whose behaviour this server follows, and itself. */
export const buildInfo: CommandDefinition = {
  fields: ['buildInfo', 'buildinfo'],
  run: () =>
    okReply({
      version: '7.0.0',
      gitVersion: 'kaibiao-embedded',
      modules: ['kaibiao-embedded'],
      versionArray: [7, 0, 0, 0],
      bits: 64,
      debug: false,
      maxBsonObjectSize,
      storageEngines: ['sqlite'],
    }),
}
