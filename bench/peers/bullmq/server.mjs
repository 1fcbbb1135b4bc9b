import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { Queue, Worker } from 'bullmq'

/** The server, and what was opened and written on it. */
export class Bench {
    prefix = `vq:{bench-bullmq-${randomBytes(6).toString('hex')}}`
    opened = []
    names = 0

    constructor(address) {
        const at = new URL(`redis://${address}`)
        this.connection = {
            host: at.hostname, port: Number(at.port || 6379), db: Number(at.pathname.slice(1) || 0),
            username: decodeURIComponent(at.username) || undefined, password: decodeURIComponent(at.password) || undefined,
            maxRetriesPerRequest: null,
        }
        this.redis = new Redis(this.connection)
    }

    /** A queue of a new name. What is completed stays, as it does by default (and as our own ends stay in the outbox). */
    async queue() {
        const queue = new Queue(`q${this.names++}`, { connection: this.connection, prefix: this.prefix })
        queue.on('error', () => {})
        this.opened.push(queue)
        await queue.waitUntilReady()
        return queue
    }

    async worker(queue, processor, concurrency) {
        const worker = new Worker(queue.name, processor, {
            connection: this.connection, prefix: this.prefix, concurrency, autorun: false, // all else as BullMQ has it by default
        })
        worker.on('error', () => {})
        this.opened.push(worker)
        await worker.waitUntilReady()
        return worker
    }

    async clear() {
        for (const one of this.opened.splice(0).reverse()) await one.close(true).catch(() => {})
        for await (const keys of this.redis.scanStream({ match: `${this.prefix}:*`, count: 1000 }))
            if (keys.length > 0) await this.redis.unlink(keys)
    }
}
