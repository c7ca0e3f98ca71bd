/** Contract methods about studies, setup and edits. */
import type { CoreHandlers } from '../core-types.js';
import { step, stroke } from '../edits.js';
import { readRecent } from '../recent.js';
import { refreshLater, refreshReview } from '../review.js';
import { openSample } from '../sample.js';
import type { ServiceHost } from '../service-host.js';
import { stateOf } from '../session/state.js';
import { updatePrepare, updateSetup } from '../setup.js';
import { createStudy, openStudy } from '../studies.js';

type StudyMethods =
  | 'study.create'
  | 'study.sample'
  | 'study.open'
  | 'study.recent'
  | 'study.state'
  | 'study.close'
  | 'setup.update'
  | 'prepare.update'
  | 'edit.stroke'
  | 'edit.undo'
  | 'edit.redo'
  | 'review.refresh';

/** All handles of a request as paths. */
export function resolveAll(host: ServiceHost, refs: readonly string[]): Promise<string[]> {
  return Promise.all(refs.map((ref) => host.grants.resolve(ref)));
}

export function studyHandlers(host: ServiceHost): Pick<CoreHandlers, StudyMethods> {
  return {
    async 'study.create'({ files, folder, ...asked }, { signal, progress }) {
      const session = await createStudy(
        host,
        {
          paths: await resolveAll(host, files),
          folder: folder === undefined ? undefined : await host.grants.resolve(folder, 'write'),
          ...asked,
        },
        { signal, onProgress: progress },
      );
      return stateOf(host, session);
    },
    async 'study.sample'({ id }, { signal, progress }) {
      return stateOf(host, await openSample(host, id, { signal, onProgress: progress }));
    },
    async 'study.open'({ ref, original }, { signal, progress }) {
      const moved = original === undefined ? undefined : await resolveAll(host, original);
      const session = await openStudy(host, await host.grants.resolve(ref), moved, { signal, onProgress: progress });
      refreshLater(host, session);
      return stateOf(host, session);
    },
    async 'study.recent'() {
      const recent = await readRecent(host);
      const there = await Promise.all(recent.map((study) => host.ports.files.exists(study.path)));
      return {
        studies: recent
          .filter((_, k) => there[k])
          .map(({ path, name, openedMs }) => ({ ref: host.grants.grant(path, 'read'), name, folder: path, openedMs })),
      };
    },
    'study.state': async ({ study }) => stateOf(host, host.sessions.get(study)),
    async 'study.close'({ study }) {
      await host.sessions.close(study);
      return {};
    },
    async 'setup.update'({ study, voxel, collector, cell, depth }) {
      const session = host.sessions.get(study);
      await updateSetup(host, session, { voxel, collector, cell, depth });
      return stateOf(host, session);
    },
    async 'prepare.update'({ study, steps }) {
      const session = host.sessions.get(study);
      await updatePrepare(host, session, steps);
      return stateOf(host, session);
    },
    'edit.stroke': async ({ study, stroke: asked }) => stroke(host, host.sessions.get(study), asked),
    'edit.undo': async ({ study }) => step(host, host.sessions.get(study), 'undo'),
    'edit.redo': async ({ study }) => step(host, host.sessions.get(study), 'redo'),
    'review.refresh': async ({ study }, { signal, progress }) =>
      refreshReview(host, host.sessions.get(study), { signal, onProgress: progress }),
  };
}
