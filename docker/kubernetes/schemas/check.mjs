// node check.mjs FILE ... : holds each document of the files against the schema of its kind. The schemas let unknown fields
// pass, so a field's name must also be one that some kind has.
import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseAllDocuments } from 'yaml'

const here = path.dirname(createRequire(import.meta.url).resolve('./package.json'))
let faults = 0, checked = 0
const known = new Set(['kubernetes-models', '@kubernetes-models'].flatMap(room => readdirSync(path.join(here, 'node_modules', room), { recursive: true, withFileTypes: true }))
  .filter(file => file.name.endsWith('.d.ts')).flatMap(file => [...readFileSync(path.join(file.parentPath ?? file.path, file.name), 'utf8').matchAll(/^\s+"?(\w+)"?\??:/gm)].map(match => match[1])))
const free = new Set(['labels', 'annotations', 'matchLabels', 'data', 'selector', 'limits', 'requests', 'nodeSelector']) // names of one's own
for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    if (document.errors.length) throw document.errors[0]
    const object = document.toJS()
    if (!object) continue
    const name = `${object.kind}/${object.metadata?.name}`
    const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion]
    const room = group.endsWith('keda.sh') ? '@kubernetes-models/keda' : 'kubernetes-models'
    const module = path.join(here, 'node_modules', room, group, version, `${object.kind}.js`)
    if (!existsSync(module)) { tell(name, `there is no ${object.kind} in ${object.apiVersion}`); continue }
    const { [object.kind]: Kind } = await import(pathToFileURL(module))
    try {
      new Kind(object).validate()
    } catch (e) {
      for (const error of e.errors ?? [e]) tell(name, `${error.instancePath ?? ''} ${error.message}`)
    }
    look(name, object)
    checked++
  }
}
console.log(`${checked} objects checked, ${faults} faults`)
process.exit(faults ? 1 : 0)

function look(name, value, trigger = false) {
  if (Array.isArray(value)) return value.forEach(one => look(name, one, trigger))
  if (value === null || typeof value !== 'object') return
  for (const [key, inner] of Object.entries(value)) {
    if (!known.has(key) && !trigger) tell(name, `no kind has a field ${key}`)
    if (key === 'selector' && (inner?.matchLabels || inner?.matchExpressions)) look(name, inner)
    else if (!free.has(key)) look(name, inner, 'type' in value && key === 'metadata')
  }
}

function tell(name, what) { faults++; console.error(`${name}: ${what}`) }
