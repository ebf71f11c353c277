/** On its way. */
export function SearchPage() {
  return <p />
}
