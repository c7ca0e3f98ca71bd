/** The studies that are open in this process. */
import { NotFoundError } from '../../base/index.js';
import type { Session } from './session.js';

export interface Registry {
  add(session: Session): void;
  get(id: string): Session;
  /** the session of a folder, when it is open already */
  at(folder: string): Session | undefined;
  close(id: string): Promise<void>;
  closeAll(): Promise<void>;
}

async function closeSession(session: Session): Promise<void> {
  session.stop.abort();
  session.refresh?.abort();
  await Promise.allSettled([session.editQueue, ...session.background]);
  await session.image.sections?.close();
  await session.source.close();
  await session.folder.close();
}

export function createRegistry(): Registry {
  const sessions = new Map<string, Session>();

  async function close(id: string): Promise<void> {
    const session = sessions.get(id);
    if (session === undefined) return;
    sessions.delete(id);
    await closeSession(session);
  }

  return {
    add: (session) => void sessions.set(session.id, session),
    get(id) {
      const session = sessions.get(id);
      if (session === undefined)
        throw new NotFoundError(`The study ${id} is not open here; open it again.`, { code: 'study-not-open', subject: id });
      return session;
    },
    at: (folder) => [...sessions.values()].find((session) => session.folder.path === folder),
    close,
    closeAll: async () => {
      await Promise.allSettled([...sessions.keys()].map(close));
    },
  };
}
