/** What an open study holds, written for other programs: its prepared image, its labels as they are edited now, or their surfaces. */
import type { RunOptions } from '../../base/index.js';
import type { ConvertedDocument, MeshDocument, MeshFormat, StackFormat } from '../../contract/index.js';
import { chooseWriter, planesOfArray } from '../../formats/index.js';
import type { Planes } from '../../formats/index.js';
import { stackOf } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';
import { currentCalibration, currentLabels } from '../review.js';
import type { Session } from '../session/session.js';
import { shownSpacing } from '../volumes/shown-spacing.js';
import { checkOutput, widened, writePlanes, writtenFormat } from './convert.js';
import { meshLabels } from './mesh-labels.js';

interface Exported {
  /** handle of the file or folder */
  readonly ref: string;
  readonly name: string;
}

/** The file that was asked for, one in the folder that was asked for, or one in the study. */
async function placeFor(host: ServiceHost, session: Session, output: string | undefined, what: string, extension: string): Promise<string> {
  const { files } = host.ports;
  if (output?.toLowerCase().endsWith(`.${extension}`) === true) return output;
  const folder = output ?? session.folder.inside('exports');
  await files.makeFolder(folder);
  const stem = session.folder.document.name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'study';
  return files.join(folder, `${stem}.${what}.${extension}`);
}

/** Everything that must not be written over: the originals, and the study itself but for its exports. */
function originalsOf({ folder }: Session): string[] {
  const { inputs, labels } = folder.document;
  return [...inputs.map(({ path }) => path), folder.inside('study.json'), ...(labels === null ? [] : [folder.inside(labels.folder)])];
}

function exportedAs(host: ServiceHost, path: string): Exported {
  return { ref: host.grants.grant(path, 'read'), name: host.ports.files.basename(path) };
}

export interface StackExport {
  readonly what: 'image' | 'labels';
  readonly format: StackFormat;
  readonly output?: string | undefined;
}

function imagePlanes({ image }: Session): Planes {
  const { reader } = image;
  const [, ny, nx] = reader.shape;
  return { shape: reader.shape, dtype: reader.dtype, read: (z0, z1, signal) => reader.read([z0, 0, 0], [z1 - z0, ny, nx], signal) };
}

export async function exportStack(
  host: ServiceHost,
  session: Session,
  { what, format, output }: StackExport,
  options: RunOptions,
): Promise<Exported & ConvertedDocument> {
  const started = host.ports.clock.monotonic();
  const path = await placeFor(host, session, output, what, format);
  await checkOutput(host, originalsOf(session), path);
  const chosen = chooseWriter(path);
  const labels = what === 'labels' ? currentLabels(session).labels : undefined;
  const planes = labels === undefined ? imagePlanes(session) : planesOfArray(labels.data, labels.shape);
  const calibration = currentCalibration(session);
  await writePlanes(host, path, chosen, { planes, calibration, labels: labels !== undefined }, options);
  const dtype = chosen.writer.storedAs?.[planes.dtype] ?? planes.dtype;
  return {
    ...exportedAs(host, path),
    output: path,
    format: await writtenFormat(host, path, chosen),
    input: { path: session.folder.path },
    shape: [...planes.shape],
    dtype,
    spacing: shownSpacing(calibration),
    warnings: [
      ...(calibration.spacing === null
        ? ['The voxel size is unknown and stays so in the new file; give it in the setup of the study.']
        : []),
      ...widened(planes.dtype, dtype),
    ],
    seconds: (host.ports.clock.monotonic() - started) / 1000,
  };
}

export interface MeshExport {
  readonly format: MeshFormat;
  readonly phases?: readonly string[] | undefined;
  readonly coarsen?: number | undefined;
  readonly output?: string | undefined;
}

export async function exportMesh(
  host: ServiceHost,
  session: Session,
  { format, phases, coarsen, output }: MeshExport,
  options: RunOptions,
): Promise<Exported & MeshDocument> {
  const { labels } = currentLabels(session);
  const path = await placeFor(host, session, output, format === 'vtu' ? 'elements' : 'surface', format);
  const source = { stack: stackOf(labels), path: session.folder.path, originals: originalsOf(session), warnings: [] };
  const made = await meshLabels(host, source, { output: path, phases, coarsen }, options);
  return { ...exportedAs(host, made.files[0]?.path ?? path), ...made };
}
