/**
 * How well the out-of-range warning tells what a model was not made for: in-range pictures with new seeds against the same pictures
 * inverted or with a wrong voxel size, and against micrographs of other things. AUROC 1: always told apart, 0.5: not at all.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, root, runCommand } from './support.mjs';

export const title = 'out-of-range warning: AUROC of its score, and how often the light is on';

const MODELS = [
  {
    id: 'li-xct',
    modality: 'xct',
    families: ['moss', 'columns', 'facets', 'fibres', 'kmc', 'shapes'],
    wrong: '60um',
    size: ['nz=20', 'ny=96', 'nx=96'],
  },
  {
    id: 'li-fib',
    modality: 'fib',
    families: ['moss', 'columns', 'facets', 'fibres', 'kmc', 'shapes'],
    wrong: '3um',
    size: ['nz=32', 'ny=96', 'nx=96'],
  },
  {
    id: 'li-cryo',
    modality: 'cryo',
    families: ['whisker', 'faceted', 'spheres', 'lump', 'partial', 'husk'],
    wrong: '200nm',
    size: ['ny=192', 'nx=192'],
  },
];
const SEED = 8_800_000;
const OTHER_THINGS = ['data/micrographs-unlabelled', 'data/polymer-fibre-xct', 'data/ni-superalloy-sem/images'].map((folder) =>
  join(root, '../shared', folder),
);

/** Chance that a picture that should warn scores above one that should not; ties count half. */
function auroc(inside, outside) {
  let wins = 0;
  for (const a of outside) for (const b of inside) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (inside.length * outside.length);
}

export async function run() {
  const folder = await makeFolder();
  const judge = (path, model, more = []) => {
    const { outOfRange } = runCommand(
      ['segment', path, '--model', model, '-o', join(folder.path, 'out.tif'), ...more],
      folder.path,
    ).document;
    return { score: outOfRange.score ?? 0, lit: outOfRange.level !== 'ok' };
  };
  try {
    const others = OTHER_THINGS.filter((one) => existsSync(one)).flatMap((one) =>
      readdirSync(one)
        .filter((name) => /\.(tif|png)$/.test(name))
        .slice(0, 6)
        .map((name) => join(one, name)),
    );
    const rows = [];
    for (const { id, modality, families, wrong, size } of MODELS.filter((model) => existsSync(join(root, 'models', model.id)))) {
      const make = (family, index, more) => {
        const args = ['synthesize', family, '--modality', modality, '--seed', String(SEED + index), '-o', folder.path];
        return runCommand([...args, ...[...size, ...more].flatMap((one) => ['--param', one])], folder.path).document.items[0].image;
      };
      const inside = [];
      const kinds = { inverted: [], 'wrong voxel size': [], 'something else': [] };
      // secondary electrons put the phases in any order: there is no upright FIB-SEM picture
      const upright = modality === 'fib' ? [] : ['inverted=0'];
      families.forEach((family, index) => {
        inside.push(judge(make(family, index, upright), id));
        kinds['wrong voxel size'].push(judge(make(family, 100 + index, upright), id, ['--voxel', wrong]));
        if (modality !== 'fib') kinds.inverted.push(judge(make(family, 200 + index, ['inverted=1']), id));
      });
      for (const other of others) kinds['something else'].push(judge(other, id));
      const share = (judged) => `${judged.filter(({ lit }) => lit).length} of ${judged.length}`;
      rows.push([`${id}: in range, light on`, share(inside), 'none']);
      for (const [kind, judged] of Object.entries(kinds).filter(([, judged]) => judged.length > 0)) {
        const value = auroc(
          inside.map(({ score }) => score),
          judged.map(({ score }) => score),
        );
        rows.push([`${id}: ${kind}`, `AUROC ${value.toFixed(2)}, light on in ${share(judged)}`, 'AUROC > 0.9']);
      }
    }
    return rows;
  } finally {
    await folder.remove();
  }
}
