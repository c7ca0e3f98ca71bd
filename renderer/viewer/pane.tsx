import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useApp, useSession, useView } from '../app/app.js';
import { Icon } from '../ui/icons.js';
import { zoomAt } from './camera.js';
import { attachInput } from './pane-input.js';
import { attachPane } from './pane-controller.js';
import { PLANES, sliceCount, type Axis } from './planes.js';
import { moveCursor } from './view-store.js';

/** One plane through the volume: header with slice slider, and the picture. */
export function Pane({ axis }: { readonly axis: Axis }) {
  const app = useApp();
  const frame = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const note = useRef<HTMLDivElement>(null);
  const active = useView((view) => view.activeAxis === axis);
  const painting = useView((view) => view.tool !== 'navigate');
  const title = PLANES[axis].title;

  useEffect(() => {
    if (!frame.current || !image.current || !marks.current || !note.current) return undefined;
    const pane = attachPane(app, axis, { frame: frame.current, image: image.current, marks: marks.current, note: note.current });
    const detach = attachInput(app, pane, frame.current);
    // the keyboard zooms around the middle of the active pane
    const onZoom = (event: Event): void => {
      const { axis: active, factor } = (event as CustomEvent<{ axis: Axis; factor: number }>).detail;
      const camera = pane.camera();
      const geometry = pane.geometry();
      if (active === axis && camera && geometry) pane.setCamera(zoomAt(camera, geometry, geometry.width / 2, geometry.height / 2, factor));
    };
    document.addEventListener('viewer-zoom', onZoom);
    return () => {
      document.removeEventListener('viewer-zoom', onZoom);
      detach();
      pane.dispose();
    };
  }, [app, axis]);

  return (
    <section className="pane" data-active={active || undefined} aria-label={`${title} plane`} data-testid={`pane-${axis}`}>
      <PaneHeader axis={axis} />
      <div
        ref={frame}
        className="pane-picture"
        data-painting={painting || undefined}
        role="application"
        tabIndex={0}
        aria-label={`${title} slice. Wheel or Page Up and Page Down change the slice, arrows move the crosshair.`}
        onFocus={() => app.view.set({ activeAxis: axis })}
      >
        <canvas ref={image} data-testid={`image-${axis}`} />
        <canvas ref={marks} />
        <div ref={note} className="pane-note" role="status" hidden />
      </div>
    </section>
  );
}

function PaneHeader({ axis }: { readonly axis: Axis }) {
  const app = useApp();
  const shape = useSession((state) => state.study?.layers.image.shape ?? null);
  const normal = PLANES[axis].normal;
  const index = useView((view) => view.cursor[normal]);
  const maximised = useView((view) => view.maximised === axis);
  if (!shape) return null;
  const count = sliceCount(shape, axis);

  function go(to: number): void {
    const { study } = app.session.store.get();
    const cursor: [number, number, number] = [...app.view.get().cursor];
    cursor[normal] = to;
    if (study) moveCursor(app.view, study, cursor);
  }

  return (
    <header className="pane-header">
      <span className="pane-title">{PLANES[axis].title}</span>
      <input
        type="range"
        min={0}
        max={count - 1}
        value={index}
        onChange={(event) => go(Number(event.currentTarget.value))}
        aria-label={`${axis} slice`}
        data-testid={`slider-${axis}`}
        disabled={count < 2}
      />
      <span className="pane-index" data-testid={`index-${axis}`}>
        {axis} {index + 1}
        <i>/{count}</i>
      </span>
      <Tooltip label={maximised ? 'All panes (.)' : 'This pane only (.)'}>
        <ActionIcon
          size="xs"
          variant="subtle"
          color="gray"
          aria-label={maximised ? 'Show all panes' : `Show only the ${PLANES[axis].title} plane`}
          onClick={() => app.view.set({ maximised: maximised ? null : axis })}
        >
          <Icon name={maximised ? 'shrink' : 'grow'} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
