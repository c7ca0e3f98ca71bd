/** From a model's classes to the phase table. Our packages bring the map; a foreign model is mapped once by its user. */
import { InvalidInputError, ModelError } from '../base/index.js';
import { PHASES } from '../volume/index.js';
import type { ModelPackage } from './model-package.js';

/** `mapping` names classes, or gives their index as text; it wins over the package's own map. */
export function resolveClassMap(model: ModelPackage, mapping?: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const given = mapping ?? {};
  for (const [key, phase] of Object.entries(given)) {
    if (!model.classes.includes(key) && model.classes[Number(key)] === undefined)
      throw new InvalidInputError(`The model ${model.name} has no class "${key}"; its classes are ${model.classes.join(', ')}.`, {
        code: 'unknown-class',
        subject: key,
      });
    if (!PHASES.some(({ id }) => id === phase))
      throw new InvalidInputError(
        `Class "${key}" is mapped to phase ${phase}; phases are ${PHASES.map(({ id, name }) => `${id} ${name}`).join(', ')}.`,
        {
          code: 'unknown-phase',
          subject: key,
        },
      );
  }
  const entries = model.classes.map((name, index) => [name, given[name] ?? given[String(index)] ?? model.classToPhase?.[name]] as const);
  const missing = entries.filter(([, phase]) => phase === undefined).map(([name]) => name);
  if (missing.length > 0)
    throw new ModelError(
      `The model ${model.name} does not say which phases its classes are (${missing.join(', ')}); map each class to a phase before segmenting.`,
      { code: 'unmapped-classes', subject: missing[0] ?? model.id },
    );
  return Object.fromEntries(entries.map(([name, phase]) => [name, phase ?? 0]));
}
