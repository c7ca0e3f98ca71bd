/** Choosing metrics beside the standard set: what there is, the words to find it by, and fields for its parameters. */
import type { CatalogItem, MeasureResult } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';
import { familyTitle } from './measure-model.js';

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly default: unknown;
  readonly values: readonly (string | number)[];
}

export interface Choosable {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly unit: string;
  readonly definition: string;
  readonly avoid: string;
  readonly dimension: unknown;
  readonly isStandard: boolean;
  /** measured on the whole of a stack of any size */
  readonly streams: boolean;
  readonly params: readonly Parameter[];
}

export type Chosen = NonNullable<MeasureResult['chosen']>[number];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Parameters that the study gives: they are no fields. */
const FROM_STUDY = ['collector_faces', 'collector_body_label'];

export function choosables(items: readonly CatalogItem[]): Choosable[] {
  return items.map((item) => {
    const { family, unit, definition, avoid, dimension, standard, streams, params } = item as Readonly<Record<string, unknown>>;
    return {
      id: item.id,
      title: item.title,
      family: text(family),
      unit: text(unit),
      definition: text(definition),
      avoid: text(avoid),
      dimension,
      isStandard: standard === true,
      streams: streams === true,
      params: Array.isArray(params) ? params.map(parameterOf).filter(({ name }) => !FROM_STUDY.includes(name)) : [],
    };
  });
}

function parameterOf(record: Readonly<Record<string, unknown>>): Parameter {
  const { name, type, title, default: standard, values } = record;
  const listed = Array.isArray(values) ? values.filter((value) => typeof value === 'string' || typeof value === 'number') : [];
  return { name: text(name), type: text(type), title: text(title), default: standard, values: listed };
}

const UNITS: Readonly<Record<string, string>> = {
  '1': 'ratio',
  'per-length': '1/length',
  'per-area': '1/area',
  'per-volume': '1/volume',
  deg: 'degrees',
  voxel: 'voxels',
  umol: 'µmol',
  'mAh/cm2': 'mAh/cm²',
  'mAh/cm3': 'mAh/cm³',
};

/** "length" stays a length: the study decides its unit. */
export const kindText = (unit: string): string => UNITS[unit] ?? unit;

export interface Family {
  readonly id: string;
  readonly title: string;
  readonly metrics: readonly Choosable[];
}

/** Families of what fits an image or a volume and holds every word of the search. */
export function families(metrics: readonly Choosable[], search: string, isImage: boolean): Family[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Map<string, Choosable[]>();
  for (const metric of metrics) {
    if (metric.dimension !== 'any' && metric.dimension !== (isImage ? 2 : 3)) continue;
    const where = `${metric.id} ${metric.title} ${familyTitle(metric.family)} ${metric.definition}`.toLowerCase();
    if (words.every((word) => where.includes(word))) found.set(metric.family, [...(found.get(metric.family) ?? []), metric]);
  }
  return [...found].map(([id, list]) => ({ id, title: familyTitle(id), metrics: list }));
}

/** A parameter as it stands in its field. */
export function fieldText({ type }: Parameter, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  return type === 'phase' && typeof value === 'string' ? value : String(value as string | number | boolean);
}

/** What a field says, or why it says nothing. An empty field leaves the parameter to its default. */
export function readField(parameter: Parameter, entry: string): { readonly value?: unknown; readonly problem?: string } {
  const trimmed = entry.trim();
  if (trimmed === '') return {};
  switch (parameter.type) {
    case 'integer': {
      const value = Number(trimmed);
      return Number.isSafeInteger(value) && value >= 0 ? { value } : { problem: 'a whole number from 0' };
    }
    case 'phase':
      return { value: Number(trimmed) };
    case 'enum': {
      const value = parameter.values.find((one) => String(one) === trimmed);
      return value === undefined ? { problem: `one of ${parameter.values.join(', ')}` } : { value };
    }
    case 'phases':
    case 'labels':
      return list(trimmed, 'numbers or names of phases, like 1, 2', (item) => phaseId(item));
    case 'voxel': {
      const read = list(trimmed, 'three whole numbers z, y, x', (item) => (/^\d+$/.test(item) ? Number(item) : undefined));
      return read.value?.length === 3 ? read : { problem: 'three whole numbers z, y, x' };
    }
    case 'numbers':
      return list(trimmed, 'numbers, like 1, 2, 5', (item) => (Number.isFinite(Number(item)) ? Number(item) : undefined));
    case 'length':
      return /^[\d.]+(e-?\d+)?\s*(nm|µm|um|mm|m|A|Å)$/i.test(trimmed)
        ? { value: trimmed }
        : { problem: 'a length with its unit, like 0.5um' };
    default:
      return { value: trimmed };
  }
}

function list(entry: string, problem: string, read: (item: string) => number | undefined): { value?: number[]; problem?: string } {
  const items = entry
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(read);
  const known = items.filter((item) => item !== undefined);
  return known.length > 0 && known.length === items.length ? { value: known } : { problem };
}

function phaseId(item: string): number | undefined {
  if (/^\d+$/.test(item)) return Number(item) <= 255 ? Number(item) : undefined;
  return PHASES.find(({ name }) => name === item.toLowerCase())?.id;
}

/** With one parameter set, or left to its default again. */
export function withParam(chosen: Chosen, name: string, value: unknown): Chosen {
  const { [name]: _before, ...rest } = chosen.params ?? {};
  const params = value === undefined ? rest : { ...rest, [name]: value };
  return Object.keys(params).length > 0 ? { metric: chosen.metric, params } : { metric: chosen.metric };
}
