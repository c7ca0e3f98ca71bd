import { ActionIcon, Tooltip } from '@mantine/core';
import { useApp, useSession, useView } from '../app/app.js';
import { Icon, type IconName } from '../ui/icons.js';
import { lengthText } from './scale-bar.js';
import { voxelMetres } from './pane-controller.js';
import { stepRadius, type Tool } from './view-store.js';

const TOOLS: readonly { tool: Tool; icon: IconName; label: string; keys: string }[] = [
  { tool: 'navigate', icon: 'navigate', label: 'Move the crosshair', keys: 'Esc' },
  { tool: 'brush', icon: 'brush', label: 'Brush', keys: 'B' },
  { tool: 'eraser', icon: 'eraser', label: 'Eraser', keys: 'E' },
];

/** The tools above the planes. Painting tools wait for labels. */
export function ToolBar() {
  const app = useApp();
  const tool = useView((view) => view.tool);
  const radius = useView((view) => view.radius);
  const overlay = useView((view) => view.overlay);
  const crosshair = useView((view) => view.crosshair);
  const strokes = useView((view) => view.strokes);
  const isLabelled = useSession((state) => state.study?.layers.labels !== null && state.study !== null);
  const hasLabels = strokes || isLabelled;
  useSession((state) => state.study?.setup.voxel ?? null);
  const metres = voxelMetres(app);
  const diameter = Math.max(1, 2 * radius);
  return (
    <div className="tool-bar" role="toolbar" aria-label="Viewer tools">
      {TOOLS.map((item) => {
        const needsLabels = item.tool !== 'navigate';
        const disabled = needsLabels && !hasLabels;
        return (
          <Tooltip key={item.tool} label={disabled ? `${item.label}: segment first` : `${item.label} (${item.keys})`}>
            <ActionIcon
              variant={tool === item.tool ? 'filled' : 'subtle'}
              color={tool === item.tool ? 'steel' : 'gray'}
              {...(disabled ? { 'data-disabled': true } : {})}
              aria-disabled={disabled}
              aria-pressed={tool === item.tool}
              aria-label={item.label}
              data-testid={`tool-${item.tool}`}
              onClick={() => !disabled && app.view.set({ tool: item.tool })}
            >
              <Icon name={item.icon} />
            </ActionIcon>
          </Tooltip>
        );
      })}
      {tool !== 'navigate' && (
        <span className="tool-size">
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            aria-label="Smaller brush"
            onClick={() => app.view.set({ radius: stepRadius(radius, -1) })}
          >
            −
          </ActionIcon>
          <span data-testid="brush-size">{metres ? `⌀ ${lengthText(diameter * metres[2])}` : `⌀ ${diameter} voxels`}</span>
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            aria-label="Larger brush"
            onClick={() => app.view.set({ radius: stepRadius(radius, 1) })}
          >
            +
          </ActionIcon>
        </span>
      )}
      <span className="grow" />
      <Toggle label="Labels" keys="S" on={overlay} disabled={!hasLabels} onClick={() => app.view.set({ overlay: !overlay })} />
      <Toggle label="Crosshair" keys="X" on={crosshair} onClick={() => app.view.set({ crosshair: !crosshair })} />
      <button
        type="button"
        className="flat-button"
        title="Whole slices (0)"
        onClick={() => app.view.set({ cameras: { z: null, y: null, x: null } })}
      >
        Fit
      </button>
    </div>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly keys: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Toggle({ label, keys, on, disabled = false, onClick }: ToggleProps) {
  return (
    <button type="button" className="flat-button" aria-pressed={on} disabled={disabled} title={`${label} (${keys})`} onClick={onClick}>
      {label}
    </button>
  );
}
