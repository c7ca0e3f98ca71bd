/** The methods paragraph, written from provenance: only what was done, with versions and hashes. */
import type { ReportData } from './data.js';

function sentenceOfInput(data: ReportData): string {
  const [input] = data.inputs;
  if (!input) return '';
  const files = data.inputs.length > 1 ? `${data.inputs.length} files` : input.name;
  return `The image stack (${files}; ${input.shape.join(' x ')} voxels, ${input.dtype}, voxel size ${data.setup.voxel}) was analysed with Lithoscope ${data.appVersion}.`;
}

function sentenceOfModel({ model }: ReportData): string {
  if (!model) return 'The labels were imported from a file.';
  const range =
    model.outOfRange.level === 'ok'
      ? 'The data lie inside the training range of the model.'
      : `The data lie outside the training range of the model (${model.outOfRange.reasons.join('; ')}).`;
  return `Phases were segmented with the model ${model.id} ${model.version} (weights sha256 ${model.sha256.slice(0, 12)}) by tiled inference; class probabilities were kept. ${range}`;
}

function sentenceOfIsolation(data: ReportData): string {
  if (data.setup.collector === 'not given') return 'No current collector was marked, so live and dead lithium were not told apart.';
  return `Lithium was called live when a path of lithium voxels (18 neighbours; 6 and 26 given as interval) reaches the current collector (${data.setup.collector}), unknown when it is not live but cut by the field of view, and dead otherwise.`;
}

function sentenceOfComparison({ comparison }: ReportData): string {
  if (!comparison || comparison.generators.length === 0) return '';
  const names = comparison.generators.map((generator) => `${generator.title} (${generator.seeds.length} seeds)`).join(', ');
  return `The structure was compared window by window with ${names} at equal voxel size, box and lithium amount; distances are given relative to the distance between windows of the same image (energy distance with permutation test, Holm-corrected).`;
}

export function methodsParagraph(data: ReportData): string {
  const edits = data.reviewedEdits > 0 ? `${data.reviewedEdits} corrections were made by hand.` : '';
  const prepared = data.steps
    .filter((step) => step.id.startsWith('prepare.'))
    .map((step) => `${step.title} ${JSON.stringify(step.params)}`);
  const preparation = prepared.length > 0 ? `The stack was prepared by ${prepared.join(', ')}.` : '';
  return [
    sentenceOfInput(data),
    preparation,
    sentenceOfModel(data),
    edits,
    sentenceOfIsolation(data),
    'Lithium volumes convert to charge with 4.849 µm of dense lithium per mAh/cm² (2062 mAh/cm³).',
    sentenceOfComparison(data),
  ]
    .filter(Boolean)
    .join(' ');
}
