// BullMQ's turn at what the bench asks of our queue, on the same server: rows "bullmq TAB concurrency TAB metric TAB value".
//
//   node bullmq.mjs HOST:PORT                     reads lines "MODE CONCURRENCY SECONDS", answers each with its rows and "."
//   node bullmq.mjs HOST:PORT MODE CONCURRENCY SECONDS
//
// MODE: cycle | adding | manual | add+drain | wake (see modes.mjs). Its keys, vq:{bench-…}:, are gone after each mode.
import { createInterface } from 'node:readline'
import { modes } from './modes.mjs'
import { Bench } from './server.mjs'

const [address, ...one] = process.argv.slice(2)
const bench = new Bench(address)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bench.clear().finally(() => process.exit(130)))

async function run(mode, concurrency, seconds) {
    const rows = await modes[mode](bench, Number(concurrency), Number(seconds))
    await bench.clear()
    for (const [metric, value] of Object.entries(rows))
        process.stdout.write(`bullmq\t${concurrency}\t${metric}\t${value.toFixed(4)}\n`)
}

if (one.length > 0) await run(...one)
else
    for await (const line of createInterface({ input: process.stdin })) {
        await run(...line.trim().split(' '))
        process.stdout.write('.\n')
    }
await bench.clear()
process.exit(0)
