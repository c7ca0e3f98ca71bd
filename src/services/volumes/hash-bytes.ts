import type { ServiceHost } from '../service-host.js';

/** SHA-256 of values that are bytes already. */
export function hashBytes(host: ServiceHost, bytes: Uint8Array): string {
  const hasher = host.ports.codecs.sha256();
  hasher.update(bytes);
  return hasher.hex();
}
