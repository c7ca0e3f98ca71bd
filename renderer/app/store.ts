/** A store outside React: one immutable state, listeners, and a hook that follows one part of it. */
import { useSyncExternalStore } from 'react';

export interface Store<T extends object> {
  get(): T;
  /** merges the change; listeners hear of it when something differs */
  set(change: Partial<T> | ((state: T) => Partial<T>)): void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      const part = typeof change === 'function' ? change(state) : change;
      const differs = (Object.keys(part) as (keyof T)[]).some((key) => !Object.is(part[key], state[key]));
      if (!differs) return;
      state = { ...state, ...part };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Re-renders when the selected part changes. `select` must return a part of the state, not a new object. */
export function useStore<T extends object, S>(store: Store<T>, select: (state: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
