import { QueryClientProvider } from '@tanstack/react-query'
import { Suspense } from 'react'
import { RouterProvider } from 'react-router'
import { CertificateDialog } from '../features/identity/certificate-dialog.tsx'
import { queries } from '../platform/queries.ts'
import { useClockOffset } from '../platform/server-time.ts'
import { PageLoading } from '../ui/page-state.tsx'
import { SealShapes } from '../ui/seal-shapes.tsx'
import { router } from './router.tsx'

/** The whole client: cache, pages, and the certificate dialog that any page may need. */
export function App() {
  useClockOffset()
  return (
    <QueryClientProvider client={queries}>
      <SealShapes />
      <Suspense fallback={<PageLoading />}>
        <RouterProvider router={router} />
        <CertificateDialog />
      </Suspense>
    </QueryClientProvider>
  )
}
