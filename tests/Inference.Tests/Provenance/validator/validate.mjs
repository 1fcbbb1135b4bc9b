// The reference implementation's word on a signed clip: node validate.mjs CLIP. Prints what it found, as lines; then changes one bit of the
// pictures, which must be found. Ends with 1 when the manifest does not hold or the change is not seen. That nobody trusts a test's
// certificate is said and does not count.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initSync, WasmReader } from '@contentauth/c2pa-wasm';

const program = await readFile(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm')));
initSync({ module: program });

async function validate(title, clip) {
  const reader = await WasmReader.fromBytes('video/mp4', new Uint8Array(clip));
  const said = JSON.parse(await reader.json());
  const found = said.validation_results?.activeManifest ?? { success: [], failure: (said.validation_status ?? []) };
  const faults = found.failure.filter(({ code }) => code !== 'signingCredential.untrusted');
  console.log(`${title}: ${said.validation_state}`);
  for (const { code } of found.success) console.log(`  good ${code}`);
  for (const { code, explanation } of found.failure) console.log(`  bad  ${code} (${explanation})`);
  return { said, holds: faults.length === 0 };
}

const clip = await readFile(process.argv[2]);
const good = await validate('as it is', clip);
const manifest = good.said.manifests[good.said.active_manifest];
for (const { label, data } of manifest.assertions) console.log(`  ${label}: ${JSON.stringify(data)}`);
const changed = Buffer.from(clip);
changed[clip.indexOf('mdat') + 100] ^= 1;
const bad = await validate('one bit of the pictures changed', changed);
process.exitCode = good.holds && !bad.holds ? 0 : 1;
