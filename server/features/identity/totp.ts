import { generateSecret, generateURI, verify } from 'otplib'

/** Length of a time step, RFC 6238. */
const stepSeconds = 30

/** Draws the secret of an authenticator: 160 bits, base32. */
export function newTotpSecret(): string {
  return generateSecret()
}

/** The address an authenticator reads from a QR code. */
export function totpUri(secret: string, account: string, platformName: string): string {
  return generateURI({ issuer: platformName, label: account, secret })
}

/**
 * The time step whose code this is, one step of drift allowed to either side; undefined when it is wrong or not newer than the last one
 * accepted (RFC 6238 §5.2: a code counts once). `at` in milliseconds.
 */
export async function totpTimeStep(secret: string, code: string, at: number, afterTimeStep: number): Promise<number | undefined> {
  const epoch = Math.floor(at / 1000)
  const result = await verify({ secret, token: code, epoch, epochTolerance: stepSeconds })
  if (!result.valid) return undefined
  const timeStep = Math.floor(epoch / stepSeconds) + result.delta
  return timeStep > afterTimeStep ? timeStep : undefined
}
