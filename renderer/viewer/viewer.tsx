import { Group, Panel, Separator } from 'react-resizable-panels';
import { useSession, useView } from '../app/app.js';
import { DisplayPanel } from './display-panel.js';
import { Pane } from './pane.js';
import { ToolBar } from './tool-bar.js';

/** Three linked planes and the display settings; one plane alone when it is maximised. */
export function Viewer() {
  const maximised = useView((view) => view.maximised);
  const isOpen = useSession((state) => state.study !== null);
  if (!isOpen) return null;
  return (
    <div className="viewer" data-testid="viewer">
      <ToolBar />
      {maximised ? (
        <div className="viewer-one">
          <Pane axis={maximised} />
        </div>
      ) : (
        <Group orientation="horizontal" className="viewer-grid">
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
