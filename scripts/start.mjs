/**
 * `npm start`: the desktop app on the bundled sample. Where Electron cannot run it says why in one sentence
 * and serves the same interface to the browser instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withLargePages } from './large-pages.mjs';

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

/** The program that the electron package named, or why there is none. It prints other lines while it fetches. */
export function binaryFrom({ status, stdout }, exists) {
  const path = (stdout ?? '').trim().split('\n').at(-1) ?? '';
  if (status === 0 && path !== '' && exists(path)) return { path };
  return { reason: 'The Electron binary is not here and cannot be fetched (no network)' };
}

function findBinary() {
  // the electron package fetches its binary when it is first asked for its path
  const asked = spawnSync(process.execPath, ['-e', 'process.stdout.write(require("electron"))'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return binaryFrom(asked, existsSync);
}

function serve() {
  const server = spawn(process.execPath, ['bin/lithoscope.mjs', 'serve', '--sample', ...process.argv.slice(2)], {
    cwd: root,
    env: withLargePages(process.env),
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
  const found = early === undefined ? findBinary() : { reason: early };
  if (found.reason !== undefined) serveInstead(found.reason);
  else startDesktop(found.path);
}

function serveInstead(reason) {
  process.stderr.write(`${reason}; the same app opens in the browser instead.\n`);
  serve();
}

/** A system library that is missing, or a sandbox that is not allowed, ends Electron at once. */
const AT_ONCE_MS = 5000;

function startDesktop(program) {
  const started = Date.now();
  const desktop = spawn(program, ['.'], { cwd: root, stdio: 'inherit', env: { ...process.env, LITHOSCOPE_START: 'sample' } });
  desktop.on('error', (error) => serveInstead(`Electron could not be started (${error.message})`));
  desktop.on('exit', (code) => {
    if (code && Date.now() - started < AT_ONCE_MS) serveInstead(`Electron ended at once with exit code ${code}`);
    else process.exit(code ?? 0);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
