import { QueryClient } from '@tanstack/react-query'
import { ProblemError } from '#shared/contracts/client.ts'

/** The page's cache of what the server said. A refusal is final; only a network that failed is asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: true,
      retry: (count, error) => !(error instanceof ProblemError) && count < 2,
    },
    mutations: { retry: false },
  },
})
