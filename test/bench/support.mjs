/** What every benchmark needs: the real program, a real browser, made-up volumes, and a table at the end. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { compileAssembly } from '../../scripts/assembly.mjs';
import { findBrowser } from '../../scripts/find-browser.mjs';

export const root = resolve(import.meta.dirname, '../..');
export const program = join(root, 'bin', 'lithoscope.mjs');

/** Programs of a benchmark from the sources as they are, each `name.js` in a folder that `use` gets and that is gone afterwards. */
export async function withPrograms(input, use) {
  await compileAssembly();
  const out = join(root, '.cache', 'bench', String(process.pid));
  const output = { entryFileNames: '[name].js' };
  const entries = Object.fromEntries(Object.entries(input).map(([name, path]) => [name, join(root, path)]));
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      build: { ssr: true, target: 'node20', outDir: out, minify: false, rolldownOptions: { input: entries, output } },
    });
    return await use(out);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

export async function makeFolder() {
  const path = await mkdtemp(join(tmpdir(), 'lithoscope-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** One command; its JSON document and the seconds it took from start to end of the process. */
export function runCommand(args, dataFolder) {
  const start = performance.now();
  const done = spawnSync(process.execPath, [program, ...args, '--json', '--quiet'], {
    encoding: 'utf8',
    env: { ...process.env, LITHOSCOPE_DATA: dataFolder },
    maxBuffer: 2 ** 28,
  });
  const seconds = (performance.now() - start) / 1000;
  if (done.status !== 0) throw new Error(`lithoscope ${args.join(' ')} ended with ${done.status}: ${done.stderr}${done.stdout}`);
  return { seconds, document: JSON.parse(done.stdout) };
}

export async function startHost(dataFolder, folder, args = []) {
  const child = spawn(process.execPath, [program, 'serve', '--quiet', '--root', folder, ...args], {
    env: { ...process.env, LITHOSCOPE_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((found, failed) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const match = /http:\/\/\S+/.exec(text);
      if (match) found(match[0]);
    });
    child.once('exit', (code) => failed(new Error(`the host ended with ${code}`)));
  });
  const { origin, hash } = new URL(url);
  const stop = () =>
    new Promise((done) => {
      child.once('exit', done);
      child.kill('SIGTERM');
    });
  return { url, origin, token: hash.replace('#token=', ''), pid: child.pid, stop };
}

/** A call over HTTP with its frames. */
export async function call(host, method, params, { onProgress, signal } = {}) {
  const response = await fetch(`${host.origin}/rpc/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-lithoscope-token': host.token },
    body: JSON.stringify(params),
    ...(signal ? { signal } : {}),
  });
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const frame of lines.map((line) => JSON.parse(line))) {
      if (frame.type === 'err') throw new Error(`${frame.error.code}: ${frame.error.message}`);
      if (frame.type === 'ok') return frame.value;
      onProgress?.(frame.value);
    }
  }
  throw new Error(`${method}: the host went away`);
}

/** The handle of a file inside the host's granted folder. */
export async function find(host, ...names) {
  const { roots } = await call(host, 'files.roots', {});
  let ref = roots[0].ref;
  for (const name of names) ref = (await call(host, 'files.list', { ref })).entries.find((entry) => entry.name === name).ref;
  return ref;
}

export async function startBrowser() {
  const { chromium } = await import('@playwright/test');
  return chromium.launch({
    executablePath: await findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--enable-precise-memory-info',
    ],
  });
}

/** Resident memory of the page's process, in MB. */
export async function rendererMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo.filter((item) => item.type === 'renderer').map((item) => residentMB(item.id));
  return Math.max(...sizes);
}

export const residentMB = (pid) => memoryMB(pid, 'VmRSS');

/** Largest resident memory so far; 0 for a process that has ended. */
export function peakMB(pid) {
  try {
    return memoryMB(pid, 'VmHWM');
  } catch {
    return 0;
  }
}

function memoryMB(pid, name) {
  const [, kilobytes] = new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes ?? 0) / 1000;
}

/** A raw NRRD of one plane function; planes are written one by one. */
export async function writeNrrd(path, [nz, ny, nx], type, plane) {
  const file = await open(path, 'w');
  const header = [
    'NRRD0004',
    `type: ${type}`,
    'dimension: 3',
    'space dimension: 3',
    'space units: "nm" "nm" "nm"',
    `sizes: ${nx} ${ny} ${nz}`,
    'space directions: (650,0,0) (0,650,0) (0,0,650)',
    'kinds: domain domain domain',
    'endian: little',
    'encoding: raw',
  ];
  await file.write(`${header.join('\n')}\n\n`);
  for (let z = 0; z < nz; z++) await file.write(Buffer.from(plane(z).buffer));
  await file.close();
}

/** mulberry32: the same numbers everywhere. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Columns of lithium on a collector at y = 0, with noise; every plane differs. */
export function deposit(n, seed) {
  const random = seededRandom(seed);
  const columns = Array.from({ length: 60 }, () => ({
    x: random() * n,
    z: random() * n,
    r: 6 + random() * 22,
    top: 60 + random() * 300,
    bottom: random() < 0.7 ? 0 : 90 + random() * 80,
  }));
  const noise = Uint16Array.from({ length: 4 * n * n }, () => (random() + random() + random()) * 2200);
  function labels(z) {
    const out = new Uint8Array(n * n).fill(3);
    out.fill(5, 0, 12 * n);
    for (const c of columns) {
      const half2 = c.r * c.r - (z - c.z) ** 2;
      if (half2 <= 0) continue;
      const half = Math.sqrt(half2);
      for (let y = Math.max(12, Math.floor(c.bottom)); y < c.top; y++) {
        const sway = 5 * Math.sin(y / 17 + c.r);
        const x0 = Math.max(0, Math.floor(c.x + sway - half));
        const x1 = Math.min(n, Math.ceil(c.x + sway + half));
        for (let x = x0; x < x1; x++) out[y * n + x] = x < x0 + 3 || x >= x1 - 3 ? 2 : 1;
      }
    }
    return out;
  }
  const grey = [0, 9000, 26000, 19000, 4000, 52000, 15000, 0];
  function image(z) {
    const from = (z * 7919) % (3 * n * n);
    return Uint16Array.from(labels(z), (label, i) => grey[label] + noise[from + i]);
  }
  return { labels, image };
}

export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}

/** "12 / 31 ms (n = 60)" */
export function spread(values) {
  return `${percentile(values, 0.5).toFixed(0)} / ${percentile(values, 0.95).toFixed(0)} ms (n = ${values.length})`;
}
