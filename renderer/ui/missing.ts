/** Headline numbers that cannot be told, gathered by their reason: one sentence instead of a wall of equal cards. */
import type { NamedQuantity } from '../../src/contract/index.js';

export interface Missing {
  readonly reason: string;
  readonly titles: readonly string[];
}

/** The first number stays a card of its own, since people look for it there. */
export function splitMissing(quantities: readonly NamedQuantity[]): {
  readonly shown: readonly NamedQuantity[];
  readonly missing: readonly Missing[];
} {
  const shown = quantities.filter((quantity, i) => quantity.value !== null || i === 0);
  return { shown, missing: missingByReason(quantities.slice(1)) };
}

export function missingByReason(quantities: readonly Pick<NamedQuantity, 'title' | 'value' | 'reason'>[]): Missing[] {
  const byReason = new Map<string, string[]>();
  for (const { title, value, reason = 'not defined here' } of quantities)
    if (value === null) byReason.set(reason, [...(byReason.get(reason) ?? []), title]);
  return [...byReason].map(([reason, titles]) => ({ reason, titles }));
}
