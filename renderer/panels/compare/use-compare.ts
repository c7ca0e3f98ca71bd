/** Connects the compare panel with the host. */
import { useEffect, useState } from 'react';
import type { CatalogItem, CompareDocument } from '../../../src/contract/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { stageState } from '../../app/stages.js';
import { useResult } from '../../ui/use-result.js';

export interface GeneratorCard {
  readonly id: string;
  readonly title: string;
  readonly dimension: string;
  readonly approximations: readonly string[];
}

/** Growth models only: the procedural families serve training, they explain nothing. */
function generatorCard(item: CatalogItem): GeneratorCard | null {
  const { use, dimension, approximations } = item as Readonly<Record<string, unknown>>;
  if (typeof use === 'string' && !use.includes('compare')) return null;
  return {
    id: item.id,
    title: item.title,
    dimension: typeof dimension === 'string' ? dimension : '',
    approximations: Array.isArray(approximations) ? approximations.filter((text) => typeof text === 'string') : [],
  };
}

export function useCompare() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const [generators, setGenerators] = useState<readonly GeneratorCard[] | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [seeds, setSeeds] = useState(5);
  const result = useResult<CompareDocument>('compare', study?.results.compare ?? false, (id) => api['compare.get']({ study: id }));

  useEffect(() => {
    api['catalog.list']({ what: 'generators' }).then(
      ({ items }) => {
        const cards = items.map(generatorCard).filter((card) => card !== null);
        setGenerators(cards);
        setChosen(cards.map((card) => card.id));
      },
      (error: unknown) => {
        setGenerators([]);
        app.session.report(error);
      },
    );
  }, [api, app]);

  async function run(): Promise<void> {
    if (!study || chosen.length === 0) return;
    const done = await app.jobs.run('Compare with simulations', 'compare', (control) =>
      api['compare.run']({ study: study.id, generators: chosen.map((id) => ({ id })), seeds }, control),
    );
    if (!done) return;
    result.set(done);
    await app.session.refresh();
  }

  return {
    study,
    generators,
    chosen,
    toggle: (id: string) => setChosen((now) => (now.includes(id) ? now.filter((item) => item !== id) : [...now, id])),
    seeds,
    setSeeds,
    result: result.value,
    run,
    job: runningJob(jobs, 'compare'),
    failure: failedJob(jobs, 'compare')?.error ?? null,
    state: stageState('compare', study, jobs),
  };
}
