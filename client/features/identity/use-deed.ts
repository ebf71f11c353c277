import { useMutation } from '@tanstack/react-query'
import { queries } from '../../platform/queries.ts'
import { SigningCancelled } from './credentials.ts'

/** Something a person does on a page: signed, sent, or both. */
export interface Deed<Input, Result> {
  /** Does it. What went wrong stands in `error`; a certificate dialog that was closed is not an error. */
  run(input: Input): void
  /** Does it, and tells the result; undefined when it did not happen. */
  runAsync(input: Input): Promise<Result | undefined>
  readonly isPending: boolean
  readonly error: unknown
  readonly result: Result | undefined
  reset(): void
}

/**
 * A deed with its state. When it has happened, whatever the pages show is read again; but a query whose every reading goes on record
 * (`meta.isOnRecord`) is not: its page takes over what the deed answered.
 */
export function useDeed<Input, Result>(work: (input: Input) => Promise<Result>): Deed<Input, Result> {
  const mutation = useMutation({
    mutationFn: work,
    onSuccess: () => void queries.invalidateQueries({ predicate: ({ meta }) => meta?.['isOnRecord'] !== true }),
  })
  return {
    run: (input) => mutation.mutate(input),
    runAsync: (input) => mutation.mutateAsync(input).catch(() => undefined),
    isPending: mutation.isPending,
    error: mutation.error instanceof SigningCancelled ? undefined : (mutation.error ?? undefined),
    result: mutation.data,
    reset: mutation.reset,
  }
}
