/**
 * A network alone: windows of the same picture as the program gives it, in as many processes of one thread. The values
 * matter: on a smooth curve the first nodes of a graph are faster than on a noisy picture.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { deposit } from './support.mjs';

const [path, windows, edge] = process.argv.slice(2);
const session = await InferenceSession.create(path, {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const [input] = session.inputMetadata;
const channels = Number(input.shape[1]);
const { image } = deposit(Number(edge), 7);
// about what scale_range leaves of it
const data = Float32Array.from(Array.from({ length: channels }, (_, z) => [...image(z)]).flat(), (value) => (value - 24_000) / 4000);
const feeds = { [session.inputNames[0]]: new Tensor('float32', data, [1, channels, Number(edge), Number(edge)]) };
const run = () => session.run(feeds, [session.outputNames[0]]);
await run();
const asked = new Promise((resolve) => process.once('message', resolve));
process.send('ready');
await asked;
const start = performance.now();
for (let i = 0; i < Number(windows); i++) await run();
process.send({ seconds: (performance.now() - start) / 1000 }, () => process.exit(0));
