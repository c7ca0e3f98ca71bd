/** The structure of a study against generated ones; the document is kept in the study. */
import type { RunOptions } from '../base/index.js';
import { compareDocument } from '../contract/index.js';
import type { CompareDocument } from '../contract/index.js';
import { compareWithGenerated } from '../compare/index.js';
import { addStep, originsOf, setupKey } from '../study/index.js';
import { compareDocumentOf } from './compare-document.js';
import { generatedSets, withoutCollector } from './generated-sets.js';
import type { GeneratorChoice } from './generated-sets.js';
import { readResult, saveResult } from './results.js';
import { currentLabels } from './review.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { requireVolume } from './session/begin.js';
import { asStage } from './session/session.js';
import type { Session } from './session/session.js';

export interface CompareStudy {
  readonly generators: readonly GeneratorChoice[];
  readonly seeds?: number | undefined;
}

export function compareStudy(host: ServiceHost, session: Session, asked: CompareStudy, options: RunOptions): Promise<CompareDocument> {
  requireVolume(session, 'comparing with simulations');
  return asStage(session, 'compare', async () => {
    const started = host.ports.clock.monotonic();
    const { labels, version } = currentLabels(session);
    const { document } = session.folder;
    const key = setupKey(document);
    const seeds = asked.seeds ?? 5;
    const structure = withoutCollector({ name: document.name, labels, collectorFaces: document.setup.collector ?? [] });
    const sets = await generatedSets(structure, asked.generators, seeds, options);
    const comparison = await compareWithGenerated(structure, sets, { workers: host.ports.workers, ...options });
    const result = compareDocumentOf(comparison);
    await saveResult(host, session, 'compare', result, { labelsVersion: version, setupKey: key });
    await session.folder.save((now) =>
      addStep(now, stepOrigin(host), {
        kind: 'compare',
        seconds: (host.ports.clock.monotonic() - started) / 1000,
        parameters: {
          generators: sets.map(({ id, params }, k) => ({ id, params, given: asked.generators[k]?.params ?? {} })),
          seeds,
          labels: version,
        },
        from: originsOf(now, 'segment', 'import', 'setup'),
        made: ['results/compare.json'],
      }),
    );
    return result;
  });
}

export function comparedBefore(host: ServiceHost, session: Session): Promise<CompareDocument | null> {
  return readResult(host, session, 'compare', compareDocument);
}
