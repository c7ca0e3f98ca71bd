import { makeShard } from '../services/synthesize/index.js';
import { handle } from './handler.js';
import { shardsRequest } from './shards.request.js';

export const shardsHandler = handle(shardsRequest, ({ set, indices }) =>
  indices.map((index) => {
    const { header, bytes } = makeShard(set, index);
    return { index, header: { ...header }, bytes };
  }),
);
