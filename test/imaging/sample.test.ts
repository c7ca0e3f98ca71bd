/** The bundled sample is what its truth file says. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { synthesizeVolume } from '../../src/services/synthesize/index.js';
import type { SynthesisTruth } from '../../src/services/synthesize/index.js';

const read = (name: string): Buffer => readFileSync(new URL(`../../samples/${name}`, import.meta.url));
const truth = JSON.parse(read('mixed-4.truth.json').toString()) as SynthesisTruth & { sha256: string };

describe('bundled sample', () => {
  it('is made again, byte for byte, from its truth file', () => {
    const { seed, family, modality, shape, voxel, cnr, picture, structureParams } = truth;
    // what samples/README.md asks for beside the structure
    const given = { ...structureParams, cnr: cnr!, faults: 1, regime: 2, fresnelNumber: 12, blur: 450e-9, zingers: 0 };
    const made = synthesizeVolume({ seed, family, modality, shape, voxel, picture, given });
    const bytes = new Uint8Array(made.image.data.buffer);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(truth.sha256);
    expect(made.truth.deadFraction).toEqual(truth.deadFraction);
    expect(made.truth.fractions).toEqual(truth.fractions);
  });
});
