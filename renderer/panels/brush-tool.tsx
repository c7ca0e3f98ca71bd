import { Slider } from '@mantine/core';
import { useApp, useView } from '../app/app.js';
import { Section } from '../ui/panel-parts.js';
import { RADII, type Tool } from '../viewer/view-store.js';

interface BrushToolProps {
  /** what the second tool is called here */
  readonly eraser: string;
  /** what it does here */
  readonly note: string;
}

/** Tool and size of the brush, for labels and for the strokes of a classifier. */
export function BrushTool({ eraser, note }: BrushToolProps) {
  const app = useApp();
  const tool = useView((view) => view.tool);
  const radius = useView((view) => view.radius);
  const at = Math.max(
    0,
    RADII.findIndex((r) => r >= radius),
  );
  const tools: readonly { tool: Tool; title: string; keys: string }[] = [
    { tool: 'navigate', title: 'Move', keys: 'Esc' },
    { tool: 'brush', title: 'Brush', keys: 'B' },
    { tool: 'eraser', title: eraser, keys: 'E' },
  ];
  return (
    <Section title="Tool">
      <div className="tool-choice" role="group" aria-label="Tool">
        {tools.map((item) => (
          <button
            key={item.tool}
            type="button"
            aria-pressed={tool === item.tool}
            onClick={() => app.view.set({ tool: item.tool })}
            data-testid={`panel-tool-${item.tool}`}
          >
            {item.title} <kbd>{item.keys}</kbd>
          </button>
        ))}
      </div>
      <div className="field-row brush-row">
        <span className="dim">Size</span>
        <Slider
          className="grow"
          aria-label="Brush radius in voxels"
          min={0}
          max={RADII.length - 1}
          value={at}
          label={`${radius} voxels radius`}
          onChange={(i) => app.view.set({ radius: RADII[i] ?? radius })}
        />
        <span className="number">{Math.max(1, 2 * radius)} vox</span>
      </div>
      <p className="dim">{note}</p>
    </Section>
  );
}
