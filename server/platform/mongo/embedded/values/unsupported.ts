import { UNSUPPORTED_ACCUMULATORS } from './accumulators.ts'
import { UNSUPPORTED_STAGES } from './aggregate.ts'
import { UNSUPPORTED_EXPRESSIONS, UNSUPPORTED_VARIABLES } from './expression.ts'
import { UNSUPPORTED_QUERY_OPERATORS } from './filter.ts'
import { UNSUPPORTED_FIELD_OPERATORS } from './filter-operators.ts'

/** What MongoDB's query and aggregation language has and the embedded database refuses by name: walked by the tests, listed in the documentation. */
export const UNSUPPORTED = {
  queryOperators: UNSUPPORTED_QUERY_OPERATORS,
  fieldOperators: UNSUPPORTED_FIELD_OPERATORS,
  stages: UNSUPPORTED_STAGES,
  expressions: UNSUPPORTED_EXPRESSIONS,
  accumulators: UNSUPPORTED_ACCUMULATORS,
  variables: UNSUPPORTED_VARIABLES,
} as const
