/** Small valid TIFFs, one for each branch of the reader: strips and tiles, planes, fax, JPEG, and each dialect of metadata. */
import { FAX_RUNS, FAX_STRIPS, FAX_WIDTH } from '../fax-strips.js';
import { buildTiff } from '../tiff-fixture.js';

const bytes = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i % 48 < 24 ? seed : (i * 31 + seed * 17) & 255));
const ascii = (text: string): number[] => [...new TextEncoder().encode(`${text}\0`)];

const JPEG =
  '/9j/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/wAALCAAQABABAREA/8QAFQABAQAAAAAA' +
  'AAAAAAAAAAAABgP/xAAYEAACAwAAAAAAAAAAAAAAAAAABAUhMf/aAAgBAQAAPwAvHpZQnj0sohHpZQnj0so//9k=';

const OME =
  '<?xml version="1.0"?><OME UUID="urn:uuid:a"><Image ID="Image:0"><Pixels Type="uint16" DimensionOrder="XYCZT" SizeX="12" SizeY="9" SizeZ="2" SizeC="2"' +
  ' SizeT="1" PhysicalSizeX="10" PhysicalSizeXUnit="nm" PhysicalSizeY="10" PhysicalSizeYUnit="nm" PhysicalSizeZ="20" PhysicalSizeZUnit="nm">' +
  '<Channel Name="Li"/><Channel Name="void"/><TiffData IFD="0" PlaneCount="4"/></Pixels></Image></OME>';

const FEI = '[Scan]\r\nPixelWidth=5e-9\r\nPixelHeight=5e-9\r\n[Image]\r\nResolutionX=16\r\nResolutionY=14\r\n';

export const TIFF_SAMPLES: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  {
    name: 'imagej-lzw-be.tif',
    bytes: buildTiff({
      width: 21, height: 13, size: 2, pages: [bytes(546, 1), bytes(546, 2), bytes(546, 3)], bigEndian: true, compression: 'lzw', predictor: 2,
      rowsPerStrip: 5, description: 'ImageJ=1.54f\nimages=3\nslices=3\nunit=um\nspacing=0.5\n', extra: [[282, 5, [4, 1]], [283, 5, [4, 1]]],
    }),
  },
  {
    name: 'planar-tiles-deflate.tif',
    bytes: buildTiff({ width: 21, height: 19, size: 1, samples: 3, planar: true, pages: [bytes(1197, 5)], big: true, compression: 'deflate', tile: [16, 16] }),
  },
  { name: 'ome-zstd.ome.tif', bytes: buildTiff({ width: 12, height: 9, size: 2, pages: [1, 2, 3, 4].map((seed) => bytes(216, seed)), compression: 'zstd', description: OME }) },
  {
    name: 'fax.tif',
    bytes: buildTiff({
      width: FAX_WIDTH, height: FAX_RUNS.length, size: 1, bits: 1, pages: [new Uint8Array(0)], compression: 4,
      raw: [[Uint8Array.from(Buffer.from(FAX_STRIPS.group4, 'base64'))]],
    }),
  },
  {
    name: 'jpeg-fei.tif',
    bytes: buildTiff({
      width: 16, height: 16, size: 1, pages: [new Uint8Array(0)], compression: 7, raw: [[Uint8Array.from(Buffer.from(JPEG, 'base64'))]],
      extra: [[34682, 2, ascii(FEI)]],
    }),
  },
  { name: 'bits12.tif', bytes: buildTiff({ width: 10, height: 6, size: 2, bits: 12, pages: [new Uint8Array(0)], compression: 'packbits', raw: [[Uint8Array.from([89, ...bytes(90, 7)])]] }) },
]; // prettier-ignore
