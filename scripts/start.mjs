/**
 * `npm start`: the desktop app on the bundled sample. Where Electron cannot run it says why in one sentence
 * and serves the same interface to the browser instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NEEDED = [22, 12];

/** Why Electron cannot run here, or undefined. */
export function nodeTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return `Node ${version} is too old to fetch and start Electron, which needs ${NEEDED.join('.')} or newer`;
}

export function noDisplay(platform, env) {
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return undefined;
  return 'There is no display for a desktop window';
}

function noBinary() {
  // the electron package fetches its binary when it is first asked for its path
  const asked = spawnSync(process.execPath, ['-e', 'process.stdout.write(require("electron"))'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
  });
  const path = (asked.stdout ?? '').trim().split('\n').at(-1) ?? '';
  if (asked.status === 0 && existsSync(path)) return { path };
  return { reason: 'The Electron binary is not here and cannot be fetched (no network)' };
}

function serve() {
  const server = spawn(process.execPath, ['bin/lithoscope.mjs', 'serve', '--sample', ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let told = false;
  server.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    const url = /http:\/\/\S+/.exec(String(chunk))?.[0];
    if (!url || told) return;
    told = true;
    openBrowser(url);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => process.exit(code ?? 0));
}

function openBrowser(url) {
  if (noDisplay(process.platform, process.env)) return;
  const [program, ...args] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function main() {
  if (!existsSync(`${root}/dist/node/cli.js`)) {
    const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
    if (built.status !== 0) process.exit(1);
  }
  const early = nodeTooOld(process.versions.node) ?? noDisplay(process.platform, process.env);
  const found = early === undefined ? noBinary() : { reason: early };
  if (found.reason !== undefined) {
    process.stderr.write(`${found.reason}; the same app opens in the browser instead.\n`);
    serve();
    return;
  }
  const desktop = spawn(found.path, ['.'], { cwd: root, stdio: 'inherit', env: { ...process.env, LITHOSCOPE_START: 'sample' } });
  desktop.on('exit', (code) => process.exit(code ?? 0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
