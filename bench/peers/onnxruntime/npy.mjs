import { readFileSync } from 'node:fs'

/** A NumPy file of float32 or int64 in C order: its shape and its values. */
export function readNpy(file) {
    const bytes = readFileSync(file)
    const length = bytes.readUInt16LE(8) // of the header, in format version 1
    const header = bytes.toString('latin1', 10, 10 + length)
    const shape = header.match(/'shape': \(([^)]*)\)/)[1].split(',').filter(n => n.trim()).map(Number)
    const data = bytes.buffer.slice(bytes.byteOffset + 10 + length, bytes.byteOffset + bytes.length)
    return { shape, values: header.includes('<f4') ? new Float32Array(data) : new BigInt64Array(data) }
}
