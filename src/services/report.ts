/** The report of a study: gathered from its document and results, written with the masks and the recipe. */
import { InvalidInputError, LithoscopeError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { ReportFiles } from '../contract/index.js';
import type { Files } from '../ports/index.js';
import * as v from 'valibot';
import { buildReport as buildFiles } from '../report/index.js';
import { addStep, exportRecipe, originsOf, setupKey } from '../study/index.js';
import { gatherReport } from './report-data.js';
import { readResult, saveResult } from './results.js';
import { currentLabels } from './review.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { asStage } from './session/session.js';
import type { Session } from './session/session.js';
import { spareOriginals } from './volumes/spare-originals.js';
import { writeJson, writeLabels } from './volumes/write-labels.js';

const reportFiles = v.object({
  files: v.array(v.object({ name: v.string(), title: v.string(), bytes: v.number() })),
  warnings: v.array(v.object({ code: v.string(), message: v.string() })),
});

export interface BuildReport {
  readonly formats: readonly ('html' | 'csv' | 'json')[];
  /** a folder for a copy; the study always keeps its own */
  readonly output?: string | undefined;
}

export function buildReport(host: ServiceHost, session: Session, asked: BuildReport, options: RunOptions): Promise<ReportFiles> {
  if (session.labels === null)
    throw new InvalidInputError('There is nothing to report yet; segment the stack or import labels, and measure first.', {
      code: 'no-labels',
    });
  const makeDocument = host.ports.figureDocument;
  if (makeDocument === undefined)
    throw new LithoscopeError('unsupported', 'no-figures', 'This host cannot draw figures, so it cannot build reports.');
  return asStage(session, 'report', async () => {
    const { files } = host.ports;
    const { labels, version } = currentLabels(session);
    const { data, warnings } = await gatherReport(host, session, options);
    const made = buildFiles(data, asked.formats, makeDocument());
    const folder = session.folder.inside('results', 'report');
    await files.makeFolder(folder);
    const listed: ReportFiles['files'] = [];
    const note = async (name: string, title: string): Promise<void> => {
      listed.push({ name, title, bytes: (await files.stat(files.join(folder, name))).size });
    };
    for (const { name, title, text } of made) {
      await files.writeBytes(files.join(folder, name), new TextEncoder().encode(text));
      await note(name, title);
    }
    await writeJson(host, files.join(folder, 'recipe.json'), exportRecipe(session.folder.document, host.options.appVersion));
    await note('recipe.json', 'Recipe: replays the analysis');
    await writeLabels(host, files.join(folder, 'labels.tif'), labels);
    await note('labels.tif', 'Labels as reviewed');
    const result: ReportFiles = { files: listed, warnings };
    await saveResult(host, session, 'report', result, { labelsVersion: version, setupKey: setupKey(session.folder.document) });
    await session.folder.save((document) =>
      addStep(document, stepOrigin(host), {
        kind: 'report',
        parameters: { formats: asked.formats, labels: version },
        from: originsOf(document, 'measure', 'compare'),
        made: listed.map((file) => `results/report/${file.name}`),
      }),
    );
    const originals = session.folder.document.inputs.map((input) => input.path);
    if (asked.output !== undefined) await copyOut(host.ports.files, originals, folder, asked.output, listed);
    return result;
  });
}

async function copyOut(files: Files, originals: readonly string[], from: string, to: string, listed: ReportFiles['files']): Promise<void> {
  const targets = listed.map(({ name }) => files.join(to, name));
  await spareOriginals(files, originals, targets);
  await files.makeFolder(to);
  for (const { name } of listed) await files.writeBytes(files.join(to, name), await files.readBytes(files.join(from, name), 2 ** 33));
}

export function reportBefore(host: ServiceHost, session: Session): Promise<ReportFiles | null> {
  return readResult(host, session, 'report', reportFiles);
}
