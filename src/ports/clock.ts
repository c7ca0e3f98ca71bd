/** Time comes in from the host, so that nothing in the core depends on it by itself. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number;
  /** monotonic milliseconds */
  monotonic(): number;
}
