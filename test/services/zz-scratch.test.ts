import { join } from 'node:path';
import { it, expect } from 'vitest';
import { startCore, temporaryFolder } from './core-harness.js';
import { bundleEntry } from '../support/bundle.js';
import { createNodeInference } from '../../src/node/inference.js';
import { writeStackTiff, planesOfArray } from '../../src/formats/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeImages } from '../../src/node/images.js';
it('real', async () => {
  const home = temporaryFolder();
  const inference = createNodeInference({ entry: await bundleEntry('src/node/inference-entry.ts'), threads: 2 });
  const { client, read, write } = startCore(home, { ports: { inference }, options: { modelsFolder: join(import.meta.dirname, '../../models') } });
  console.log(await client['segment.check']({ model: 'li-xct-fast' }));
  let t = performance.now();
  const made = await client['synthesize.run']({ family: 'moss', modality: 'xct', seed: 7, params: { nz: '96', ny: '160', nx: '160' }, output: write(join(home, 'syn')) });
  console.log('synth', performance.now() - t);
  const doc = await client['analyze.run']({ stack: [read(made.items[0]!.image)], output: write(join(home, 'a.lithoscope')) });
  console.log(JSON.stringify(doc.steps), doc.warnings, doc.results.filter((r) => r.metric.startsWith('isolation')).map((r) => [r.metric, r.value, r.uncertainty]));
  const ev = await client['evaluate.run']({ labels: read(join(home, 'a.lithoscope/results/report/labels.tif')), truth: read(made.items[0]!.labels), collector: ['y-'] });
  console.log(JSON.stringify(ev));
  await inference.close();
}, 300000);
it('big', async () => {
  const home = temporaryFolder();
  const { client, core, read, write } = startCore(home);
  const n = 512;
  const data = new Uint16Array(n * n * n);
  for (let i = 0; i < data.length; i++) data[i] = (i * 2654435761) >>> 20;
  const files = createNodeFiles();
  // raw NRRD
  const head = new TextEncoder().encode(`NRRD0004\ntype: ushort\ndimension: 3\nsizes: ${n} ${n} ${n}\nspacings: 1 1 1\nspace units: "um" "um" "um"\nendian: little\nencoding: raw\n\n`);
  const sink = await files.create(join(home, 'big.nrrd'));
  await sink.write(head); await sink.write(new Uint8Array(data.buffer)); await sink.commit();
  let t = performance.now();
  const st = await client['study.create']({ files: [read(join(home, 'big.nrrd'))], folder: write(join(home, 'b.lithoscope')), collector: ['y-'] });
  console.log('create ms', performance.now() - t);
  t = performance.now(); await core.slices.slice({ study: st.id, layer: 'image', axis: 'z', index: 256 }); console.log('z', performance.now() - t);
  t = performance.now(); await core.slices.slice({ study: st.id, layer: 'image', axis: 'y', index: 256 }); console.log('y', performance.now() - t);
  t = performance.now(); await core.slices.slice({ study: st.id, layer: 'image', axis: 'x', index: 256 }); console.log('x cold', performance.now() - t);
  t = performance.now();
  while ((await client['study.state']({ study: st.id })).stack.sha256 === null) await new Promise((r) => setTimeout(r, 50));
  console.log('stats done', performance.now() - t);
  await new Promise((r) => setTimeout(r, 4000));
  for (const axis of ['z', 'y', 'x'] as const) { const ts: number[] = []; for (let i = 10; i < 40; i++) { t = performance.now(); await core.slices.slice({ study: st.id, layer: 'image', axis, index: i }); ts.push(performance.now() - t); } ts.sort((a, b) => a - b); console.log(axis, 'p50', ts[15], 'p95', ts[28]); }
  await client['study.close']({ study: st.id });
}, 300000);
