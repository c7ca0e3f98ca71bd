/** Live and dead lithium and the headline numbers of the labels as they are now. A newer request stops an older one. */
import { AbortedError, InvalidInputError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { NamedQuantity } from '../contract/index.js';
import { flatAxisOf } from '../metrics/index.js';
import { lastStep, setupKey } from '../study/index.js';
import { faceGeometry, labelVolume, NO_CALIBRATION } from '../volume/index.js';
import type { Calibration, Face, LabelVolume } from '../volume/index.js';
import { headlineOf, pathSettings } from './headline.js';
import type { PathSettings } from './headline.js';
import { inBackground, labelsVersion } from './session/session.js';
import type { Derived, Session } from './session/session.js';
import type { ServiceHost } from './service-host.js';
import { isolationRequest } from '../workers/index.js';
import { calibrationOf } from './volumes/shown-spacing.js';

/** A copy that worker threads read as it is, so that a large volume is copied once and not for every task. */
function sharedCopy(data: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

/** The labels of a session as a volume: a copy, since edits go on while it is measured. */
export function currentLabels(session: Session): { labels: LabelVolume; version: string } {
  const { labels } = session;
  if (labels === null)
    throw new InvalidInputError('There are no labels to measure; segment the stack or import labels first.', { code: 'no-labels' });
  return {
    labels: labelVolume(sharedCopy(labels.data), labels.shape, currentCalibration(session), session.folder.path),
    version: labelsVersion(labels),
  };
}

/** Voxel size in force, as large as the voxels of the prepared image. */
export function currentCalibration(session: Session): Calibration {
  const { voxel } = session.folder.document.setup;
  const spacing = session.image.reader.spacing;
  return voxel === null || spacing === null ? NO_CALIBRATION : { ...calibrationOf(voxel), spacing };
}

/** The halo that was last measured with; null before. */
export function haloInForce(session: Session): number | null {
  const halo = lastStep(session.folder.document, 'measure')?.parameters['halo_voxels'];
  return typeof halo === 'number' ? halo : null;
}

/** Codes of live, dead and unknown per voxel; null where they cannot be told. */
export async function isolationOf(
  host: ServiceHost,
  labels: LabelVolume,
  faces: readonly Face[],
  path: PathSettings,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | null> {
  const flatAxis = flatAxisOf(labels.shape);
  if (faces.length === 0 || faces.some((face) => faceGeometry(face).axis === flatAxis)) return null;
  const options = {
    collectorFaces: faces,
    connectivity: 18 as const,
    haloVoxels: path.haloVoxels ?? 0,
    collectorBodyLabel: path.collectorBodyLabel ?? undefined,
    flatAxis,
  };
  const { workers } = host.ports;
  const { states } = await workers.run(isolationRequest, { labels: workers.share(labels.data), shape: labels.shape, options }, signal);
  return states;
}

export async function refreshReview(
  host: ServiceHost,
  session: Session,
  options: RunOptions,
): Promise<{ version: string; isolationVersion: string; headline: NamedQuantity[] }> {
  session.refresh?.abort();
  const own = new AbortController();
  session.refresh = own;
  const signal = options.signal === undefined ? own.signal : AbortSignal.any([options.signal, own.signal]);
  try {
    const { labels, version } = currentLabels(session);
    const faces = session.folder.document.setup.collector ?? [];
    const key = setupKey(session.folder.document);
    const path = pathSettings(labels, faces, haloInForce(session));
    const headline = await headlineOf(labels, faces, path, host.ports.workers, { ...options, signal });
    if (signal.aborted) throw new AbortedError('A newer refresh took the place of this one.');
    const isolation = await isolationOf(host, labels, faces, path, signal);
    if (signal.aborted) throw new AbortedError('A newer refresh took the place of this one.');
    const derived: Derived = { labelsVersion: version, setupKey: key, isolation, headline };
    session.derived = derived;
    return { version, isolationVersion: `${version}-${key}`, headline };
  } finally {
    if (session.refresh === own) session.refresh = null;
  }
}

/** After labels were replaced or a study was opened: numbers and isolation without being asked. */
export function refreshLater(host: ServiceHost, session: Session): void {
  if (session.labels === null) return;
  inBackground(session, 'refresh-failed', async () => {
    try {
      await refreshReview(host, session, { signal: session.stop.signal });
    } catch (error) {
      if (!(error instanceof AbortedError)) throw error;
    }
  });
}
