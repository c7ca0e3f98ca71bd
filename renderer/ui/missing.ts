/** Headline numbers that cannot be told, gathered by their reason: one sentence instead of a wall of equal cards. */
import type { NamedQuantity } from '../../src/contract/index.js';

interface Missing {
  readonly reason: string;
  readonly titles: readonly string[];
}

/** The first number stays a card of its own, since people look for it there. */
export function splitMissing(quantities: readonly NamedQuantity[]): {
  readonly shown: readonly NamedQuantity[];
  readonly missing: readonly Missing[];
} {
  const shown: NamedQuantity[] = [];
  const byReason = new Map<string, string[]>();
  for (const [i, quantity] of quantities.entries()) {
    if (quantity.value !== null || i === 0) shown.push(quantity);
    else {
      const reason = quantity.reason ?? 'not defined here';
      byReason.set(reason, [...(byReason.get(reason) ?? []), quantity.title]);
    }
  }
  return { shown, missing: [...byReason].map(([reason, titles]) => ({ reason, titles })) };
}
