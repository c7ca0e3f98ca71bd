/** What is drawn over a slice: crosshair, scale bar, the brush under the pointer. */
import type { Vec3 } from '../../src/volume/index.js';
import { toPixel, type PaneView } from './camera.js';
import { PLANES, type Axis } from './planes.js';
import { colorOfCode } from './palette.js';
import { lengthText, scaleBar } from './scale-bar.js';
import type { ViewState } from './view-store.js';

export interface MarkInput {
  readonly axis: Axis;
  readonly view: PaneView;
  readonly state: ViewState;
  /** metres, z y x; null = unknown */
  readonly spacing: Vec3 | null;
  readonly paintable: boolean;
  /** device pixels per screen pixel */
  readonly ratio: number;
}

const INK = 'rgba(232, 238, 246, 0.92)';
const SHADE = 'rgba(6, 8, 11, 0.72)';

export function drawMarks(context: CanvasRenderingContext2D, input: MarkInput): void {
  const { view } = input;
  context.clearRect(0, 0, view.width, view.height);
  if (input.state.crosshair) drawCrosshair(context, input);
  drawScaleBar(context, input);
  drawBrush(context, input);
}

/** Two lines through the voxel of the crosshair, open around it. */
function drawCrosshair(context: CanvasRenderingContext2D, { axis, view, state, ratio }: MarkInput): void {
  const plane = PLANES[axis];
  const { x, y } = toPixel(view, state.cursor[plane.row] + 0.5, state.cursor[plane.column] + 0.5);
  const gap = Math.max(7 * ratio, view.scaleX / 2 + 3, view.scaleY / 2 + 3);
  const px = Math.round(x) + 0.5;
  const py = Math.round(y) + 0.5;
  context.lineWidth = 1;
  context.strokeStyle = 'rgba(222, 230, 240, 0.5)';
  context.beginPath();
  context.moveTo(0, py);
  context.lineTo(px - gap, py);
  context.moveTo(px + gap, py);
  context.lineTo(view.width, py);
  context.moveTo(px, 0);
  context.lineTo(px, py - gap);
  context.moveTo(px, py + gap);
  context.lineTo(px, view.height);
  context.stroke();
}

function drawScaleBar(context: CanvasRenderingContext2D, { axis, view, spacing, ratio }: MarkInput): void {
  const column = PLANES[axis].column;
  const perPixel = spacing ? spacing[column] / view.scaleX : null;
  const bar = scaleBar(perPixel, 1 / view.scaleX, Math.min(160 * ratio, view.width * 0.3));
  if (!bar) return;
  const x1 = view.width - 12 * ratio;
  const x0 = x1 - bar.pixels;
  const y = view.height - 12 * ratio;
  const thickness = 3 * ratio;
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  const half = Math.max(bar.pixels, context.measureText(bar.label).width) / 2 + 6 * ratio;
  const middle = Math.min((x0 + x1) / 2, view.width - half - 4 * ratio);
  context.fillStyle = SHADE;
  context.fillRect(middle - half, y - 19 * ratio, 2 * half, 26 * ratio);
  context.fillStyle = spacing ? INK : '#e0a63a';
  context.fillRect(middle - bar.pixels / 2, y - thickness / 2, bar.pixels, thickness);
  context.fillText(bar.label, middle, y - 6 * ratio);
}

/** The circle that a click would paint, with its diameter. */
function drawBrush(context: CanvasRenderingContext2D, { axis, view, state, spacing, paintable, ratio }: MarkInput): void {
  const { hover, tool } = state;
  if (!paintable || tool === 'navigate' || hover?.axis !== axis) return;
  const { x, y } = toPixel(view, hover.row + 0.5, hover.column + 0.5);
  const reach = Math.max(state.radius, 0.5);
  context.beginPath();
  context.ellipse(x, y, reach * view.scaleX, reach * view.scaleY, 0, 0, 2 * Math.PI);
  context.lineWidth = 3 * ratio;
  context.strokeStyle = SHADE;
  context.stroke();
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = tool === 'eraser' ? INK : colorOfCode(state.phase);
  context.setLineDash(tool === 'eraser' ? [4 * ratio, 3 * ratio] : []);
  context.stroke();
  context.setLineDash([]);
  const voxels = Math.max(1, 2 * state.radius);
  const text = spacing ? `⌀ ${lengthText(voxels * spacing[PLANES[axis].column])}` : `⌀ ${voxels} voxels`;
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.textAlign = 'left';
  context.fillStyle = SHADE;
  const tx = x + reach * view.scaleX + 6 * ratio;
  context.fillRect(tx - 3 * ratio, y - 12 * ratio, context.measureText(text).width + 6 * ratio, 16 * ratio);
  context.fillStyle = INK;
  context.fillText(text, tx, y);
}
