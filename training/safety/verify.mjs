// Holds models/safety/model.onnx against nsfwjs itself, on TensorFlow.js' plain "cpu" backend.
//
//   mkdir scratch && cd scratch && npm install --ignore-scripts @tensorflow/tfjs@4 nsfwjs@4.3.0 onnxruntime-node@1.29.0     # outside the repository
//   node verify.mjs scratch ../../models/safety PICTURE.WIDTHxHEIGHT.rgb ... [--golden FOLDER]
//
// Pictures are RGB bytes without a header (ffmpeg -pix_fmt rgb24 -f rawvideo). The largest difference of a score is printed for each.
// --golden keeps each picture and nsfwjs' scores, for the tests of the C# side, which also scales the picture.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'

const words = process.argv.slice(2)
const at = words.indexOf('--golden')
const golden = at < 0 ? null : words.splice(at, 2)[1]
const [scratch, converted, ...pictures] = words
const require = createRequire(path.resolve(scratch, 'package.json'))
const tf = require('@tensorflow/tfjs')
const { load } = require('nsfwjs/core')
const { MobileNetV2Model } = require('nsfwjs/models/mobilenet_v2')
const ort = require('onnxruntime-node')
await tf.setBackend('cpu')

const { classes, image_size: side } = JSON.parse(fs.readFileSync(path.join(converted, 'config.json')))
const ours = await ort.InferenceSession.create(path.join(converted, 'model.onnx'), { intraOpNumThreads: 1 })
const theirs = await load('MobileNetV2', { modelDefinitions: [MobileNetV2Model] })
for (const file of pictures) {
    const [, name, width, height] = /([^/]+)\.(\d+)x(\d+)\.rgb$/.exec(file)
    const pixels = tf.tensor3d(Int32Array.from(fs.readFileSync(file)), [Number(height), Number(width), 3], 'int32')
    const expected = Object.fromEntries((await theirs.classify(pixels)).map(one => [one.className, one.probability]))
    const scaled = tf.image.resizeBilinear(pixels.toFloat().div(255), [side, side], true).transpose([2, 0, 1]).dataSync()
    const { scores } = await ours.run({ sample: new ort.Tensor('float32', scaled, [1, 3, side, side]) })
    const largest = Math.max(...classes.map((one, i) => Math.abs(scores.data[i] - expected[one])))
    console.log(JSON.stringify({ picture: `${name}.${width}x${height}`, largest_difference: largest, ...expected }))
    if (golden) {
        fs.copyFileSync(file, path.join(golden, path.basename(file)))
        fs.writeFileSync(path.join(golden, `${name}.${width}x${height}.json`), JSON.stringify(expected) + '\n')
    }
}
