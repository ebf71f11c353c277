import { PkiRefused } from './refused.ts'

/** Why an envelope is not one of this profile, or does not open. Each code names the one rule broken; docs/formats/cms.md lists them. */
type EnvelopeRefusalCode =
  | 'envelope-too-large'
  | 'envelope-not-der'
  | 'envelope-not-auth-enveloped'
  | 'envelope-wrong-version'
  | 'envelope-recipient-count'
  | 'envelope-recipient-kind'
  | 'envelope-other-recipient'
  | 'envelope-pkcs1-wrapping'
  | 'envelope-sha1-kdf'
  | 'envelope-algorithm-not-allowed'
  | 'envelope-attributes-not-allowed'
  | 'envelope-signing-only-key'
  | 'envelope-key-not-allowed'
  | 'envelope-ephemeral-key-invalid'
  | 'envelope-does-not-open'

/** An envelope refused. */
export class EnvelopeRefused extends PkiRefused<EnvelopeRefusalCode> {
  override readonly name = 'EnvelopeRefused'
}
