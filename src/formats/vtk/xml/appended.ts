/** The head of a VTK XML file whose arrays are appended raw, with the unit of its lengths in a field of its own. */

/** name of the field that says in which unit lengths are given; "unknown" and "voxel" are no units */
export const UNIT_FIELD = 'LengthUnit';
/** the same as a number, for files that are also read by programs which know numbers only */
export const METRES_FIELD = 'MetresPerUnit';

export interface AppendedArray {
  /** element that it stands in */
  readonly section: string;
  readonly type: string;
  readonly name: string;
  readonly components?: number;
  readonly bytes: number;
}

/** A text as VTK keeps it: character codes, ended by zero. */
function codes(text: string): string {
  return [...new TextEncoder().encode(text), 0].join(' ');
}

/** The unit as a text. */
export function unitField(text: string): string {
  return `<DataArray type="String" Name="${UNIT_FIELD}" NumberOfTuples="1" format="ascii">${codes(text)}</DataArray>`;
}

/** The unit as metres in one length. */
export function metresField(metres: number): string {
  return `<DataArray type="Float64" Name="${METRES_FIELD}" NumberOfTuples="1" format="ascii">${metres}</DataArray>`;
}

interface AppendedFile {
  readonly type: string;
  readonly attributes?: string;
  readonly piece: string;
  /** of the file as a whole */
  readonly field?: string | undefined;
  readonly arrays: readonly AppendedArray[];
}

export const APPENDED_TAIL = new TextEncoder().encode('\n  </AppendedData>\n</VTKFile>\n');

/** Everything up to the first array; each array follows its length as a 64-bit number. */
export function appendedHead({ type, attributes = '', piece, field, arrays }: AppendedFile): Uint8Array {
  let offset = 0;
  const sections = new Map<string, string[]>();
  for (const { section, type: own, name, components, bytes } of arrays) {
    const count = components === undefined ? '' : ` NumberOfComponents="${components}"`;
    const line = `        <DataArray type="${own}" Name="${name}"${count} format="appended" offset="${offset}"/>`;
    sections.set(section, [...(sections.get(section) ?? []), line]);
    offset += 8 + bytes;
  }
  const body = [...sections].flatMap(([section, lines]) => {
    const scalars =
      section === 'PointData' || section === 'CellData' ? ` Scalars="${/Name="([^"]*)"/.exec(lines[0] ?? '')?.[1] ?? ''}"` : '';
    return [`      <${section}${scalars}>`, ...lines, `      </${section}>`];
  });
  const lines = [
    '<?xml version="1.0"?>',
    `<VTKFile type="${type}" version="1.0" byte_order="LittleEndian" header_type="UInt64">`,
    `  <${type}${attributes}>`,
    ...(field === undefined ? [] : ['    <FieldData>', `      ${field}`, '    </FieldData>']),
    `    <Piece${piece}>`,
    ...body,
    '    </Piece>',
    `  </${type}>`,
    '  <AppendedData encoding="raw">',
    '   _',
  ];
  return new TextEncoder().encode(lines.join('\n'));
}

/** What stands before the samples of an array. */
export function lengthBefore(bytes: number): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(bytes), true);
  return out;
}
