const MOST_CHARACTERS = 120
/** Names Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * The authoritative name of a file from an attacker-controlled one: the last part of any path, NFC, without control and format characters
 * (a right-to-left override makes `fdp.exe` look like `exe.pdf`), without what file systems or headers choke on, at most 120 characters
 * with the extension kept. Answers '' when nothing is left.
 */
export function sanitizeFileName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/u).at(-1) ?? ''
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu, '')
    .replace(/[<>:"|?*%]/gu, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
  const safe = DEVICE.test(clean) ? `_${clean}` : clean
  const characters = [...safe]
  if (characters.length <= MOST_CHARACTERS) return safe
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(safe)?.[0] ?? ''
  return characters.slice(0, MOST_CHARACTERS - extension.length).join('') + extension
}

/** `Content-Disposition` for a download under a sanitised name (RFC 6266, RFC 8187): an ASCII fallback, and the name itself. */
export function attachmentHeader(name: string): string {
  const fallback = name.replace(/[^\x20-\x7e]|["\\;]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encoded}`
}
