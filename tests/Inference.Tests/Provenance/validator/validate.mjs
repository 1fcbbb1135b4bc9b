// Another implementation's word on a signed clip: node validate.mjs CLIP. Prints what it found, as lines; ends with 1 when the manifest does not hold.
// Then it changes a byte of the pictures, which must be found. A certificate that nobody trusts is not its concern.
import { readFile } from 'node:fs/promises';
import { BMFF } from '@trustnxt/c2pa-ts/asset';
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import { ManifestStore, ValidationResult } from '@trustnxt/c2pa-ts/manifest';

async function validate(bytes) {
  const asset = new BMFF(bytes);
  const jumbf = await asset.getManifestJUMBF();
  if (!jumbf) throw new Error('The clip has no manifest.');
  try {
    return await ManifestStore.read(SuperBox.fromBuffer(jumbf)).validate(asset);
  } catch (error) {
    return ValidationResult.fromError(error);
  }
}

function print(title, result) {
  console.log(`${title}: ${result.isValid ? 'valid' : 'not valid'}`);
  for (const { code, success, explanation } of result.statusEntries) console.log(`  ${success ? 'good' : 'bad '} ${code}${explanation ? ` (${explanation})` : ''}`);
}

const clip = await readFile(process.argv[2]);
const good = await validate(clip);
print('as it is', good);
const changed = Buffer.from(clip);
changed[clip.indexOf('mdat') + 100] ^= 1;
const bad = await validate(changed);
print('one bit of the pictures changed', bad);
process.exitCode = good.isValid && !bad.isValid ? 0 : 1;
