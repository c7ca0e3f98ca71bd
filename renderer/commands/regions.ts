/** The regions of the window, in reading order: F6 goes from one to the next. */
const REGIONS = ['top', 'stages', 'viewer', 'panel'] as const;

export function focusRegion(by: 1 | -1): void {
  const found = REGIONS.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`)).filter((element) => element !== null);
  const at = found.findIndex((element) => element.contains(document.activeElement));
  const next = found[(Math.max(at, by > 0 ? -1 : 0) + by + found.length) % found.length];
  const target = next?.querySelector<HTMLElement>(
    '[role="application"], button:not([disabled]), input:not([disabled]), a[href], [tabindex="0"]',
  );
  (target ?? next)?.focus();
}
