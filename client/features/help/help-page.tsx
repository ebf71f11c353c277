/** On its way. */
export function HelpPage() {
  return <p />
}
