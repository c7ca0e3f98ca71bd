import { describe, expect, test } from 'vitest';
import { chosenIndices, chosenPlane, choiceKey, NO_CALIBRATION, severalTimes } from '../../src/volume/index.js';
import type { Axis, SourceInfo, SourceKind, VolumeSource } from '../../src/volume/index.js';

/** Every voxel holds its own number in C order. */
function counted(axes: readonly Axis[], kind: SourceKind, more: Partial<SourceInfo> = {}): VolumeSource {
  const strides = axes.map((_, i) => axes.slice(i + 1).reduce((product, { size }) => product * size, 1));
  return {
    info: {
      format: 'test',
      kind,
      axes,
      dtype: 'uint16',
      storedDtype: 'uint16',
      calibration: NO_CALIBRATION,
      direction: [],
      bytes: 0,
      cost: 'contiguous',
      warnings: [],
      path: '/data/film.tif',
      ...more,
    },
    read({ start, size }) {
      const out = new Uint16Array(size.reduce((product, n) => product * n, 1));
      for (let i = 0; i < out.length; i++) {
        let rest = i;
        let value = 0;
        for (let axis = size.length - 1; axis >= 0; axis--) {
          value += ((rest % size[axis]!) + start[axis]!) * strides[axis]!;
          rest = Math.floor(rest / size[axis]!);
        }
        out[i] = value;
      }
      return Promise.resolve(out);
    },
    close: () => Promise.resolve(),
  };
}

const TCZYX: readonly Axis[] = [
  { name: 't', size: 2 },
  { name: 'c', size: 3 },
  { name: 'z', size: 4 },
  { name: 'y', size: 5 },
  { name: 'x', size: 6 },
];
const ZYXC: readonly Axis[] = [...TCZYX.slice(2), { name: 'c', size: 3 }];
const TYX: readonly Axis[] = [TCZYX[0]!, ...TCZYX.slice(3)];
const names = (source: VolumeSource): string => source.info.axes.map(({ name }) => name).join('');
const CHANNELS = [{ name: 'DAPI' }, { name: 'Li' }, { name: '0' }];

describe('one time point and one channel', () => {
  test('reads the same values as the whole source there', async () => {
    const whole = counted(TCZYX, 'volume', { channels: CHANNELS });
    const one = chosenPlane(whole, { time: 1, channel: 'li' });
    expect(names(one)).toBe('zyx');
    expect(one.info).toMatchObject({ bytes: 4 * 5 * 6 * 2, warnings: [] });
    expect(one.info.channels).toBeUndefined();
    expect(await one.read({ start: [1, 2, 3], size: [2, 2, 3] })).toEqual(
      await whole.read({ start: [1, 1, 1, 2, 3], size: [1, 1, 2, 2, 3] }),
    );
  });

  test('finds interleaved colours behind x', async () => {
    const whole = counted(ZYXC, 'volume');
    const one = chosenPlane(whole, { channel: 2 });
    expect(await one.read({ start: [0, 0, 0], size: [1, 1, 3] })).toEqual(Uint16Array.of(2, 5, 8));
  });

  test('is the first where nothing was chosen, and says how to choose', () => {
    const one = chosenPlane(counted(TCZYX, 'volume', { warnings: [severalTimes(2)] }), {});
    expect(one.info.warnings).toEqual([severalTimes(2), expect.stringContaining('--channel')]);
    expect(chosenPlane(counted(TCZYX, 'volume', { warnings: [severalTimes(2)] }), { time: 0, channel: 0 }).info.warnings).toEqual([]);
    expect(severalTimes(2)).toContain('--time');
  });

  test('a source without these axes is handed back as it is', () => {
    const plain = counted(TCZYX.slice(2), 'volume');
    expect(chosenPlane(plain, {})).toBe(plain);
    expect(chosenPlane(plain, { time: 0, channel: 0 })).toBe(plain);
  });

  test('a series stays a series until one of its images is chosen; projections and spectra stay what they are', () => {
    expect(names(chosenPlane(counted(TYX, 'series'), {}))).toBe('tyx');
    expect(chosenPlane(counted(TYX, 'series'), { time: 1 }).info).toMatchObject({ kind: 'image', axes: TYX.slice(1) });
    expect(chosenPlane(counted(TYX, 'projections'), { time: 1 }).info.kind).toBe('projections');
    expect(chosenPlane(counted(ZYXC, 'spectrum'), { channel: 1 }).info.kind).toBe('spectrum');
  });

  test('names win over numbers, and what is not there is refused with what is', () => {
    const { info } = counted(TCZYX, 'volume', { channels: CHANNELS });
    expect(chosenIndices(info, { channel: '0' })).toEqual({ channel: 2 });
    expect(chosenIndices(info, { channel: 0 })).toEqual({ channel: 0 });
    expect(chosenIndices(info, { channel: '1' })).toEqual({ channel: 1 });
    expect(chosenIndices(info, {})).toEqual({});
    for (const channel of [3, '3', 'SEI', -1, 1.5])
      expect(() => chosenIndices(info, { channel })).toThrow(expect.objectContaining({ code: 'no-such-channel' }));
    for (const time of [2, -1, 0.5]) expect(() => chosenIndices(info, { time })).toThrow(/time point .*; it has 2, with indices 0 to 1/);
    expect(() => chosenIndices(info, { channel: 'SEI' })).toThrow(/DAPI, Li/);
  });

  test('keys tell planes apart, and the first is what it was before there was a choice', () => {
    expect([choiceKey({}), choiceKey({ time: 0, channel: 0 }), choiceKey({ time: 2 }), choiceKey({ time: 1, channel: 3 })]).toEqual([
      '', '', '-t2', '-t1-c3',
    ]); // prettier-ignore
  });
});
