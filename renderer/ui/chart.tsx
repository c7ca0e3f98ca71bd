import { useEffect, useRef } from 'react';
import type { FigureOptions } from '../../src/figures/index.js';

interface ChartProps {
  readonly title: string;
  /** what the figure says, for those who cannot see it */
  readonly summary: string;
  readonly draw: (options: FigureOptions) => Element;
  readonly height?: number;
}

/** A figure of the report, drawn into the page at the width that is there. `draw` must keep its identity between renders. */
export function Chart({ title, summary, draw, height = 220 }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const paint = (): void => {
      const width = Math.max(240, Math.floor(element.clientWidth));
      element.replaceChildren(draw({ document, width, height }));
    };
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    return () => observer.disconnect();
  }, [draw, height]);
  return (
    <figure className="chart" aria-label={`${title}. ${summary}`} tabIndex={0}>
      <figcaption>{title}</figcaption>
      <div ref={place} className="chart-place" />
    </figure>
  );
}
