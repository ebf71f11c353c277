import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What the operator may watch. Secret operations share one label and are timed, never counted apart (rule P9). */
export interface Metrics {
  readonly registry: Registry
  observeRequest(operation: string, status: number, seconds: number): void
  readonly schedulerLagSeconds: Gauge
  readonly clockOffsetSeconds: Gauge
  /** Life left in the revocation list nearest its end. */
  readonly revocationSecondsLeft: Gauge
  readonly openings: Gauge<'state'>
}

/** Makes the metrics of a process. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'kaibiao_request_seconds',
    help: 'Time of requests by operation',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  return {
    registry,
    observeRequest(operation, status, seconds) {
      // A histogram is a counter too: secret operations are left out altogether.
      if (operation !== 'secret') requests.labels(operation, `${Math.floor(status / 100)}xx`).observe(seconds)
    },
    schedulerLagSeconds: gauge('kaibiao_scheduler_lag_seconds', 'How late the last due document was taken up'),
    clockOffsetSeconds: gauge('kaibiao_clock_offset_seconds', 'How far the clock has drifted from the monotonic one since start'),
    revocationSecondsLeft: gauge('kaibiao_revocation_seconds_left', 'Life left in the revocation list nearest its end'),
    openings: new Gauge({
      name: 'kaibiao_openings',
      help: 'Openings by state',
      labelNames: ['state'],
      registers: [registry],
    }),
  }
}
