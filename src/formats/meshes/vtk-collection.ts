/** Files of VTK that name other files: the time steps of a run (.pvd), the pieces of many processors (.pvtu, .pvtp, ...), blocks (.vtm). */
import type { FrameInfo, Geometry, GeometrySource } from '../../volume/index.js';
import type { FormatHost, GeometryFormat } from '../format.js';
import { HEAD_BYTES } from '../format.js';
import { byteText, corrupt, MAX_XML_BYTES, unsupported } from '../limits.js';
import { besideFile } from '../side-data.js';
import { sniffVtkXml } from '../vtk/xml/document.js';
import { scanXml } from '../xml.js';
import { joinedInfo, joinGeometries } from './join.js';
import { openVtkMesh } from './vtk-xml-mesh.js';

const TYPES = ['Collection', 'PUnstructuredGrid', 'PPolyData', 'PRectilinearGrid', 'PStructuredGrid', 'vtkMultiBlockDataSet'];
const MESHES = ['UnstructuredGrid', 'PolyData', 'RectilinearGrid', 'StructuredGrid'];
/** a run names files of processors, which name none */
const MAX_DEPTH = 2;
const MAX_FILES = 100_000;

interface Step extends FrameInfo {
  readonly files: readonly string[];
}

/** Files by time step; files without one belong to the same. */
async function stepsOf(host: FormatHost, path: string): Promise<Step[]> {
  const name = host.files.basename(path);
  const { size } = await host.files.stat(path);
  if (size > MAX_XML_BYTES) throw unsupported(name, `lists of files are read up to ${byteText(MAX_XML_BYTES)}.`, 'too-large');
  const elements = scanXml(new TextDecoder().decode(await host.files.readBytes(path, MAX_XML_BYTES)));
  if (elements === undefined) throw corrupt(name, 'its XML cannot be read');
  const steps: { step: number; time?: number; files: string[] }[] = [];
  let listed = 0;
  for (const { name: element, attributes } of elements) {
    const file = element === 'DataSet' ? attributes.get('file') : element === 'Piece' ? attributes.get('Source') : undefined;
    if (file === undefined) continue;
    if (++listed > MAX_FILES) throw unsupported(name, `it names more than ${MAX_FILES} files.`, 'too-large');
    const stamp = attributes.get('timestep');
    const time = stamp === undefined ? NaN : Number(stamp);
    const last = steps.at(-1);
    if (last !== undefined && (last.time ?? NaN) === time) last.files.push(file);
    else if (last !== undefined && Number.isNaN(time) && last.time === undefined) last.files.push(file);
    else steps.push({ step: steps.length, ...(Number.isFinite(time) ? { time } : {}), files: [file] });
  }
  if (steps.length === 0) throw corrupt(name, 'it names no files');
  return steps;
}

/** A file beside the list, by its content. */
async function openNamed(host: FormatHost, list: string, file: string, depth: number): Promise<GeometrySource> {
  const bytes = await besideFile(host, list, file);
  let head: Uint8Array;
  try {
    head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.size));
  } finally {
    await bytes.close();
  }
  if (MESHES.some((type) => sniffVtkXml(head, type) > 0)) return openVtkMesh(host, bytes.path);
  if (depth < MAX_DEPTH && TYPES.some((type) => sniffVtkXml(head, type) > 0)) return openList(host, bytes.path, depth + 1);
  throw unsupported(host.files.basename(list), `it names "${file}", which is no mesh of VTK; open that file by itself.`);
}

/** Opens the files of a step one after another and lets go of each. */
async function eachOf<T>(
  host: FormatHost,
  path: string,
  { files }: Step,
  depth: number,
  use: (source: GeometrySource) => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  for (const file of files) {
    const source = await openNamed(host, path, file, depth);
    try {
      found.push(await use(source));
    } finally {
      await source.close();
    }
  }
  return found;
}

async function openList(host: FormatHost, path: string, depth: number): Promise<GeometrySource> {
  const name = host.files.basename(path);
  const steps = await stepsOf(host, path);
  const [first] = steps;
  if (first === undefined) throw corrupt(name, 'it names no files');
  const infos = await eachOf(host, path, first, depth, ({ info }) => Promise.resolve(info));
  const [one] = infos;
  if (one === undefined) throw corrupt(name, 'it names no files');
  const frames =
    steps.length === 1 && first.time === undefined ? one.frames.slice(0, 1) : steps.map(({ files: _files, ...frame }) => frame);
  const info = { ...joinedInfo(infos, one, name), format: 'vtk-collection', path, frames };
  return {
    info,
    async frame(index, signal) {
      const step = steps[index];
      if (step === undefined) throw corrupt(name, `it has ${steps.length} time steps, not ${index + 1}`);
      return joinGeometries(await eachOf<Geometry>(host, path, step, depth, (source) => source.frame(0, signal)));
    },
    async storedCoordinates() {
      const parts = await eachOf(host, path, first, depth, (source) => source.storedCoordinates());
      const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        out.set(part, at);
        at += part.length;
      }
      return out;
    },
    close: () => Promise.resolve(),
  };
}

export const VTK_COLLECTION: GeometryFormat = {
  id: 'vtk-collection',
  title: 'VTK run or set of pieces (XML)',
  extensions: ['pvd', 'pvtu', 'pvtp', 'pvtr', 'pvts', 'vtm'],
  kinds: ['mesh'],
  text: {
    reads: 'The time steps, pieces or blocks of meshes that lie in the same folder or below it; one time step in memory at a time.',
    keeps: 'Times; everything that the files themselves keep.',
    loses: 'Names of blocks are lost; points on seams stay double. Refused: files outside the folder, images among the files.',
  },
  sniff: (head) => Math.max(...TYPES.map((type) => sniffVtkXml(head, type))),
  openGeometry: (host, path) => openList(host, path, 0),
};
