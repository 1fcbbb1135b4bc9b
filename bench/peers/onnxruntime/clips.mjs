// A clip of the shipped model for each line of JSON on standard input.
//
//   node clips.mjs MODEL THREADS [spinning]
//
// {"golden": FOLDER} answers {"frames": ERROR} against that case's frames; {"ids", "frames", "steps", "guidance"} makes a clip, frames in
// memory, and answers how long each part took. Standard output is for answers only.
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { Pocket } from './pocket.mjs'

const [folder, threads, spinning] = process.argv.slice(2)
const answer = row => process.stdout.write(JSON.stringify(row) + '\n')
const started = performance.now()
const pocket = await Pocket.load(folder, Number(threads), spinning === 'spinning')
const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json')
answer({ version, load_s: (performance.now() - started) / 1000 })
for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line)
    answer(asked.golden ? await pocket.golden(asked.golden) : await pocket.clip(asked))
}
