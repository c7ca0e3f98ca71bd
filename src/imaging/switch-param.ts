/** The parameter that switches an effect on or off; on unless somebody says otherwise. */
import type { ParamSpec } from '../base/index.js';

export function switchParam(id: string, title: string): ParamSpec {
  return { id, title, unit: '1', min: 0, max: 1, default: 1, integer: true, choices: ['off', 'on'] };
}
