import { Button } from '@mantine/core';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { KeySheet } from '../commands/key-sheet.js';
import { Palette } from '../commands/palette.js';
import { PANELS } from '../panels/list.js';
import { ErrorNote } from '../ui/error-note.js';
import { Viewer } from '../viewer/viewer.js';
import { useApp, useSession } from './app.js';
import { Rail } from './rail.js';
import { StatusBar } from './status-bar.js';
import { TopBar } from './top-bar.js';
import { VoxelEditor } from './voxel-editor.js';

/** The window: rail of stages, top bar, viewer, panel of the stage, status bar. */
export function Frame() {
  const connection = useSession((state) => state.connection);
  const hello = useSession((state) => state.hello);
  const problem = useSession((state) => state.problem);
  const app = useApp();
  if (!hello) return <Connecting lost={connection === 'lost'} message={problem?.message ?? null} />;
  return (
    <div className="frame">
      <TopBar />
      <div className="frame-body">
        <Rail />
        <main className="frame-main">
          {connection === 'lost' && (
            <div className="banner" role="alert" data-testid="lost-banner">
              The host cannot be reached. Accepted edits are saved.
              <Button variant="default" onClick={() => void app.session.refresh()}>
                Try again
              </Button>
            </div>
          )}
          {problem && connection !== 'lost' && <ErrorNote error={problem} onDismiss={app.session.dismissProblem} />}
          <Stage />
        </main>
      </div>
      <StatusBar />
      <Palette />
      <KeySheet />
      <VoxelEditor />
    </div>
  );
}

/** The panel of the stage, beside the viewer once there is something to look at. */
function Stage() {
  const stage = useSession((state) => state.stage);
  const isOpen = useSession((state) => state.study !== null);
  const panel = PANELS[stage];
  const View = panel.view;
  const isWide = !isOpen || panel.layout === 'page';
  const content = (
    <section
      className="panel"
      data-region="panel"
      data-wide={isWide || undefined}
      aria-label={`${stage} panel`}
      data-testid={`panel-${stage}`}
    >
      <View />
    </section>
  );
  if (isWide) return <div className="stage-page">{content}</div>;
  return (
    <Group orientation="horizontal" className="stage-split">
      <Panel id="split-viewer" minSize="30%">
        <div className="viewer-region" data-region="viewer">
          <Viewer />
        </div>
      </Panel>
      <Separator className="splitter" aria-label="Width of the panel" />
      <Panel id="split-panel" defaultSize={panel.layout === 'broad' ? '46%' : '340px'} minSize="280px">
        {content}
      </Panel>
    </Group>
  );
}

function Connecting({ lost, message }: { readonly lost: boolean; readonly message: string | null }) {
  const app = useApp();
  return (
    <div className="connecting" role="status" data-testid="connecting">
      <h1>Lithoscope</h1>
      {lost ? (
        <>
          <p>{message ?? 'The host cannot be reached.'}</p>
          <p className="dim">Start it with “lithoscope serve” and open the address that it prints, or try again.</p>
          <Button onClick={() => void app.session.connect()}>Try again</Button>
        </>
      ) : (
        <p className="dim">Connecting to the host…</p>
      )}
    </div>
  );
}
