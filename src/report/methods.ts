/** The methods paragraph, written from provenance: only what was done, with versions and hashes. */
import type { ReportData } from './data.js';
import { formatParams } from './wording.js';

/** Axes of length 1 do not make an image a volume. */
function isImage(data: ReportData): boolean {
  const [input] = data.inputs;
  return input !== undefined && input.shape.filter((n) => n > 1).length <= 2;
}

function sentenceOfInput(data: ReportData): string {
  const { inputs, setup, appVersion } = data;
  const [input] = inputs;
  if (!input) return '';
  const files = inputs.length > 1 ? `${inputs.length} files` : input.name;
  const voxel = setup.voxel === 'unknown' ? 'voxel size unknown, so no physical values are given' : `voxel size ${setup.voxel}`;
  const [what, unit] = isImage(data) ? ['image', 'pixels'] : ['image stack', 'voxels'];
  return `The ${what} (${files}; ${input.shape.join(' x ')} ${unit}, ${input.dtype}, ${voxel}) was analysed with Lithoscope ${appVersion}.`;
}

function sentenceOfPreparation({ steps }: ReportData): string {
  const prepared = steps
    .filter((step) => step.id.startsWith('prepare.'))
    .map(({ title, params }) => (Object.keys(params).length > 0 ? `${title} (${formatParams(params)})` : title));
  return prepared.length > 0 ? `It was prepared by ${prepared.join(', ')}.` : '';
}

function sentenceOfModel({ model }: ReportData): string {
  if (!model) return 'The labels were imported from a file.';
  const { level, reasons } = model.outOfRange;
  const range =
    level === 'ok'
      ? 'The data lie inside the training range of the model.'
      : `The data ${level === 'bad' ? 'lie far outside' : 'may lie outside'} the training range of the model (${reasons.join('; ')}).`;
  return `Phases were segmented with the model ${model.id} ${model.version} (weights sha256 ${model.sha256.slice(0, 12)}) by tiled inference; class probabilities were kept. ${range}`;
}

function sentenceOfReview({ reviewedEdits, reviewer }: ReportData): string {
  if (reviewedEdits === 0) return '';
  const by = reviewer === null ? '' : ` by ${reviewer}`;
  return reviewedEdits === 1 ? `One correction was made by hand${by}.` : `${reviewedEdits} corrections were made by hand${by}.`;
}

function has(data: ReportData, pattern: RegExp): boolean {
  return data.quantities.some(({ metric, value }) => pattern.test(metric) && value !== null);
}

function sentenceOfIsolation(data: ReportData): string {
  const { collector } = data.setup;
  if (collector === 'not given' || collector === 'none')
    return 'No current collector was marked, so live and dead lithium were not told apart.';
  if (isImage(data))
    return has(data, /^isolation2d[.]/)
      ? `In the image, lithium without a path of lithium pixels to the current collector (${collector}) was called isolated in the plane, which is an upper bound for dead lithium.`
      : '';
  if (!has(data, /^isolation[.]/)) return '';
  return `Lithium was called live when a path of lithium voxels (18 neighbours; 6 and 26 given as interval) reaches the current collector (${collector}), unknown when it is not live but cut by the field of view, and dead otherwise.${sentenceOfSegmentation(data)}`;
}

/** What the interval of the dead share is that comes from the segmentation. */
function sentenceOfSegmentation({ quantities }: ReportData): string {
  const causes = Object.keys(quantities.find(({ metric }) => metric === 'isolation.f_dead')?.uncertainty ?? {});
  if (causes.includes('segmentation'))
    return ' The segmentation interval of the dead share is conformal: its margins were fitted on simulated volumes with known truth and hold for images like those.';
  return causes.includes('segmentation-rules')
    ? ' The segmentation-rules interval of the dead share is what three probability thresholds span; it was not calibrated and is often too narrow to hold the truth.'
    : '';
}

function sentenceOfCharge(data: ReportData): string {
  return has(data, /areal_capacity|volumetric_capacity/)
    ? 'Lithium volumes convert to charge with 4.849 µm of dense lithium per mAh/cm² (2062 mAh/cm³).'
    : '';
}

function sentenceOfComparison({ comparison }: ReportData): string {
  if (!comparison || comparison.generators.length === 0) return '';
  const names = comparison.generators
    .map(({ title, seeds }) => `${title} (${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'})`)
    .join(', ');
  return `The structure was compared window by window with ${names} at equal voxel size and box, with as much lithium per area as fits; distances are given relative to the distance between windows of the same image (energy distance with permutation test, Holm-corrected).`;
}

export function methodsParagraph(data: ReportData): string {
  return [
    sentenceOfInput(data),
    sentenceOfPreparation(data),
    sentenceOfModel(data),
    sentenceOfReview(data),
    sentenceOfIsolation(data),
    sentenceOfCharge(data),
    sentenceOfComparison(data),
  ]
    .filter(Boolean)
    .join(' ');
}
