/** Several runs over one volume read as one: the mean of their probabilities, and how far they disagree. */

export interface ClassReader {
  /** Plane 0: class index + 1, 0 where the picture has no value; plane c + 1: probability of class c, 0..255. */
  read(plane: number, z0: number, z1: number): Promise<Uint8Array>;
}

/** p ln p of a probability given as a byte */
const TERMS = Float64Array.from({ length: 256 }, (_, byte) => (byte === 0 ? 0 : (byte / 255) * Math.log(byte / 255)));

/** `apart`: each run has a plane of its own disagreement behind its classes, and the result has one too. */
export function meanReader(readers: readonly ClassReader[], classes: number, apart: boolean): ClassReader {
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return only;
  return {
    async read(plane, z0, z1) {
      if (plane > 0 && plane <= classes) return mean(await Promise.all(readers.map((reader) => reader.read(plane, z0, z1))));
      const planes = await Promise.all(
        Array.from({ length: classes }, (_, c) => Promise.all(readers.map((reader) => reader.read(c + 1, z0, z1)))),
      );
      if (plane === 0) return mostProbable(planes.map(sum));
      const own = apart ? await Promise.all(readers.map((reader) => reader.read(plane, z0, z1))) : [];
      return disagreement(planes, own, readers.length);
    },
  };
}

function sum(parts: readonly Uint8Array[]): Uint16Array {
  const out = new Uint16Array(parts[0]?.length ?? 0);
  for (const part of parts) for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (part[i] as number);
  return out;
}

function mean(parts: readonly Uint8Array[]): Uint8Array {
  const count = parts.length;
  return Uint8Array.from(sum(parts), (total) => Math.round(total / count));
}

function mostProbable(totals: readonly Uint16Array[]): Uint8Array {
  const out = new Uint8Array(totals[0]?.length ?? 0);
  for (let i = 0; i < out.length; i++) {
    let top = 0;
    totals.forEach((total, c) => {
      if ((total[i] as number) <= top) return;
      top = total[i] as number;
      out[i] = c + 1;
    });
  }
  return out;
}

/** Mutual information over ln classes: H(mean) - mean H(run), plus what the runs say of themselves. */
function disagreement(planes: readonly (readonly Uint8Array[])[], own: readonly Uint8Array[], runs: number): Uint8Array {
  const out = new Uint8Array(planes[0]?.[0]?.length ?? 0);
  const scale = 255 / Math.log(planes.length);
  for (let i = 0; i < out.length; i++) {
    let information = 0;
    for (const parts of planes) {
      let total = 0;
      for (const part of parts) {
        total += part[i] as number;
        information += (TERMS[part[i] as number] as number) / runs;
      }
      information -= total === 0 ? 0 : (total / runs / 255) * Math.log(total / runs / 255);
    }
    let inside = 0;
    for (const part of own) inside += (part[i] as number) / runs;
    out[i] = Math.min(255, Math.round(Math.max(0, information) * scale + inside));
  }
  return out;
}
