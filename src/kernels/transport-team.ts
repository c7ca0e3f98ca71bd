/**
 * Threads that work through the chunks of one step after another. The leader posts a step; whoever is free takes its next chunk,
 * the leader too, so a helper that comes late or never changes nothing but time. Chunks are cut by the shape alone.
 *
 * Words of the control block: chunks not yet taken, chunks done, step number, operation, level, chunks, over. A chunk is taken by
 * counting down; who finds none left has nothing to do with a step that is posted a moment later.
 */
const LEFT = 0;
const DONE = 1;
const STEP = 2;
const OPERATION = 3;
const LEVEL = 4;
const CHUNKS = 5;
const OVER = 6;

/** looks before a helper sleeps; the gaps between steps are shorter */
const SPINS = 20_000;
/** a helper whose leader has said nothing for so long goes home */
const PATIENCE_MS = 60_000;

export type RunChunk = (operation: number, level: number, chunk: number, chunks: number) => void;

function takeChunks(control: Int32Array, run: RunChunk): void {
  for (;;) {
    const left = Atomics.sub(control, LEFT, 1);
    if (left <= 0) return;
    const chunks = Atomics.load(control, CHUNKS);
    run(Atomics.load(control, OPERATION), Atomics.load(control, LEVEL), chunks - left, chunks);
    Atomics.add(control, DONE, 1);
  }
}

/** Runs all chunks of one step, with the helpers if there are any. */
export function leadStep(control: Int32Array, helpers: boolean, run: RunChunk, operation: number, level: number, chunks: number): void {
  if (!helpers || chunks === 1) {
    for (let chunk = 0; chunk < chunks; chunk++) run(operation, level, chunk, chunks);
    return;
  }
  Atomics.store(control, OPERATION, operation);
  Atomics.store(control, LEVEL, level);
  Atomics.store(control, CHUNKS, chunks);
  Atomics.store(control, DONE, 0);
  Atomics.store(control, LEFT, chunks);
  Atomics.add(control, STEP, 1);
  Atomics.notify(control, STEP);
  takeChunks(control, run);
  for (let looks = 1; ; looks++) {
    const done = Atomics.load(control, DONE);
    if (done === chunks) return;
    // a helper without a processor gets this one
    if (looks % SPINS === 0) Atomics.wait(control, DONE, done, 1);
  }
}

/** Sends the helpers home. */
export function endTeam(control: Int32Array): void {
  Atomics.store(control, OVER, 1);
  Atomics.add(control, STEP, 1);
  Atomics.notify(control, STEP);
}

/** Helps until the leader ends the team. */
export function helpTeam(control: Int32Array, run: RunChunk): void {
  let seen = 0;
  for (;;) {
    let spins = 0;
    while (Atomics.load(control, STEP) === seen && spins < SPINS) spins++;
    if (spins === SPINS && Atomics.wait(control, STEP, seen, PATIENCE_MS) === 'timed-out') return;
    if (Atomics.load(control, OVER) === 1) return;
    seen = Atomics.load(control, STEP);
    takeChunks(control, run);
  }
}
