/** DigitalMicrograph files built tag by tag. */

export interface DmArray {
  /** number type of the items */
  readonly item: number;
  readonly bytes: Uint8Array;
}

export type DmValue = number | string | DmArray | DmGroup | readonly DmValue[];
export interface DmGroup {
  readonly [name: string]: DmValue;
}

export interface DmImageSpec {
  readonly dataType?: number;
  readonly dimensions?: readonly number[];
  readonly bytesPerPixel?: number;
  /** number type of the pixels in the tags; bytes, unless told */
  readonly item?: number;
  readonly scales?: readonly number[];
  readonly units?: readonly string[];
  readonly format?: string;
  readonly sequence?: boolean;
  readonly name?: string;
  readonly bytes?: Uint8Array;
}

export interface DmSpec {
  readonly version?: 3 | 4;
  readonly bigEndian?: boolean;
  readonly images?: readonly DmImageSpec[];
  readonly thumbnails?: readonly number[];
  readonly shown?: number;
}

const ITEM_BYTES: Readonly<Record<number, number>> = { 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 9: 1, 10: 1 };

function isArray(value: DmValue): value is DmArray {
  return typeof value === 'object' && 'item' in value && 'bytes' in value;
}

/** Bytes of a growing file. */
class Writer {
  readonly wide: boolean;
  readonly little: boolean;
  readonly out: number[] = [];

  constructor(wide: boolean, little: boolean) {
    this.wide = wide;
    this.little = little;
  }

  number(value: number, bytes: number, little = false): void {
    const digits = Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
    this.out.push(...(little ? digits : digits.toReversed()));
  }

  count(value: number): void {
    this.number(value, this.wide ? 8 : 4);
  }

  float(value: number): void {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value, this.little);
    this.out.push(...new Uint8Array(view.buffer));
  }

  group(entries: readonly (readonly [string, DmValue])[]): void {
    this.out.push(1, 0);
    this.count(entries.length);
    for (const [name, value] of entries) this.tag(name, value);
  }

  tag(name: string, value: DmValue): void {
    const list = Array.isArray(value);
    const group = list || (typeof value === 'object' && !isArray(value));
    this.out.push(group ? 20 : 21);
    this.number(name.length, 2);
    this.out.push(...Buffer.from(name, 'latin1'));
    if (this.wide) this.number(0, 8);
    if (list) this.group((value as readonly DmValue[]).map((item) => ['', item]));
    else if (group) this.group(Object.entries(value as DmGroup));
    else this.value(value as number | string | DmArray);
  }

  value(value: number | string | DmArray): void {
    this.out.push(0x25, 0x25, 0x25, 0x25);
    const info = (...numbers: number[]): void => {
      this.count(numbers.length);
      for (const number of numbers) this.count(number);
    };
    if (typeof value === 'number' && Number.isInteger(value)) {
      info(5);
      this.number(value, 4, this.little);
    } else if (typeof value === 'number') {
      info(6);
      this.float(value);
    } else if (typeof value === 'string') {
      info(20, 4, value.length);
      for (const letter of value) this.number(letter.charCodeAt(0), 2, this.little);
    } else {
      info(20, value.item, value.bytes.length / (ITEM_BYTES[value.item] ?? 1));
      for (const byte of value.bytes) this.out.push(byte);
    }
  }
}

export function countingBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + 3) % 251);
}

function imageGroup(spec: DmImageSpec): DmGroup {
  const { dataType = 10, dimensions = [4, 3], bytesPerPixel = 2, scales = [], units = [] } = spec;
  const bytes = spec.bytes ?? countingBytes(dimensions.reduce((product, n) => product * n, bytesPerPixel));
  return {
    Name: spec.name ?? 'picture',
    ImageData: {
      DataType: dataType,
      PixelDepth: bytesPerPixel,
      Dimensions: dimensions,
      Data: { item: spec.item ?? 10, bytes },
      Calibrations: {
        Dimension: dimensions.map((_, i) => ({ Origin: 0.5, Scale: scales[i] ?? 1, Units: units[i] ?? '' })),
        DisplayCalibratedUnits: 1,
      },
    },
    ImageTags: { 'Meta Data': { Format: spec.format ?? 'Image', ...(spec.sequence === true ? { IsSequence: 1 } : {}) } },
  };
}

export function buildDm(spec: DmSpec = {}): Uint8Array {
  const { version = 3, bigEndian = false, images = [{}], thumbnails = [], shown } = spec;
  const writer = new Writer(version === 4, !bigEndian);
  writer.number(version, 4);
  writer.count(0);
  writer.number(bigEndian ? 0 : 1, 4);
  writer.group([
    ['Image Behavior', { ViewDisplayID: 8, WindowRect: { item: 2, bytes: countingBytes(8) } }],
    ['DocumentObjectList', [{ ImageSource: 0 }]],
    ['ImageList', images.map((image) => imageGroup(image))],
    ['ImageSourceList', [{ ImageRef: shown ?? images.length - 1 }]],
    ['Thumbnails', thumbnails.map((index) => ({ ImageIndex: index }))],
  ]);
  return Uint8Array.from([...writer.out, 0, 0, 0, 0, 0, 0, 0, 0]);
}

const THUMBNAIL: DmImageSpec = { dataType: 23, bytesPerPixel: 4, dimensions: [2, 2] };

export const DM_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'volume.dm3', bytes: buildDm({ images: [THUMBNAIL, { dimensions: [4, 3, 2], units: ['nm', 'nm', 'nm'] }], thumbnails: [0] }) },
  { name: 'spectra.dm4', bytes: buildDm({ version: 4, images: [{ dimensions: [2, 2, 5], units: ['nm', 'nm', 'eV'] }] }) },
  { name: 'colour.dm4', bytes: buildDm({ version: 4, bigEndian: true, images: [THUMBNAIL, {}] }) },
];
