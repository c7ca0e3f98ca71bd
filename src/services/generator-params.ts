/** Parameters as people write them (`radius=650nm`, `cell=dry`) to the numbers that generators take. */
import { InvalidInputError, METRES, parseLength } from '../base/index.js';
import type { ParamSpec } from '../base/index.js';

function parseOne(spec: ParamSpec, text: string): number {
  const choice = spec.choices?.indexOf(text) ?? -1;
  if (choice >= 0) return choice;
  if (spec.unit === 'm' && /[^0-9.eE+-]/.test(text)) {
    const { value, unit } = parseLength(text);
    return value * METRES[unit];
  }
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number) && (spec.unit !== 'm' || number === 0)) return number;
  const expected =
    spec.choices !== undefined ? `one of ${spec.choices.join(', ')}` : spec.unit === 'm' ? 'a length with a unit, like 650nm' : 'a number';
  throw new InvalidInputError(`The parameter ${spec.id} is "${text}"; give ${expected}.`, { code: 'bad-parameter', subject: spec.id });
}

/** Values by id; the generator itself checks ranges. Unknown names are refused here, with the known ones. */
export function parseParams(specs: readonly ParamSpec[], given: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(given).map(([id, text]) => {
      const spec = specs.find((one) => one.id === id);
      if (spec === undefined)
        throw new InvalidInputError(`There is no parameter "${id}"; known are ${specs.map((one) => one.id).join(', ')}.`, {
          code: 'unknown-parameter',
          subject: id,
        });
      return [id, parseOne(spec, text)];
    }),
  );
}
