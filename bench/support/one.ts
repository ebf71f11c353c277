import { benchmarks } from './benchmarks.ts'

/** Runs one benchmark in a process of its own and sends its lines to the parent; without a parent any more there is nothing to measure for. */
const [name = ''] = process.argv.slice(2)
process.once('disconnect', () => process.exit(1))
const benchmark = benchmarks[name]
if (benchmark === undefined) throw new Error(`no benchmark ${name}`)
const { measure } = await benchmark()
const measurements = await measure()
process.send?.(measurements, () => process.exit(0))
