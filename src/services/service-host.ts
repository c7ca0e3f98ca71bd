/** What every service is given: the ports, the options of the host, and the things that services share. */
import type { FormatHost } from '../formats/index.js';
import type { Sources } from '../ports/index.js';
import type { CoreOptions, CorePorts } from './core-types.js';
import type { Grants } from './grants.js';
import type { Registry } from './session/registry.js';

export interface ServiceHost {
  readonly ports: CorePorts;
  readonly options: CoreOptions;
  readonly grants: Grants;
  readonly sessions: Registry;
  /** for what is written, and small files beside an original */
  readonly formats: FormatHost;
  /** everything that is opened */
  readonly sources: Sources;
  readonly newId: () => string;
}

/** Who did something, for the provenance. */
export function stepOrigin(host: ServiceHost): { atMs: number; appVersion: string; reviewer: string } {
  return { atMs: host.ports.clock.now(), appVersion: host.options.appVersion, reviewer: host.options.reviewer ?? '' };
}
