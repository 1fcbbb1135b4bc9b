// Encodes the texts of shapes for each line of JSON on standard input: {"folder", "passes"} with a tokenizer.json and a golden.jsonl in it.
//
//   node tokenizers.mjs
//
// Answers {"seconds": [one for each pass], "ids": [those of each text in the last pass, null where it threw]}.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { Tokenizer } from '@huggingface/tokenizers'

const shapes = new Map()
function load(folder) {
    const lines = readFileSync(join(folder, 'golden.jsonl'), 'utf8').split('\n').filter(line => line)
    const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')), {})
    return { tokenizer, texts: lines.map(line => JSON.parse(line).text) }
}

function encode(tokenizer, text) {
    try {
        return tokenizer.encode(text).ids
    } catch {
        return null
    }
}

const answer = row => process.stdout.write(JSON.stringify(row) + '\n')
const main = createRequire(import.meta.url).resolve('@huggingface/tokenizers')
answer({ version: JSON.parse(readFileSync(join(main, '..', '..', 'package.json'), 'utf8')).version })
for await (const line of createInterface({ input: process.stdin })) {
    const { folder, passes } = JSON.parse(line)
    if (!shapes.has(folder)) shapes.set(folder, load(folder))
    const { tokenizer, texts } = shapes.get(folder), seconds = []
    let ids
    for (let pass = 0; pass < passes; pass++) {
        const started = performance.now()
        ids = texts.map(text => encode(tokenizer, text))
        seconds.push((performance.now() - started) / 1000)
    }
    answer({ seconds, ids })
}
