/** Contract methods that compute: segmentation, measurement, comparison, simulation, report, everything at once. */
import { analyze } from '../analyze.js';
import { compareFiles } from '../compare-files.js';
import { comparedBefore, compareStudy } from '../compare-study.js';
import type { CoreHandlers } from '../core-types.js';
import { differenceOfStudy } from '../difference-study.js';
import type { OtherResult } from '../difference-study.js';
import { evaluateFiles } from '../evaluate.js';
import { evaluateFolder } from '../evaluation/table.js';
import { measureFile } from '../measure-file.js';
import { measuredBefore, measureStudy } from '../measure-study.js';
import { checkModelPackage } from '../models.js';
import { buildReport, reportBefore } from '../report.js';
import { selftestDocument } from '../selftest.js';
import { segmentFile } from '../segment-file.js';
import { importLabels, segmentStudy } from '../segment-study.js';
import type { ServiceHost } from '../service-host.js';
import { stateOf } from '../session/state.js';
import { suggestForStudy } from '../suggest-model.js';
import { addModel, mapModel, ownModels } from '../study-models.js';
import { simulate } from '../simulate.js';
import { synthesize } from '../synthesize.js';
import { labelFileValues } from '../volumes/label-file.js';
import { resolveAll } from './study-handlers.js';

type WorkMethods =
  | `segment.${'run' | 'check' | 'labelValues' | 'import' | 'file'}`
  | `models.${'suggest' | 'add' | 'own' | 'map'}`
  | 'segment.difference'
  | `evaluate.${'run' | 'table'}`
  | `measure.${'run' | 'get' | 'file'}`
  | 'selftest.run'
  | `compare.${'run' | 'get' | 'files'}`
  | 'simulate.run'
  | 'synthesize.run'
  | `report.${'build' | 'get'}`
  | 'analyze.run';

export function workHandlers(host: ServiceHost): Pick<CoreHandlers, WorkMethods> {
  const read = (ref: string | undefined): Promise<string | undefined> =>
    ref === undefined ? Promise.resolve(undefined) : host.grants.resolve(ref);
  const write = (ref: string): Promise<string> => host.grants.resolve(ref, 'write');

  return {
    async 'segment.run'({ study, model, modelFile, mapping, visibleSlice, quality }, { signal, progress }) {
      const session = host.sessions.get(study);
      const asked = { model, file: await read(modelFile), mapping, visibleSlice, quality };
      await segmentStudy(host, session, asked, { signal, onProgress: progress });
      return stateOf(host, session);
    },
    'segment.check': async ({ model, modelFile }, { signal }) => checkModelPackage(host, { model, file: await read(modelFile) }, signal),
    'models.add': async ({ study, modelFile }) => addModel(host, host.sessions.get(study), await host.grants.resolve(modelFile)),
    'models.own': async ({ study }) => ({ items: await ownModels(host, host.sessions.get(study)) }),
    'models.map': ({ study, id, mapping }) => mapModel(host, host.sessions.get(study), id, mapping),
    'segment.labelValues': async ({ labels }, { signal }) => labelFileValues(host, await host.grants.resolve(labels), signal),
    async 'segment.import'({ study, labels, ...asked }, { signal }) {
      const session = host.sessions.get(study);
      await importLabels(host, session, { ...asked, path: await host.grants.resolve(labels) }, { signal });
      return stateOf(host, session);
    },
    async 'segment.file'({ stack, modelFile, output, probabilities, prior, ...asked }, { signal, progress }) {
      return segmentFile(
        host,
        {
          ...asked,
          paths: await resolveAll(host, stack),
          file: await read(modelFile),
          prior: await read(prior),
          output: await write(output),
          probabilities: probabilities === undefined ? undefined : await write(probabilities),
        },
        { signal, onProgress: progress },
      );
    },
    'models.suggest': async ({ study }) => suggestForStudy(host, host.sessions.get(study)),
    async 'segment.difference'({ study, other }, { signal, progress }) {
      const asked: OtherResult =
        other.kind === 'model'
          ? { ...other, file: await read(other.modelFile) }
          : other.kind === 'labels'
            ? { ...other, path: await host.grants.resolve(other.labels) }
            : other;
      return differenceOfStudy(host, host.sessions.get(study), asked, { signal, onProgress: progress });
    },
    'evaluate.run': async ({ labels, truth, probabilities, ...asked }, { signal }) =>
      evaluateFiles(
        host,
        {
          labels: await host.grants.resolve(labels),
          truth: await host.grants.resolve(truth),
          probabilities: await read(probabilities),
          ...asked,
        },
        { signal },
      ),
    'evaluate.table': async ({ folder, output, unseen = [], ...asked }, { signal, progress }) =>
      evaluateFolder(
        host,
        { ...asked, unseen, folder: await host.grants.resolve(folder), output: output === undefined ? undefined : await write(output) },
        { signal, onProgress: progress },
      ),
    'selftest.run': (asked, { signal, progress }) => selftestDocument(host, asked, { signal, onProgress: progress }),
    'measure.run': async ({ study, ...choice }, { signal, progress }) =>
      measureStudy(host, host.sessions.get(study), choice, { signal, onProgress: progress }),
    'measure.get': async ({ study }) => measuredBefore(host, host.sessions.get(study)),
    'measure.file': async ({ labels, threads: _threads, ...asked }, { signal, progress }) =>
      measureFile(host, { ...asked, path: await host.grants.resolve(labels) }, { signal, onProgress: progress }),
    'compare.run': async ({ study, generators, seeds }, { signal, progress }) =>
      compareStudy(host, host.sessions.get(study), { generators, seeds }, { signal, onProgress: progress }),
    'compare.get': async ({ study }) => comparedBefore(host, host.sessions.get(study)),
    'compare.files': async ({ a, b, ...asked }, { signal, progress }) =>
      compareFiles(host, { ...asked, a: await host.grants.resolve(a), b: await read(b) }, { signal, onProgress: progress }),
    'simulate.run': async ({ output, ...asked }, { signal, progress }) =>
      simulate(host, { ...asked, output: await write(output) }, { signal, onProgress: progress }),
    'synthesize.run': async ({ output, ...asked }, { signal, progress }) =>
      synthesize(host, { ...asked, output: await write(output) }, { signal, onProgress: progress }),
    'report.build': async ({ study, formats, output }, { signal, progress }) =>
      buildReport(
        host,
        host.sessions.get(study),
        { formats, output: output === undefined ? undefined : await write(output) },
        { signal, onProgress: progress },
      ),
    'report.get': async ({ study }) => reportBefore(host, host.sessions.get(study)),
    'analyze.run': async ({ stack, output, recipe, ...asked }, { signal, progress }) =>
      analyze(
        host,
        { ...asked, paths: await resolveAll(host, stack), output: await write(output), recipe: await read(recipe) },
        { signal, onProgress: progress },
      ),
  };
}
