/** A Chromium for the end-to-end tests: $LITHOSCOPE_BROWSER, an installed one, else the one in the npm package. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Shared libraries that the program wants and the system lacks (Linux). */
function missingLibraries(program) {
  if (process.platform !== 'linux') return [];
  try {
    const lines = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
    return lines.filter((line) => line.includes('not found')).map((line) => line.trim().split(' ')[0]);
  } catch {
    return [];
  }
}

function usable(program, origin) {
  const missing = missingLibraries(program);
  if (missing.length > 0)
    throw new Error(
      `The browser ${program} (${origin}) cannot start: these system libraries are missing: ${missing.join(', ')}. Install them, or set LITHOSCOPE_BROWSER to another Chromium.`,
    );
  return program;
}

async function fromPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No Chromium or Chrome was found; install one or set LITHOSCOPE_BROWSER to its program.');
  // outside of its usual home the package only unpacks the libraries it brings when it believes to be there
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  chromium.setGraphicsMode = true;
  return chromium.executablePath();
}

/** The program's path; rejects with one sentence that says what to install. */
export async function findBrowser() {
  const chosen = process.env.LITHOSCOPE_BROWSER;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`LITHOSCOPE_BROWSER names ${chosen}, which does not exist.`);
    return usable(chosen, 'LITHOSCOPE_BROWSER');
  }
  const installed = process.env.LITHOSCOPE_BROWSER_FROM_PACKAGE ? undefined : INSTALLED.find((path) => existsSync(path));
  return installed ? usable(installed, 'installed') : usable(await fromPackage(), 'npm package');
}
