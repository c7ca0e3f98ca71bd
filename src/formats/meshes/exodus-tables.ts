/** The variables of an Exodus file, whichever of its two containers holds them: classic netCDF, or netCDF-4, which is HDF5. */
import type { ByteSource, Hdf5Dataset, Hdf5File } from '../../ports/index.js';
import { byteText, corrupt, MAX_READ_BYTES, unsupported } from '../limits.js';
import type { NetcdfHeader, NetcdfVariable } from '../netcdf/header.js';
import { netcdfNumbers, netcdfTexts } from '../netcdf/variables.js';
import { decodeStored, isStoredType, storedBytes } from '../stored.js';

export interface ExodusTables {
  readonly name: string;
  /** undefined for variables that the file lacks */
  shape(variable: string): readonly number[] | undefined;
  /** an attribute of letters */
  text(variable: string, attribute: string): Promise<string>;
  /** all values, or those at one place of the first axis */
  numbers(variable: string, first?: number): Promise<Float64Array>;
  texts(variable: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export function classicTables(bytes: ByteSource, header: NetcdfHeader): ExodusTables {
  const { name } = bytes;
  const variable = (title: string): NetcdfVariable => {
    const found = header.variables.get(title);
    if (found === undefined) throw corrupt(name, `its variable "${title}" is missing`);
    return found;
  };
  return {
    name,
    shape: (title) => header.variables.get(title)?.shape,
    text(title, attribute) {
      const value = variable(title).attributes.get(attribute);
      return Promise.resolve(typeof value === 'string' ? value : '');
    },
    async numbers(title, first) {
      const found = variable(title);
      if (first === undefined || found.record) return netcdfNumbers(bytes, header, found, first);
      const all = await netcdfNumbers(bytes, header, found);
      const each = found.shape.slice(1).reduce((product, n) => product * n, 1);
      return all.subarray(first * each, (first + 1) * each);
    },
    texts: (title) => netcdfTexts(bytes, header, variable(title)),
    close: () => bytes.close(),
  };
}

const MAX_TEXT_BYTES = 16 * 1024 * 1024;

export function hdf5Tables(name: string, file: Hdf5File, datasets: readonly Hdf5Dataset[]): ExodusTables {
  const byPath = new Map(datasets.map((dataset) => [dataset.path, dataset]));
  const dataset = (title: string): Hdf5Dataset => {
    const found = byPath.get(title);
    if (found === undefined) throw corrupt(name, `its variable "${title}" is missing`);
    if (found.refusal !== null) throw unsupported(name, `its variable "${title}" cannot be read: ${found.refusal}`);
    return found;
  };
  return {
    name,
    shape: (title) => byPath.get(title)?.shape,
    async text(title, attribute) {
      const value = (await file.attributes(dataset(title).path))[attribute];
      return typeof value === 'string' ? value : '';
    },
    async numbers(title, first) {
      const { path, shape, type } = dataset(title);
      if (!isStoredType(type)) throw corrupt(name, `its variable "${title}" of type ${type} holds no numbers`);
      const size = first === undefined ? [...shape] : [1, ...shape.slice(1)];
      const total = size.reduce((product, n) => product * n, storedBytes(type));
      if (total === 0) return new Float64Array(0);
      if (total > MAX_READ_BYTES)
        throw unsupported(name, `its variable "${title}" of ${byteText(total)} is beyond ${byteText(MAX_READ_BYTES)}.`);
      const start = size.map((_, axis) => (axis === 0 ? (first ?? 0) : 0));
      return new Float64Array(decodeStored(await file.read(path, start, size), type, false, name));
    },
    async texts(title) {
      const { path, shape } = dataset(title);
      const words = await file.readText(path, MAX_TEXT_BYTES);
      const length = shape.at(-1) ?? 1;
      // letters one by one, the last axis along each text
      if (shape.length < 2 || words.some((word) => word.length > 1)) return words.map((word) => word.trim());
      return Array.from({ length: Math.floor(words.length / Math.max(1, length)) }, (_, i) => {
        const letters = words.slice(i * length, (i + 1) * length);
        const end = letters.findIndex((letter) => letter === '' || letter === '\0');
        return (end < 0 ? letters : letters.slice(0, end)).join('').trim();
      });
    },
    close: () => file.close(),
  };
}
