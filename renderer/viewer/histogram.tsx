import { useEffect, useRef, type PointerEvent } from 'react';
import type { GrayWindow } from './gray.js';

interface HistogramProps {
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly window: GrayWindow;
  readonly onChange: (window: GrayWindow) => void;
}

const WIDTH = 256;
const HEIGHT = 56;

/** Grey values of the whole volume, with the two ends of the display window to drag. */
export function Histogram({ counts, min, max, window, onChange }: HistogramProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const grip = useRef<'low' | 'high' | null>(null);
  const span = max - min || 1;
  const position = (value: number): number => Math.min(100, Math.max(0, ((value - min) / span) * 100));

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) drawBars(context, counts);
  }, [counts]);

  function valueAt(event: PointerEvent<HTMLElement>): number {
    const box = event.currentTarget.getBoundingClientRect();
    return min + Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * span;
  }

  function move(value: number): void {
    const least = span / 1000;
    if (grip.current === 'low') onChange({ low: Math.min(value, window.high - least), high: window.high });
    else if (grip.current === 'high') onChange({ low: window.low, high: Math.max(value, window.low + least) });
  }

  function onDown(event: PointerEvent<HTMLElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    const value = valueAt(event);
    grip.current = Math.abs(value - window.low) < Math.abs(value - window.high) ? 'low' : 'high';
    move(value);
  }

  return (
    <div
      className="histogram"
      role="presentation"
      onPointerDown={onDown}
      onPointerMove={(event) => grip.current && move(valueAt(event))}
      onPointerUp={() => (grip.current = null)}
      data-testid="histogram"
    >
      <canvas ref={canvas} width={WIDTH} height={HEIGHT} aria-hidden="true" />
      <div className="histogram-shade" style={{ left: 0, width: `${position(window.low)}%` }} />
      <div className="histogram-shade" style={{ right: 0, width: `${100 - position(window.high)}%` }} />
      <div className="histogram-ramp" style={{ left: `${position(window.low)}%`, right: `${100 - position(window.high)}%` }} />
    </div>
  );
}

/** Logarithmic heights, so that rare bright voxels remain visible. */
function drawBars(context: CanvasRenderingContext2D, counts: readonly number[]): void {
  context.clearRect(0, 0, WIDTH, HEIGHT);
  const tallest = counts.reduce((most, count) => Math.max(most, count), 0);
  if (tallest === 0) return;
  context.fillStyle = '#5d6b7e';
  for (let x = 0; x < WIDTH; x++) {
    const from = Math.floor((x * counts.length) / WIDTH);
    const to = Math.max(from + 1, Math.floor(((x + 1) * counts.length) / WIDTH));
    let count = 0;
    for (let i = from; i < to; i++) count = Math.max(count, counts[i] ?? 0);
    const height = Math.round((Math.log1p(count) / Math.log1p(tallest)) * (HEIGHT - 2));
    context.fillRect(x, HEIGHT - height, 1, height);
  }
}
