/** Models that a person brings along: added to the study as a .zip, with what their channels mean. */
import { useEffect, useRef, useState } from 'react';
import { errorData, type ErrorData } from '../../../src/base/index.js';
import type { OwnModel } from '../../../src/contract/index.js';
import { useApp, useStudy } from '../../app/app.js';

/** channel -> phase; absent: not said yet */
export type ChannelMap = Readonly<Record<string, number>>;

export function useOwnModels() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy()?.id;
  const [models, setModels] = useState<readonly OwnModel[]>([]);
  const [drafts, setDrafts] = useState<Readonly<Record<string, ChannelMap>>>({});
  const [adding, setAdding] = useState<string | null>(null);
  const [failure, setFailure] = useState<ErrorData | null>(null);
  const work = useRef<AbortController | null>(null);

  useEffect(() => {
    if (study === undefined) return undefined;
    let live = true;
    api['models.own']({ study }).then(
      ({ items }) => live && setModels(items),
      (error: unknown) => live && setFailure(errorData(error)),
    );
    return () => {
      live = false;
      work.current?.abort();
    };
  }, [api, study]);

  /** the id of the model that was added */
  async function add(name: string, refOf: (signal: AbortSignal) => Promise<string | undefined>): Promise<string | null> {
    if (study === undefined) return null;
    work.current?.abort();
    const mine = new AbortController();
    work.current = mine;
    setFailure(null);
    setAdding(name);
    try {
      const modelFile = await refOf(mine.signal);
      if (modelFile === undefined) return null;
      const added = await api['models.add']({ study, modelFile });
      setModels((now) => [...now.filter((model) => model.card.id !== added.card.id), added]);
      return added.card.id;
    } catch (error) {
      if (!mine.signal.aborted) setFailure(errorData(error));
      return null;
    } finally {
      if (work.current === mine) setAdding(null);
    }
  }

  function mapOf(id: string): ChannelMap {
    return drafts[id] ?? models.find((model) => model.card.id === id)?.mapping ?? {};
  }

  /** kept with the study once every channel has a meaning */
  function setPhase(id: string, channels: readonly string[], channel: string, phase: number): void {
    const mapping = { ...mapOf(id), [channel]: phase };
    setDrafts((now) => ({ ...now, [id]: mapping }));
    if (study === undefined || !isMapped(channels, mapping)) return;
    api['models.map']({ study, id, mapping }).catch((error: unknown) => setFailure(errorData(error)));
  }

  return {
    models,
    adding,
    failure,
    mapOf,
    setPhase,
    addFile: (file: File) => add(file.name, async (signal) => (await app.host.refsOf([file], () => undefined, signal))[0]),
    pick: () => add('the chosen package', async () => (await api['host.pick']({ what: 'model' })).files[0]?.ref),
    isDesktop: app.host.kind === 'desktop',
  };
}

export function isMapped(channels: readonly string[], mapping: ChannelMap): boolean {
  return channels.length > 0 && channels.every((channel) => mapping[channel] !== undefined);
}
