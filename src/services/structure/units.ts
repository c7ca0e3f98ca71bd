/** Lengths that people gave for files without a unit: remembered for the folder, and for the format. */
import * as v from 'valibot';
import type { LengthUnit } from '../../base/index.js';
import type { ServiceHost } from '../service-host.js';

const MAX_BYTES = 1 << 20;
const MAX_ENTRIES = 200;

const remembered = v.array(
  v.object({ format: v.string(), folder: v.string(), value: v.number(), unit: v.picklist(['m', 'mm', 'um', 'nm', 'A']) }),
);
type Remembered = v.InferOutput<typeof remembered>;

export interface UnitLength {
  readonly value: number;
  readonly unit: LengthUnit;
}

function fileOf({ ports, options }: ServiceHost): string {
  return ports.files.join(options.dataFolder, 'units.json');
}

/** A file that cannot be read is a file without memories: nothing depends on it. */
async function readAll(host: ServiceHost): Promise<Remembered> {
  const { files } = host.ports;
  try {
    const bytes = await files.readBytes(fileOf(host), MAX_BYTES);
    return v.parse(remembered, JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return [];
  }
}

/** The latest length for the same folder and format, else for the format. */
export async function rememberedUnit(host: ServiceHost, path: string, format: string): Promise<UnitLength | null> {
  const folder = host.ports.files.dirname(path);
  const alike = (await readAll(host)).filter((one) => one.format === format);
  const found = alike.find((one) => one.folder === folder) ?? alike[0];
  return found === undefined ? null : { value: found.value, unit: found.unit };
}

export async function rememberUnit(host: ServiceHost, path: string, format: string, { value, unit }: UnitLength): Promise<void> {
  const { files } = host.ports;
  const folder = files.dirname(path);
  const others = (await readAll(host)).filter((one) => one.format !== format || one.folder !== folder);
  const all = [{ format, folder, value, unit }, ...others].slice(0, MAX_ENTRIES);
  await files.makeFolder(host.options.dataFolder);
  await files.writeBytes(fileOf(host), new TextEncoder().encode(JSON.stringify(all, null, 2)));
}
