import { collectorContact, deadFragmentCover } from '../kernels/index.js';
import { collectorContactRequest, fragmentCoverRequest } from './contact.request.js';
import { handle } from './handler.js';

export const contactHandlers = [
  handle(collectorContactRequest, ({ labels, shape, spacing, options }) => collectorContact(labels, shape, spacing, options)),
  handle(fragmentCoverRequest, ({ labels, shape, spacing, options }) => deadFragmentCover(labels, shape, spacing, options)),
];
