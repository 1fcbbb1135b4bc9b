// Writes a network of the npm package nsfwjs as the files that TensorFlow.js loads: in the package they are JavaScript bundles.
//
//   node unpack.cjs package/dist/models/mobilenet_v2 OUT
const fs = require('node:fs')
const path = require('node:path')

const [folder, out] = process.argv.slice(2).map(one => path.resolve(one))
const model = require(path.join(folder, 'model.min.js'))
fs.mkdirSync(out, { recursive: true })
fs.writeFileSync(path.join(out, 'model.json'), JSON.stringify(model))
for (const name of model.weightsManifest.flatMap(group => group.paths))
    fs.writeFileSync(path.join(out, name), Buffer.from(require(path.join(folder, `${name}.min.js`)), 'base64'))
