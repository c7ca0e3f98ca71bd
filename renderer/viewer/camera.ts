/**
 * What a pane looks at. In-plane positions are edge coordinates: voxel i covers [i, i + 1), its centre is i + 0.5.
 * Zoom is screen pixels per shortest voxel edge, so one zoom means one scale in all panes.
 */
export interface Camera {
  readonly zoom: number;
  /** edge coordinates of the pane's centre */
  readonly row: number;
  readonly column: number;
}

/** A camera on a canvas: position = origin + pixel / scale. */
export interface PaneView {
  /** device pixels */
  readonly width: number;
  readonly height: number;
  /** device pixels per voxel, along columns (x of the canvas) and rows (y) */
  readonly scaleX: number;
  readonly scaleY: number;
  /** edge coordinates of the canvas corner */
  readonly originColumn: number;
  readonly originRow: number;
}

export interface PaneGeometry {
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly columns: number;
  /** relative edge lengths of a voxel along rows and columns */
  readonly aspectRow: number;
  readonly aspectColumn: number;
}

const MIN_ZOOM = 0.02;
const MAX_ZOOM = 64;

export function paneView(camera: Camera, g: PaneGeometry): PaneView {
  const scaleX = camera.zoom * g.aspectColumn;
  const scaleY = camera.zoom * g.aspectRow;
  return {
    width: g.width,
    height: g.height,
    scaleX,
    scaleY,
    originColumn: camera.column - g.width / 2 / scaleX,
    originRow: camera.row - g.height / 2 / scaleY,
  };
}

/** The whole slice with a small margin. */
export function fitCamera(g: PaneGeometry): Camera {
  const zoom = 0.96 * Math.min(g.width / (g.columns * g.aspectColumn), g.height / (g.rows * g.aspectRow));
  return { zoom: clampZoom(zoom), row: g.rows / 2, column: g.columns / 2 };
}

function clampZoom(zoom: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, Number.isFinite(zoom) ? zoom : 1));
}

/** Zooms so that the point under the pixel stays where it is. */
export function zoomAt(camera: Camera, g: PaneGeometry, x: number, y: number, factor: number): Camera {
  const before = paneView(camera, g);
  const zoom = clampZoom(camera.zoom * factor);
  const after = paneView({ ...camera, zoom }, g);
  return {
    zoom,
    row: camera.row + y / before.scaleY + before.originRow - (y / after.scaleY + after.originRow),
    column: camera.column + x / before.scaleX + before.originColumn - (x / after.scaleX + after.originColumn),
  };
}

/** Moves by device pixels; the slice may not leave the pane altogether. */
export function panBy(camera: Camera, g: PaneGeometry, dx: number, dy: number): Camera {
  const view = paneView(camera, g);
  return {
    zoom: camera.zoom,
    row: Math.min(g.rows, Math.max(0, camera.row - dy / view.scaleY)),
    column: Math.min(g.columns, Math.max(0, camera.column - dx / view.scaleX)),
  };
}

/** Edge coordinates under a pixel of the canvas. */
export function toPlane(view: PaneView, x: number, y: number): { row: number; column: number } {
  return { row: view.originRow + y / view.scaleY, column: view.originColumn + x / view.scaleX };
}

export function toPixel(view: PaneView, row: number, column: number): { x: number; y: number } {
  return { x: (column - view.originColumn) * view.scaleX, y: (row - view.originRow) * view.scaleY };
}
