/** Pointer and wheel on a pane. What a gesture means follows the tool and the modifier held. */
import type { App } from '../app/app.js';
import { panBy, toPlane, zoomAt } from './camera.js';
import type { PaneController } from './pane-controller.js';
import { PLANES, voxelAt } from './planes.js';
import { moveCursor, stepRadius, stepSlice } from './view-store.js';

type Gesture = 'none' | 'cursor' | 'pan' | 'paint';

export function attachInput(app: App, pane: PaneController, element: HTMLElement): () => void {
  const { axis } = pane;
  let gesture: Gesture = 'none';
  let lastX = 0;
  let lastY = 0;

  /** row and column under the pointer; voxel centres are integers */
  function place(event: MouseEvent): { row: number; column: number } | null {
    const view = pane.view();
    if (!view) return null;
    const box = element.getBoundingClientRect();
    const at = toPlane(view, (event.clientX - box.left) * pane.ratio(), (event.clientY - box.top) * pane.ratio());
    return { row: at.row - 0.5, column: at.column - 0.5 };
  }

  function cursorTo(event: MouseEvent): void {
    const at = place(event);
    const { study } = app.session.store.get();
    if (at && study) moveCursor(app.view, study, voxelAt(axis, app.view.get().cursor[PLANES[axis].normal], at.row, at.column));
  }

  function pick(event: MouseEvent): void {
    const at = place(event);
    if (!at) return;
    const slice = app.view.get().cursor[PLANES[axis].normal];
    const { label } = app.scene.probe(voxelAt(axis, slice, Math.round(at.row), Math.round(at.column)));
    if (label !== null && label > 0) app.view.set({ phase: label });
  }

  /** which gesture a press begins */
  function begin(event: PointerEvent): Gesture {
    const { tool, modifiers, cursor } = app.view.get();
    const paints = tool !== 'navigate' && app.canPaint();
    if (event.button === 1 || (event.button === 0 && modifiers === 'space')) return 'pan';
    if (event.button === 0 && event.shiftKey && paints) {
      pick(event);
      return 'none';
    }
    if (paints && (event.button === 0 || event.button === 2)) {
      const at = place(event);
      if (!at) return 'none';
      const erase = event.button === 2 || tool === 'eraser';
      app.painter().begin(axis, cursor[PLANES[axis].normal], erase, at.row, at.column);
      return 'paint';
    }
    if (event.button === 0) {
      cursorTo(event);
      return 'cursor';
    }
    return 'none';
  }

  function onDown(event: PointerEvent): void {
    element.focus({ preventScroll: true });
    app.view.set({ activeAxis: axis });
    lastX = event.clientX;
    lastY = event.clientY;
    gesture = begin(event);
    if (gesture !== 'none') element.setPointerCapture(event.pointerId);
    if (event.button === 1) event.preventDefault();
  }

  function onMove(event: PointerEvent): void {
    const at = place(event);
    if (at) app.view.set({ hover: { axis, row: at.row, column: at.column } });
    if (gesture === 'paint') {
      const events = event.getCoalescedEvents();
      for (const part of events.length > 0 ? events : [event]) {
        const point = place(part);
        if (point) app.painter().extend(point.row, point.column);
      }
    } else if (gesture === 'cursor') cursorTo(event);
    else if (gesture === 'pan') {
      const camera = pane.camera();
      const geometry = pane.geometry();
      if (camera && geometry)
        pane.setCamera(panBy(camera, geometry, (event.clientX - lastX) * pane.ratio(), (event.clientY - lastY) * pane.ratio()));
    }
    lastX = event.clientX;
    lastY = event.clientY;
  }

  function onUp(): void {
    if (gesture === 'paint') app.painter().end();
    gesture = 'none';
  }

  function onLeave(): void {
    if (gesture === 'none') app.view.set({ hover: null });
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    const { study } = app.session.store.get();
    // with Shift some systems report the wheel sideways
    const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
    if (!study || delta === 0) return;
    const sign = delta > 0 ? 1 : -1;
    if (event.ctrlKey || event.metaKey) {
      const camera = pane.camera();
      const geometry = pane.geometry();
      if (!camera || !geometry) return;
      const box = element.getBoundingClientRect();
      const x = (event.clientX - box.left) * pane.ratio();
      const y = (event.clientY - box.top) * pane.ratio();
      pane.setCamera(zoomAt(camera, geometry, x, y, Math.exp(-Math.max(-60, Math.min(60, delta)) / 200)));
    } else if (event.shiftKey) app.view.set(({ radius }) => ({ radius: stepRadius(radius, sign > 0 ? -1 : 1) }));
    else stepSlice(app.view, study, axis, sign * (event.altKey ? 10 : 1));
  }

  function onDoubleClick(): void {
    if (app.view.get().tool === 'navigate') app.view.set(({ maximised }) => ({ maximised: maximised === axis ? null : axis }));
  }

  const onMenu = (event: Event): void => event.preventDefault();

  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointermove', onMove);
  element.addEventListener('pointerup', onUp);
  element.addEventListener('pointercancel', onUp);
  element.addEventListener('pointerleave', onLeave);
  element.addEventListener('wheel', onWheel, { passive: false });
  element.addEventListener('dblclick', onDoubleClick);
  element.addEventListener('contextmenu', onMenu);
  return () => {
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointermove', onMove);
    element.removeEventListener('pointerup', onUp);
    element.removeEventListener('pointercancel', onUp);
    element.removeEventListener('pointerleave', onLeave);
    element.removeEventListener('wheel', onWheel);
    element.removeEventListener('dblclick', onDoubleClick);
    element.removeEventListener('contextmenu', onMenu);
  };
}
