/** What people see: a progress line on stderr, aligned columns on stdout. */
import type { JobProgress } from '../contract/index.js';

export interface ProgressLine {
  show(progress: JobProgress): void;
  clear(): void;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}

export function describeProgress({ done, total, what, voxelsPerSecond, etaSeconds, reused }: JobProgress): string {
  const percent = total > 0 ? Math.floor((100 * done) / total) : 0;
  const parts = [`${String(percent).padStart(3)} %`, `${done} of ${total} ${what}`];
  if (voxelsPerSecond !== undefined) parts.push(`${(voxelsPerSecond / 1e6).toFixed(2)} Mvoxel/s`);
  if (etaSeconds !== undefined) parts.push(`${duration(etaSeconds[0])} to ${duration(etaSeconds[1])} left`);
  if (reused !== undefined && reused > 0) parts.push(`${reused} reused`);
  return parts.join(' · ');
}

/** One line that is rewritten, at most ten times a second; nothing when stderr is no terminal. */
export function createProgressLine(stream: NodeJS.WriteStream, enabled: boolean): ProgressLine {
  let last = 0;
  let shown = false;
  if (!enabled || !stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show(progress) {
      const now = performance.now();
      if (now - last < 100 && progress.done < progress.total) return;
      last = now;
      shown = true;
      stream.write(`\r\u001b[K${describeProgress(progress)}`);
    },
    clear() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}

/** Left-aligned columns, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A value with its unit for people; JSON is for programs. */
export function showValue(value: unknown, unit?: string, reason?: string): string {
  if (value === null || value === undefined) return reason === undefined ? 'undefined' : `undefined: ${reason}`;
  const suffix = unit === undefined || unit === '1' ? '' : ` ${unit}`;
  if (typeof value === 'number') return `${Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))}${suffix}`;
  if (Array.isArray(value) && value.length > 8) return `${value.length} values${suffix}`;
  if (typeof value === 'object') return `${JSON.stringify(value)}${suffix}`;
  return `${String(value as string | boolean)}${suffix}`;
}

/** "1.2 to 1.4", or nothing. */
export function showBounds(bounds: number | readonly [number, number] | undefined): string {
  if (bounds === undefined) return '';
  if (typeof bounds === 'number') return `+- ${Number(bounds.toPrecision(3))}`;
  return bounds.map((bound) => Number(bound.toPrecision(4))).join(' to ');
}
