/** Import directions of docs/architecture.md: level by level downwards, never sideways but for the drawn arrows. */

const ROOMS = ['formats', 'segmentation', 'review', 'metrics', 'imaging', 'simulate', 'compare', 'figures', 'report', 'study', 'voxelize'];
const LOW = '^src/(base|volume|kernels|ports)/|^src/workers/[^/]+\\.request\\.ts$';
const PURE =
  '^src/(base|volume|kernels|ports|formats|segmentation|review|metrics|imaging|simulate|compare|figures|report|study|voxelize|contract|services|rpc|resources|workers)/';
const NATIVE = 'node_modules/(sharp|onnxruntime-node|itk-wasm|@itk-wasm)/';

/** What a room may import of our own code beside itself. */
function only(name, from, to) {
  return { name, severity: 'error', from: { path: from }, to: { path: '^(src|electron|renderer|test)/', pathNot: [from, ...to] } };
}

const allowed = { compare: ['^src/metrics/index\\.ts$'], report: ['^src/figures/index\\.ts$'] };

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^electron$' } },
    only('base-imports-nothing', '^src/base/', []),
    only('volume-imports-base', '^src/volume/', ['^src/base/']),
    only('kernels-import-words', '^src/kernels/', ['^src/(base|volume)/']),
    only('ports-import-words', '^src/ports/', ['^src/(base|volume)/']),
    ...ROOMS.map((room) => only(`${room}-stays-in-its-room`, `^src/${room}/`, [LOW, ...(allowed[room] ?? [])])),
    only('contract-is-data', '^src/contract/', ['^src/(base|volume)/']),
    only('rpc-knows-the-form-only', '^src/rpc/', ['^src/base/', '^src/contract/define\\.ts$']),
    only('workers-run-kernels-and-formats', '^src/workers/', [
      '^src/(base|volume|ports|kernels|formats)/',
      '^src/services/synthesize/index\\.ts$',
      '^src/voxelize/index\\.ts$',
    ]),
    only('services-compose-rooms', '^src/services/', [
      LOW,
      '^src/contract/',
      '^src/workers/',
      ...ROOMS.map((room) => `^src/${room}/index\\.ts$`),
    ]),
    only('resources-serve-bytes', '^src/resources/', ['^src/(base|volume)/', '^src/services/index\\.ts$']),
    only('renderer-sees-the-border', '^renderer/', ['^src/(contract|rpc|volume|base|review|figures)/']),
    {
      name: 'node-only-in-adapters-and-hosts',
      severity: 'error',
      from: { path: `${PURE}|^renderer/` },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'native-only-in-adapters-and-hosts', severity: 'error', from: { path: `${PURE}|^renderer/` }, to: { path: NATIVE } },
    {
      name: 'electron-only-in-electron',
      severity: 'error',
      from: { pathNot: '^(electron/|forge\\.config\\.ts)' },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      name: 'handlers-only-from-the-worker-entry',
      severity: 'error',
      from: { pathNot: '^src/(workers/(handlers|inline|[^/]+\\.handler)\\.ts$|node/worker-entry\\.ts$)' },
      to: { path: '\\.handler\\.ts$' },
    },
    {
      name: 'rooms-by-their-index',
      severity: 'error',
      from: { path: '^(renderer/|electron/|src/(node|server|cli|services|resources|compare|report)/)' },
      to: {
        path: '^src/(formats|segmentation|review|metrics|imaging|simulate|compare|figures|report|study|voxelize|services|resources|rpc|contract|server)/',
        pathNot: ['/index\\.ts$', '^src/$1', '$1'],
      },
    },
    {
      name: 'adapters-know-no-host',
      severity: 'error',
      from: { path: '^src/node/' },
      to: { path: '^(electron|renderer|src/cli|src/server)/' },
    },
    {
      name: 'hosts-do-not-meet',
      severity: 'error',
      from: { path: '^(electron/|src/server/|src/cli/)' },
      to: { path: '^(electron|renderer|src/cli)/', pathNot: ['$1'] },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { path: '^(src|electron|renderer)/' }, to: { path: '^test/' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out|\\.cache|src/kernels/assembly)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'types', 'default', 'node'],
      exportsFields: ['exports'],
    },
  },
};
