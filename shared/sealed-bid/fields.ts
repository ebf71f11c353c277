import { z } from 'zod'

/** 32 bytes as lower-case hex: keys, salts, nonces. */
export const hex32Field = z.string().regex(/^[0-9a-f]{64}$/)

/** A field name or envelope name: ASCII, so that every language sorts it alike. */
export const nameField = z.string().regex(/^[a-z][A-Za-z0-9-]{0,39}$/)

/** A name that cannot be taken for a property every object has. */
export const safeNameField = nameField.refine((name) => !(name in {}), 'a reserved name')
