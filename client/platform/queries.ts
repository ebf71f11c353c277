import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient, type QueryKey } from '@tanstack/react-query'
import { ProblemError } from '#shared/contracts/client.ts'

/**
 * Asks again, too, where the very first answer is still on its way: it may have been written before the fact that made it invalid. (The
 * library would wait for that answer and take it for the new one, refusals included.)
 */
class Queries extends QueryClient {
  override invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    for (const query of this.getQueryCache().findAll({ ...filters, type: 'active', fetchStatus: 'fetching' }))
      if (query.state.data === undefined) void query.cancel({ silent: true })
    return super.invalidateQueries(filters, options)
  }
}

/** The page's cache of what the server said. A refusal is final; only a network that failed is asked again. */
export const queries = new Queries({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: true,
      retry: (count, error) => !(error instanceof ProblemError) && count < 2,
    },
    mutations: { retry: false },
  },
})
