import { setTimeout as pause } from 'node:timers/promises'

const now = () => performance.now()

/** One job: as many bytes as ours carries, three priorities. Never in bulk: ours does not either. */
const add = (queue, n) =>
    queue.add(
        'clip',
        { user: `user${n % 50}`, guild: `guild${n % 10}`, prompt: 'a red ball bouncing in the desert', seconds: 2, seed: n, origin: '{}', n },
        { priority: 1 + (n % 3) })

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))]

/** How many of the times (milliseconds of now()) lie between, and the rate; the first part of a run warms up. */
function rates(name, times, waits, begin, end) {
    const within = times.map((at, i) => [at, waits[i]]).filter(([at]) => at >= begin && at < end)
    const sorted = within.map(([, wait]) => wait).sort((a, b) => a - b)
    return { [name]: within.length / ((end - begin) / 1000), [`${name}_p50`]: quantile(sorted, 0.5), [`${name}_p99`]: quantile(sorted, 0.99) }
}

const warm = seconds => Math.min(1000, seconds * 300)

export const modes = {
    /** The plain closed loop: c clients, each adds a job, and the next one when that one is completed; beside them a Worker of c slots. */
    async cycle(bench, c, seconds) {
        const [queue, added, ends, waits] = [await bench.queue(), [], [], []]
        let [n, stopped] = [0, false]
        const next = () => { if (stopped) return; added[n] = now(); add(queue, n++).catch(() => {}) }
        const worker = await bench.worker(queue, async () => {}, c)
        worker.on('completed', job => { const at = now(); ends.push(at); waits.push(at - added[job.data.n]); next() })
        worker.run()
        for (let i = 0; i < c; i++) next()
        const begin = now() + warm(seconds)
        await pause(begin - now() + seconds * 1000)
        stopped = true
        return rates('cycle', ends, waits, begin, begin + seconds * 1000)
    },

    /** A Worker of c slots whose processor adds the next job before it returns: the script that completes then always finds a next one. */
    async adding(bench, c, seconds) {
        const [queue, added, ends, waits] = [await bench.queue(), [], [], []]
        let [n, stopped] = [0, false]
        const next = () => { added[n] = now(); return add(queue, n++) }
        const worker = await bench.worker(queue, async () => { if (!stopped) await next() }, c)
        worker.on('completed', job => { const at = now(); ends.push(at); waits.push(at - added[job.data.n]) })
        await Promise.all(Array.from({ length: c }, next))
        worker.run()
        const begin = now() + warm(seconds)
        await pause(begin - now() + seconds * 1000)
        stopped = true
        return rates('adding', ends, waits, begin, begin + seconds * 1000)
    },

    /** c loops by hand, without the Worker's own loop: add, then moveToCompleted, which returns the next job: two scripts a job, as ours. */
    async manual(bench, c, seconds) {
        const [queue, added, ends, waits] = [await bench.queue(), [], [], []]
        const worker = await bench.worker(queue, null, c)
        const begin = now() + warm(seconds)
        let n = 0
        await Promise.all(Array.from({ length: c }, async (_, i) => {
            const token = `loop${i}`
            let job = null
            while (now() < begin + seconds * 1000) {
                added[n] = now()
                await add(queue, n++)
                job ??= await worker.getNextJob(token, { block: false })
                if (!job) continue
                const done = job
                const [data, id] = await done.moveToCompleted('', token, true) ?? []
                const at = now()
                ends.push(at)
                waits.push(at - added[done.data.n])
                job = data ? await worker.nextJobFromJobData(data, id, token) : null
            }
        }))
        return rates('manual', ends, waits, begin, begin + seconds * 1000)
    },

    /** c loops that add for some seconds; then a Worker of c slots works that off, for as long at most. */
    async 'add+drain'(bench, c, seconds) {
        const queue = await bench.queue()
        let n = 0
        const began = now()
        await Promise.all(Array.from({ length: c }, async () => { while (now() - began < seconds * 1000) await add(queue, n++) }))
        const added = n / ((now() - began) / 1000)

        let [drained, last] = [0, 0]
        const worker = await bench.worker(queue, async () => {}, c)
        const limit = pause(seconds * 1000)
        const empty = new Promise(done => worker.on('completed', () => { last = now(); if (++drained === n) done() }))
        const start = now()
        worker.run()
        await Promise.race([limit, empty])
        return { add: added, drain: drained / ((last - start) / 1000) }
    },

    /** An idle worker: from the call of add to the begin of the processor. */
    async wake(bench, c, seconds) {
        const [queue, waits] = [await bench.queue(), []]
        let [began, claimed, n] = [0, null, 0]
        const worker = await bench.worker(queue, async () => { waits.push(now() - began); claimed() }, 1)
        worker.run()
        await pause(100)
        for (const end = now() + seconds * 1000; now() < end;) {
            const taken = new Promise(done => { claimed = done })
            began = now()
            await Promise.all([add(queue, n++), taken])
            await pause(5) // until it is idle again
        }
        const sorted = waits.slice(Math.min(50, waits.length >> 2)).sort((a, b) => a - b)
        return { wake_p50: quantile(sorted, 0.5), wake_p99: quantile(sorted, 0.99) }
    },
}
