/** On its way. */
export function NoticePage() {
  return <p />
}
