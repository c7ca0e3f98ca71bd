/** A finished document of the host: fetched when there is one, again when the stage says that it changed. */
import { useEffect, useRef, useState } from 'react';
import type { StageId } from '../../src/contract/index.js';
import { useApp, useStudy } from '../app/app.js';

interface Result<T> {
  readonly value: T | null;
  readonly set: (value: T) => void;
}

interface Held<T> {
  readonly study: string;
  readonly value: T | null;
}

export function useResult<T>(stage: StageId, isThere: boolean, get: (study: string) => Promise<T | null>): Result<T> {
  const app = useApp();
  const study = useStudy();
  const [held, setHeld] = useState<Held<T> | null>(null);
  const id = study?.id ?? null;
  const status = study?.stages.find((item) => item.id === stage)?.status;
  // the caller writes a new function at every render; which method it names never changes
  const ask = useRef(get);
  useEffect(() => {
    let live = true;
    if (id === null || !isThere) return undefined;
    ask.current(id).then(
      (value) => live && setHeld({ study: id, value }),
      (error: unknown) => app.session.report(error),
    );
    return () => {
      live = false;
    };
  }, [app, id, isThere, status]);
  return {
    value: held && held.study === id ? held.value : null,
    set: (value) => id !== null && setHeld({ study: id, value }),
  };
}
