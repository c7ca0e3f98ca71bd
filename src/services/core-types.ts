/** What the core needs from its host, and what it gives. */
import type { Client, Handlers, LithoscopeContract } from '../contract/index.js';
import type { Clock, Codecs, Files, Hdf5, Images, Inference, LongTailImages, Sources, Workers } from '../ports/index.js';
import type { FigureDocument } from '../figures/index.js';
import type { VoxelArray } from '../volume/index.js';
import type { ExportedFile } from './export-file.js';
import type { Grants } from './grants.js';

export interface CorePorts {
  readonly files: Files;
  readonly codecs: Codecs;
  readonly images: Images;
  readonly longTail: LongTailImages;
  /** without one, HDF5 files are refused by name */
  readonly hdf5?: Hdf5 | undefined;
  /** where files are read; default: in this thread */
  readonly sources?: Sources | undefined;
  readonly workers: Workers;
  readonly inference: Inference;
  readonly clock: Clock;
  /** a document to draw figures in; without one reports cannot be built */
  readonly figureDocument?: (() => FigureDocument) | undefined;
}

export interface CoreOptions {
  readonly host: 'memory' | 'server' | 'electron' | 'cli';
  readonly appVersion: string;
  readonly modelsFolder: string;
  readonly samplesFolder: string;
  /** the user's folder: studies made without a place of their own, uploads, recents */
  readonly dataFolder: string;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly capabilities: { readonly dialogs: boolean; readonly uploads: boolean; readonly uploadLimitBytes: number };
  /** what to open at the start: a study folder, or the bundled sample */
  readonly open?: { readonly study: string } | 'sample' | undefined;
  /** who edits, for the provenance; default: not named */
  readonly reviewer?: string | undefined;
  /** ids of handles and studies; default: random */
  readonly newId?: (() => string) | undefined;
}

export interface SliceRequest {
  readonly study: string;
  readonly layer: string;
  readonly axis: 'z' | 'y' | 'x';
  readonly index: number;
  readonly signal?: AbortSignal | undefined;
}

export interface SliceResult {
  readonly data: VoxelArray;
  /** rows, columns: the remaining axes in z,y,x order */
  readonly shape: readonly [number, number];
  readonly dtype: string;
  /** changes with the data */
  readonly version: string;
}

export interface SliceAccess {
  slice(request: SliceRequest): Promise<SliceResult>;
  /** a file of the last report of a study */
  reportFile(study: string, name: string): Promise<Uint8Array>;
  /** a file that was exported into a study */
  exportFile(study: string, name: string): Promise<ExportedFile>;
}

export type CoreHandlers = Handlers<LithoscopeContract>;
export type CoreClient = Client<LithoscopeContract>;

export interface Core {
  readonly handlers: CoreHandlers;
  readonly slices: SliceAccess;
  readonly grants: Grants;
  close(): Promise<void>;
}
