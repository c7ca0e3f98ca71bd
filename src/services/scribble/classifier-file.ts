/** A classifier as a file. */
import { decodeClassifier, encodeClassifier } from '../../segmentation/index.js';
import type { ScribbleClassifier } from '../../segmentation/index.js';
import type { ServiceHost } from '../service-host.js';

const MAX_CLASSIFIER = 2 ** 28;

export async function readClassifier(host: ServiceHost, path: string): Promise<ScribbleClassifier> {
  return decodeClassifier(new TextDecoder().decode(await host.ports.files.readBytes(path, MAX_CLASSIFIER)), path);
}

export async function writeClassifier(host: ServiceHost, path: string, classifier: ScribbleClassifier): Promise<void> {
  await host.ports.files.writeBytes(path, new TextEncoder().encode(encodeClassifier(classifier)));
}

/** Names a classifier: equal texts mean equal answers. */
export function classifierHash(host: ServiceHost, classifier: ScribbleClassifier): string {
  const hasher = host.ports.codecs.sha256();
  hasher.update(new TextEncoder().encode(encodeClassifier(classifier)));
  return hasher.hex();
}
