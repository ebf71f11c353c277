import type { Page } from 'playwright-core'

/** Those of the names that stand anywhere in the page: its text, its attributes, its title. */
export async function namesIn(page: Page, names: readonly string[]): Promise<string[]> {
  const content = `${await page.title()}${await page.content()}`
  return names.filter((name) => content.includes(name))
}

/** Has the page write down how many of the names stood in it, whenever anything in it changes; gives the counts so far, in order. */
export async function watchNames(page: Page, names: readonly string[]): Promise<() => Promise<number[]>> {
  // As text: the transpiler's helpers do not exist in the page.
  await page.evaluate(`{
    const wanted = ${JSON.stringify(names)}
    const seen = (globalThis.seenNames = [])
    const look = () => {
      const text = document.body.innerHTML
      const count = wanted.filter((name) => text.includes(name)).length
      if (seen.at(-1) !== count) seen.push(count)
    }
    look()
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true })
  }`)
  return () => page.evaluate(() => (globalThis as unknown as { seenNames: number[] }).seenNames)
}
