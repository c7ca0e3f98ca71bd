import { Group, Panel, Separator } from 'react-resizable-panels';
import { useSession, useView } from '../app/app.js';
import { DisplayPanel } from './display-panel.js';
import { Pane } from './pane.js';
import { flatAxis } from './planes.js';
import { ToolBar } from './tool-bar.js';

/** Three linked planes and the display settings; one plane alone when it is maximised. */
export function Viewer() {
  const maximised = useView((view) => view.maximised);
  const shape = useSession((state) => state.study?.layers.image.shape ?? null);
  if (!shape) return null;
  const flat = flatAxis(shape);
  return (
    <div className="viewer" data-testid="viewer">
      <ToolBar />
      {maximised ? (
        <div className="viewer-one">
          <Pane axis={maximised} />
        </div>
      ) : flat ? (
        <Group key="image" orientation="horizontal">
          <Panel id="split-image" minSize="30%">
            <Pane axis={flat} />
          </Panel>
          <Separator className="splitter" aria-label="Width of the display settings" />
          <Panel id="split-image-display" minSize="180px" defaultSize="30%">
            <DisplayPanel />
          </Panel>
        </Group>
      ) : (
        <Group key="volume" orientation="horizontal">
          <Panel id="split-left" minSize="20%">
            <Group orientation="vertical">
              <Panel id="split-z" minSize="20%" defaultSize="56%">
                <Pane axis="z" />
              </Panel>
              <Separator className="splitter" aria-label="Height of the planes on the left" />
              <Panel id="split-y" minSize="15%">
                <Pane axis="y" />
              </Panel>
            </Group>
          </Panel>
          <Separator className="splitter" aria-label="Width of the planes" />
          <Panel id="split-right" minSize="20%" defaultSize="46%">
            <Group orientation="vertical">
              <Panel id="split-x" minSize="20%" defaultSize="56%">
                <Pane axis="x" />
              </Panel>
              <Separator className="splitter" aria-label="Height of the planes on the right" />
              <Panel id="split-display" minSize="15%">
                <DisplayPanel />
              </Panel>
            </Group>
          </Panel>
        </Group>
      )}
    </div>
  );
}
