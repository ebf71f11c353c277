/** On its way. */
export function OpeningsPage() {
  return <p />
}
