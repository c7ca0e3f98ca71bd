/** Arguments to values. Whatever is wrong with them is a usage error (exit status 2). */
import { parseArgs } from 'node:util';
import { InvalidInputError, parseLength, parseVoxelSize } from '../base/index.js';
import type { LengthUnit } from '../base/index.js';
import type { VoxelSizeInput } from '../contract/index.js';
import { FACES, type Face } from '../volume/index.js';
import { COMMON_OPTIONS, type Command, type OptionValues } from './command.js';

export class UsageError extends InvalidInputError {
  constructor(message: string, subject?: string) {
    super(message, { code: 'usage', ...(subject === undefined ? {} : { subject }) });
  }
}

export interface Parsed {
  readonly positionals: readonly string[];
  readonly options: OptionValues;
}

export function parseCommandLine(command: Command, argv: readonly string[]): Parsed {
  const specs = [...COMMON_OPTIONS, ...command.options];
  const options = Object.fromEntries(
    specs.map(({ name, short, value, multiple }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: multiple ?? false,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(
      `${command.name}: ${error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error)}; see "lithoscope ${command.name} --help".`,
      command.name,
    );
  }
  const { positionals } = parsed;
  const values = parsed.values as OptionValues;
  if (values['help'] !== true) checkRequired(command, positionals, values);
  return { positionals, options: values };
}

function checkRequired(command: Command, positionals: readonly string[], values: OptionValues): void {
  if (positionals.length < command.minPositionals)
    throw new UsageError(`${command.name} needs ${command.positionals}; see "lithoscope ${command.name} --help".`, command.positionals);
  const extra = positionals[command.maxPositionals];
  if (extra !== undefined) throw new UsageError(`${command.name} does not know what to do with "${extra}".`, extra);
  const missing = command.options.find(({ name, required }) => required === true && values[name] === undefined);
  if (missing)
    throw new UsageError(
      `${command.name} needs ${missing.short === undefined ? '--' : `-${missing.short} or --`}${missing.name} ${missing.value ?? ''}.`,
      missing.name,
    );
}

export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function list(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
}

/** "a,b,c" without empty items; undefined when the option is absent */
export function commaList(options: OptionValues, name: string): string[] | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const items = value.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
  if (items.length === 0) throw new UsageError(`--${name} needs at least one name.`, `--${name}`);
  return items;
}

export function integer(options: OptionValues, name: string, least: number, most: number): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const number = /^[0-9]+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < least || number > most)
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not "${value}".`, `--${name}`);
  return number;
}

/** `--name on` or `--name off` */
export function onOff(options: OptionValues, name: string): boolean | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (value !== 'on' && value !== 'off') throw new UsageError(`--${name} is on or off, not "${value}".`, `--${name}`);
  return value === 'on';
}

/** `--dataset`, `--time` and `--channel`, of another file behind a prefix: `--truth-time` */
export function stackPart(
  options: OptionValues,
  prefix = '',
): {
  dataset?: string | undefined;
  time?: number | undefined;
  channel?: string | undefined;
} {
  return {
    dataset: text(options, `${prefix}dataset`),
    time: integer(options, `${prefix}time`, 0, Number.MAX_SAFE_INTEGER),
    channel: text(options, `${prefix}channel`),
  };
}

/** `--voxel 0.65um`, `--voxel 1.3x0.65x0.65um` */
export function voxel(options: OptionValues): VoxelSizeInput | undefined {
  const value = text(options, 'voxel');
  if (value === undefined) return undefined;
  try {
    const { value: size, unit } = parseVoxelSize(value);
    return { value: [...size], unit };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), '--voxel');
  }
}

/** `--collector none|FACE[,FACE]`; none is an empty list, an absent option is undefined */
export function collector(options: OptionValues): Face[] | undefined {
  const value = text(options, 'collector');
  if (value === undefined) return undefined;
  if (value === 'none') return [];
  const faces = value.split(',').map((name) => {
    const face = FACES.find((known) => known === name.trim());
    if (!face) throw new UsageError(`--collector takes none or faces out of ${FACES.join(' ')}, not "${name}".`, '--collector');
    return face;
  });
  if (new Set(faces).size < faces.length) throw new UsageError(`--collector names a face twice in "${value}".`, '--collector');
  return faces;
}

export function choice<T extends string>(options: OptionValues, name: string, known: readonly T[]): T | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const found = known.find((item) => item === value);
  if (found === undefined) throw new UsageError(`--${name} takes one of ${known.join(', ')}, not "${value}".`, `--${name}`);
  return found;
}

/** repeated `--param k=v` */
export function assignments(options: OptionValues, name: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const item of list(options, name)) {
    const at = item.indexOf('=');
    if (at <= 0) throw new UsageError(`--${name} takes NAME=VALUE, not "${item}".`, `--${name}`);
    result[item.slice(0, at)] = item.slice(at + 1);
  }
  return result;
}

/** `4GiB`, `500MB`, bytes */
export function memoryBytes(options: OptionValues): number | undefined {
  const value = text(options, 'memory');
  if (value === undefined) return undefined;
  const match = /^([0-9.]+)\s*(|B|KB|MB|GB|KiB|MiB|GiB)$/i.exec(value);
  const scale: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };
  const bytes = Number(match?.[1]) * (scale[match?.[2]?.toLowerCase() ?? ''] ?? Number.NaN);
  if (!(bytes >= 2 ** 26)) throw new UsageError(`--memory takes a size of at least 64MiB, like 4GiB, not "${value}".`, '--memory');
  return Math.floor(bytes);
}

/** `--name -0.5`: any finite number */
export function decimal(options: OptionValues, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new UsageError(`--${name} must be a number, not "${value}".`, `--${name}`);
  return number;
}

/** `--name 1.5um` */
export function length(options: OptionValues, name: string): { value: number; unit: LengthUnit } | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  try {
    const { value: size, unit } = parseLength(value);
    return { value: size, unit };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), `--${name}`);
  }
}

/** `--name type=2` or `type=2,3` */
export function selection(options: OptionValues, name: string): { field: string; values: number[] } | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const at = value.lastIndexOf('=');
  const values = value
    .slice(at + 1)
    .split(',')
    .map((item) => (item.trim() === '' ? Number.NaN : Number(item)));
  if (at <= 0 || !values.every((item) => Number.isFinite(item)))
    throw new UsageError(`--${name} takes FIELD=VALUE[,VALUE] with numbers, like type=2, not "${value}".`, `--${name}`);
  return { field: value.slice(0, at), values };
}
