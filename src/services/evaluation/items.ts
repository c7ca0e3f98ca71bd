/** The volumes of a test folder: what `synthesize` writes, or any NAME.tif beside NAME-labels.tif. */
import { InvalidInputError } from '../../base/index.js';
import type { ServiceHost } from '../service-host.js';

const MOST_ITEMS = 10_000;

export interface TestItem {
  readonly name: string;
  readonly image: string;
  readonly labels: string;
  /** null where nothing is known about how the volume came about */
  readonly truth: TestTruth | null;
}

/** What `synthesize` says about a volume, as far as results are sorted by it. */
export interface TestTruth {
  readonly modality?: string;
  readonly family?: string;
  readonly cell?: string;
  readonly regime?: string;
  readonly cnr?: number | null;
  readonly seed?: number;
  /** seed of the structure, where several pictures show one */
  readonly structure?: number;
  readonly heldOut?: { readonly family: boolean; readonly regime: boolean };
}

const IMAGE = /^(.+)\.(tiff?|mrc|nrrd|mha)$/i;

export async function testItems(host: ServiceHost, folder: string): Promise<readonly TestItem[]> {
  const { files } = host.ports;
  const names = new Set((await files.list(folder)).map(({ path }) => files.basename(path)));
  const items: TestItem[] = [];
  for (const file of [...names].sort()) {
    const stem = IMAGE.exec(file)?.[1];
    const labels =
      stem === undefined ? undefined : ['.tif', '.tiff'].map((ending) => `${stem}-labels${ending}`).find((name) => names.has(name));
    if (stem === undefined || labels === undefined) continue;
    const truth = names.has(`${stem}.truth.json`) ? await readTruth(host, files.join(folder, `${stem}.truth.json`)) : null;
    items.push({ name: stem, image: files.join(folder, file), labels: files.join(folder, labels), truth });
  }
  if (items.length === 0)
    throw new InvalidInputError(
      `${folder} holds no NAME.tif beside NAME-labels.tif; give a folder that "lithoscope synthesize" wrote, or a label file with --truth.`,
      { code: 'no-test-volumes', subject: folder },
    );
  return items.slice(0, MOST_ITEMS);
}

async function readTruth(host: ServiceHost, path: string): Promise<TestTruth> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await host.ports.files.readBytes(path, 4 << 20)));
    return typeof value === 'object' && value !== null ? pickTruth(value as Record<string, unknown>) : {};
  } catch (cause) {
    throw new InvalidInputError(`${path} is not readable JSON; make the volume again or remove the file.`, {
      code: 'bad-truth',
      subject: path,
      cause,
    });
  }
}

function pickTruth(value: Record<string, unknown>): TestTruth {
  const string = (key: string): Record<string, string> => (typeof value[key] === 'string' ? { [key]: value[key] } : {});
  const number = (key: string): Record<string, number> => (typeof value[key] === 'number' ? { [key]: value[key] } : {});
  const held = value['heldOut'] as Record<string, unknown> | undefined;
  return {
    ...string('modality'), ...string('family'), ...string('cell'), ...string('regime'),
    ...number('cnr'), ...number('seed'), ...number('structure'),
    ...(typeof held === 'object' ? { heldOut: { family: held['family'] === true, regime: held['regime'] === true } } : {}),
  }; // prettier-ignore
}
