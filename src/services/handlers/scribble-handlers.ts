/** Contract methods of the scribble classifier. */
import type { CoreHandlers } from '../core-types.js';
import { scribbleFile } from '../scribble/scribble-file.js';
import { applyToStudy, exportClassifier, importClassifier } from '../scribble/study-apply.js';
import { learn, scribbleStateOf } from '../scribble/study-classifier.js';
import { previewSlice } from '../scribble/study-preview.js';
import { clearStrokes, paintStroke, stepStrokes, strokesOf } from '../scribble/study-strokes.js';
import type { ModelChoice } from '../models.js';
import type { ServiceHost } from '../service-host.js';
import { stateOf } from '../session/state.js';
import { resolveAll } from './study-handlers.js';

type ScribbleMethods =
  `scribble.${'file' | 'state' | 'stroke' | 'undo' | 'redo' | 'clear' | 'train' | 'preview' | 'apply' | 'export' | 'import'}`;

export function scribbleHandlers(host: ServiceHost): Pick<CoreHandlers, ScribbleMethods> {
  const read = (ref: string | undefined): Promise<string | undefined> =>
    ref === undefined ? Promise.resolve(undefined) : host.grants.resolve(ref);
  const write = async (ref: string | undefined): Promise<string | undefined> =>
    ref === undefined ? undefined : host.grants.resolve(ref, 'write');

  const choice = async (model: string | undefined, file: string | undefined): Promise<ModelChoice | undefined> =>
    model === undefined ? undefined : { model, file: await read(file) };

  return {
    'scribble.state': ({ study }) => scribbleStateOf(host, host.sessions.get(study)),
    async 'scribble.stroke'({ study, stroke }) {
      const session = host.sessions.get(study);
      await paintStroke(host, await strokesOf(host, session), stroke);
      return scribbleStateOf(host, session);
    },
    async 'scribble.undo'({ study }) {
      const session = host.sessions.get(study);
      await stepStrokes(host, await strokesOf(host, session), 'undo');
      return scribbleStateOf(host, session);
    },
    async 'scribble.redo'({ study }) {
      const session = host.sessions.get(study);
      await stepStrokes(host, await strokesOf(host, session), 'redo');
      return scribbleStateOf(host, session);
    },
    async 'scribble.clear'({ study }) {
      const session = host.sessions.get(study);
      await clearStrokes(host, await strokesOf(host, session));
      return scribbleStateOf(host, session);
    },
    async 'scribble.train'({ study, model, modelFile }, { signal, progress }) {
      const session = host.sessions.get(study);
      await learn(host, session, await choice(model, modelFile), { signal, onProgress: progress });
      return scribbleStateOf(host, session);
    },
    'scribble.preview': async ({ study, model, modelFile, axis, index }, { signal, progress }) =>
      previewSlice(
        host,
        host.sessions.get(study),
        { choice: await choice(model, modelFile), axis, index },
        { signal, onProgress: progress },
      ),
    async 'scribble.apply'({ study, model, modelFile, visibleSlice }, { signal, progress }) {
      const session = host.sessions.get(study);
      await applyToStudy(host, session, { choice: await choice(model, modelFile), visibleSlice }, { signal, onProgress: progress });
      return stateOf(host, session);
    },
    async 'scribble.export'({ study, output }) {
      const path = await host.grants.resolve(output, 'write');
      await exportClassifier(host, host.sessions.get(study), path);
      return { output: path };
    },
    async 'scribble.import'({ study, classifier }) {
      const session = host.sessions.get(study);
      await importClassifier(host, session, await host.grants.resolve(classifier));
      return scribbleStateOf(host, session);
    },
    async 'scribble.file'(
      { stack, scribbles, classifier, saveClassifier, model, modelFile, output, probabilities, ...asked },
      { signal, progress },
    ) {
      return scribbleFile(
        host,
        {
          ...asked,
          paths: await resolveAll(host, stack),
          scribbles: await read(scribbles),
          classifier: await read(classifier),
          saveClassifier: await write(saveClassifier),
          model: model === undefined ? undefined : { model, file: await read(modelFile) },
          output: await host.grants.resolve(output, 'write'),
          probabilities: await write(probabilities),
        },
        { signal, onProgress: progress },
      );
    },
  };
}
