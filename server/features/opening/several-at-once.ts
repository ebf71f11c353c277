/** Bids worked on at once: enough that database, disk and processor do not wait for each other, few enough for constant memory. */
const AT_ONCE = 8

/** Does the work for each bid, several at once, and gives the results in the bids' order. The first failure ends it. */
export async function severalAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const left = items.entries()
  async function takeNext(): Promise<void> {
    for (const [index, item] of left) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, takeNext))
  return results
}
