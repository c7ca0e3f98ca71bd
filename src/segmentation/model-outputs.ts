/** Which output of the graph is what: named by the package, or the first of the description. */
import { ModelError } from '../base/index.js';
import type { OnnxHeader } from './onnx-header.js';
import type { Rdf } from './rdf.js';

/** Positions in the graph. */
export interface ModelOutputs {
  readonly probabilities: number;
  /** pooled features of the whole tile, [n, length] */
  readonly embedding: number | null;
  /** features of every voxel, [n, channels, y, x] */
  readonly features: number | null;
}

/** Descriptions and graph outputs are bound by position, so this is a position in both. */
export function probabilitiesAt(rdf: Rdf, name: string): number {
  const wanted = rdf.config.lithoscope?.outputs?.probabilities;
  if (wanted === undefined) return 0;
  const position = rdf.outputs.findIndex(({ id }) => id === wanted);
  return position >= 0 ? position : refuse(wanted, name);
}

export function bindOutputs(rdf: Rdf, header: OnnxHeader, probabilities: number, name: string): ModelOutputs {
  const hints = rdf.config.lithoscope?.outputs;
  const at = (wanted: string | undefined): number | null => {
    if (wanted === undefined) return null;
    const described = rdf.outputs.findIndex(({ id }) => id === wanted);
    const position = described >= 0 ? described : header.outputs.findIndex((output) => output.name === wanted);
    return position >= 0 && position < header.outputs.length ? position : refuse(wanted, name);
  };
  if (probabilities >= header.outputs.length) refuse(hints?.probabilities ?? 'the first', name);
  return { probabilities, embedding: at(hints?.embedding), features: at(hints?.features) };
}

function refuse(wanted: string, name: string): never {
  throw new ModelError(`${name}: the description speaks of an output "${wanted}" that the graph does not have; correct it.`, {
    code: 'output-mismatch',
    subject: wanted,
  });
}
