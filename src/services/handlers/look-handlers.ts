/** Contract methods for looking: layouts of headerless files, previews, channels and time points. */
import type { StudyPlanes } from '../../contract/index.js';
import { guessRawLayouts, layoutFromName } from '../../formats/index.js';
import type { CoreHandlers } from '../core-types.js';
import { studyPlanes } from '../image/other-planes.js';
import { previewOfStack } from '../preview.js';
import type { ServiceHost } from '../service-host.js';
import type { Session } from '../session/session.js';

export function lookHandlers(host: ServiceHost): Pick<CoreHandlers, 'stack.rawGuesses' | 'stack.preview' | 'study.planes'> {
  // windows of channels are read once for a study
  const known = new WeakMap<Session, Promise<StudyPlanes>>();
  return {
    async 'stack.rawGuesses'({ file }) {
      const path = await host.grants.resolve(file);
      const { name, size } = await host.ports.files.stat(path);
      const named = layoutFromName(name, size);
      const layouts = [...(named === undefined ? [] : [named]), ...guessRawLayouts(size)];
      return { size, layouts: layouts.map(({ shape, dtype, bigEndian, offset }) => ({ shape: [...shape], dtype, bigEndian, offset })) };
    },
    'stack.preview': async ({ file, ...choice }, { signal }) => previewOfStack(host, await host.grants.resolve(file), choice, signal),
    async 'study.planes'({ study }) {
      const session = host.sessions.get(study);
      const before = known.get(session);
      if (before !== undefined) return before;
      const reading = session.foreground.run(() => studyPlanes(session));
      known.set(session, reading);
      reading.catch(() => known.delete(session));
      return reading;
    },
  };
}
