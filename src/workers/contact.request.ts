/** What touches the collector, and what covers dead fragments. */
import type { CollectorContact, ContactOptions, FragmentCover, IsolationOptions } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

interface OnLabels<Options> {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: Options;
}

export const collectorContactRequest = task<OnLabels<ContactOptions>, CollectorContact>('collector-contact');
export const fragmentCoverRequest = task<OnLabels<IsolationOptions & { readonly sei: number }>, FragmentCover>('fragment-cover');
