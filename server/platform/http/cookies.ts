import type { Request, Response } from 'express'
import type { Cookies } from './http.ts'

/** The cookies of one exchange: always httpOnly and SameSite=Strict; Secure with https. Parsed here so that nothing else reads the header. */
export function cookiesOf(request: Request, response: Response, isHttps: boolean): Cookies {
  return {
    get(name) {
      for (const pair of (request.get('cookie') ?? '').slice(0, 8192).split(';')) {
        const separator = pair.indexOf('=')
        if (separator > 0 && pair.slice(0, separator).trim() === name) return decode(pair.slice(separator + 1).trim())
      }
      return undefined
    },
    set(name, value, { path, maxAgeSeconds }) {
      response.cookie(name, value, { path, maxAge: maxAgeSeconds * 1000, httpOnly: true, sameSite: 'strict', secure: isHttps })
    },
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
