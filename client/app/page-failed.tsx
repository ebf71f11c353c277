import { useRouteError } from 'react-router'
import { ProblemState } from '../ui/page-state.tsx'

/** A page that crashed: says so, offers to load it again; what was saved is safe at the server or in this browser. */
export function PageFailed() {
  const error = useRouteError()
  return (
    <main className="wrap" style={{ paddingTop: 40 }}>
      <ProblemState isWholePage error={error} onRetry={() => location.reload()} />
    </main>
  )
}
