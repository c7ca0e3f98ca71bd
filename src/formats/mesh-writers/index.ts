/** Every way of writing a mesh. A new one is a record and a line here. */
import type { MeshWriter } from './mesh-content.js';
import { OBJ_WRITER } from './obj.js';
import { PLY_WRITER } from './ply.js';
import { STL_WRITER } from './stl.js';
import { VTP_WRITER } from './vtp.js';
import { VTU_WRITER } from './vtu.js';

export type * from './mesh-content.js';

export const MESH_WRITERS: readonly MeshWriter[] = [STL_WRITER, PLY_WRITER, OBJ_WRITER, VTP_WRITER, VTU_WRITER];
