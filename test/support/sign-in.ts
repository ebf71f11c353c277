import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { SOON } from './browser.ts'
import type { TestPerson } from './platform.ts'

const PIN = '8-Drachen-im-Topf'

/** The PKCS#12 files of a person as a browser's file chooser takes them, and their PIN: to sign, and to receive. */
export async function keyFilesOf({ credentials }: TestPerson) {
  const mimeType = 'application/x-pkcs12'
  return {
    pin: PIN,
    files: [
      { name: 'signing.p12', mimeType, buffer: Buffer.from(await credentials.signing.pkcs12(PIN)) },
      { name: 'encryption.p12', mimeType, buffer: Buffer.from(await credentials.encryption.pkcs12(PIN)) },
    ],
  }
}

/** Signs a person in at a page by its PKCS#12 files, as people do it, and goes to an address. */
export async function signInAt(page: Page, person: TestPerson, path: string): Promise<void> {
  const { files, pin } = await keyFilesOf(person)
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await page.locator('input[type=file]').first().setInputFiles(files)
  await page.locator('input[name=pin]').fill(pin)
  await page.locator('form button[type=submit]').first().click()
  await page.waitForURL((url) => url.pathname + url.search === path || url.pathname === path, SOON)
  expect(new URL(page.url()).pathname).to.equal(new URL(path, page.url()).pathname)
}

/** Gives the keys to the dialog that asks for them when something is to be signed: after a reload they are gone from the page. */
export async function giveKeysAt(page: Page, person: TestPerson): Promise<void> {
  const { files, pin } = await keyFilesOf(person)
  const dialog = page.locator('dialog[open]').last()
  await dialog.locator('input[type=file]').setInputFiles(files)
  await dialog.locator('input[name=pin]').fill(pin)
  await dialog.locator('form button[type=submit]').click()
  await dialog.waitFor({ state: 'hidden' })
}
