// Holds models/upscaler/*.onnx against the networks they were made from, as TensorFlow.js computes them on its plain "cpu" backend.
//
//   mkdir scratch && cd scratch && npm install --ignore-scripts @tensorflow/tfjs@4 onnxruntime-node@1.29.0     # outside the repository
//   node verify.mjs scratch package/models ../../models/upscaler PICTURE.WIDTHxHEIGHT.rgb ... [--golden FOLDER]
//
// Pictures are RGB bytes without a header (ffmpeg -pix_fmt rgb24 -f rawvideo). The largest difference of each is printed on the scale of 0
// to 255. --golden keeps each picture and what TensorFlow.js made of it, rounded and clamped to bytes, for the tests of the C# side.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'

const words = process.argv.slice(2)
const at = words.indexOf('--golden')
const golden = at < 0 ? null : words.splice(at, 2)[1]
const [scratch, source, converted, ...pictures] = words
const require = createRequire(path.resolve(scratch, 'package.json'))
const tf = require('@tensorflow/tfjs')
const ort = require('onnxruntime-node')
await tf.setBackend('cpu')

for (const factor of [2, 3, 4]) {
    const folder = path.join(source, `x${factor}`)
    const { modelTopology, weightsManifest } = JSON.parse(fs.readFileSync(path.join(folder, 'model.json')))
    const bytes = fs.readFileSync(path.join(folder, weightsManifest[0].paths[0]))
    const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    const theirs = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }))
    const ours = await ort.InferenceSession.create(path.join(converted, `x${factor}.onnx`), { intraOpNumThreads: 1 })
    for (const file of pictures) {
        const [, name, width, height] = /([^/]+)\.(\d+)x(\d+)\.rgb$/.exec(file)
        const rgb = fs.readFileSync(file)
        const [w, h, area] = [Number(width), Number(height), width * height]
        const planes = new Float32Array(3 * area)
        rgb.forEach((value, i) => { planes[i % 3 * area + Math.floor(i / 3)] = value })
        const expected = tf.tidy(() => theirs.predict(tf.tensor4d(Float32Array.from(rgb), [1, h, w, 3])).dataSync())
        const { enlarged } = await ours.run({ sample: new ort.Tensor('float32', planes, [1, 3, h, w]) })
        const many = area * factor * factor
        let largest = 0
        expected.forEach((value, i) => { largest = Math.max(largest, Math.abs(value - enlarged.data[i % 3 * many + Math.floor(i / 3)])) })
        console.log(JSON.stringify({ factor, picture: `${name}.${w}x${h}`, largest_difference: largest }))
        if (golden) {
            fs.copyFileSync(file, path.join(golden, path.basename(file)))
            fs.writeFileSync(path.join(golden, `${name}.${w}x${h}.x${factor}.rgb`), Uint8Array.from(expected, v => Math.round(Math.min(255, Math.max(0, v)))))
        }
    }
}
