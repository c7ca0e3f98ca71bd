import type { InfoEntry } from '../../contract/index.js';
import type { Command } from '../command.js';
import { columns } from '../terminal.js';

function describe(entry: InfoEntry): string[] {
  if ('error' in entry) return [entry.path, 'error', entry.error.message];
  const spacing =
    entry.spacing === null
      ? 'voxel size unknown'
      : `${entry.spacing.value.join(' x ')} ${entry.spacing.unit ?? '(no unit)'}, ${entry.spacing.source}`;
  const size =
    entry.shape === undefined ? `${entry.points ?? 0} points` : `${entry.axes ?? ''} ${entry.shape.join('x')} ${entry.dtype ?? ''}`;
  return [entry.path, `${entry.format} ${entry.kind}`, size, spacing];
}

export const info: Command = {
  name: 'info',
  summary: 'what files hold: shape, type, voxel size, hash',
  positionals: 'PATH...',
  minPositionals: 1,
  maxPositionals: Number.POSITIVE_INFINITY,
  options: [],
  async run({ client, positionals, grant, call }) {
    const volumes: InfoEntry[] = [];
    for (const path of positionals) {
      const found = await client['stack.info']({ files: [grant(path, 'read')], hash: true }, call);
      // as it was given, not where links lead
      volumes.push(...found.volumes.map((entry) => ({ ...entry, path })));
    }
    const document = { volumes };
    const warnings = document.volumes.flatMap((entry) =>
      'error' in entry ? [] : entry.warnings.map((warning) => `  warning: ${warning}`),
    );
    const failed = document.volumes.some((entry) => 'error' in entry);
    return { document, text: [columns(document.volumes.map(describe)), ...warnings].join('\n'), exitCode: failed ? 1 : 0 };
  },
};
