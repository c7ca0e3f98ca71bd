/** Help texts and docs/cli.md, from the same records. */
import { COMMON_OPTIONS, type Command, type OptionSpec } from './command.js';
import { columns } from './terminal.js';

function optionName({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

export function usageLine(command: Command): string {
  const required = command.options
    .filter((option) => option.required === true)
    .map((option) => ` ${option.short === undefined ? `--${option.name}` : `-${option.short}`} ${option.value ?? ''}`);
  return `lithoscope ${[command.name, command.positionals].filter(Boolean).join(' ')}${required.join('')} [options]`;
}

export function commandHelp(command: Command): string {
  const rows = [...command.options, ...COMMON_OPTIONS].map((option) => [`  ${optionName(option)}`, option.help]);
  return `${command.summary}\n\n  ${usageLine(command)}\n\n${columns(rows)}`;
}

export function programHelp(commands: readonly Command[], version: string): string {
  const rows = commands.map((command) => [`  ${command.name}`, command.summary]);
  return `Lithoscope ${version}: from an image stack to a defensible number for lithium\n\n${columns(rows)}\n\n"lithoscope COMMAND --help" tells more. Lengths carry a unit: 650nm, 1.3x0.65x0.65um (z x y x x).`;
}

export function cliDocument(commands: readonly Command[]): string {
  const sections = commands.map((command) => {
    const options = command.options.map(
      (option) => `| \`${optionName(option).replaceAll('|', '\\|')}\` | ${option.help}${option.required === true ? ' (required)' : ''} |`,
    );
    const table = options.length > 0 ? `\n| option | meaning |\n|---|---|\n${options.join('\n')}\n` : '';
    return `## ${command.name}\n\n${command.summary[0]?.toUpperCase() ?? ''}${command.summary.slice(1)}.\n\n    ${usageLine(command)}\n${table}`;
  });
  const common = COMMON_OPTIONS.map((option) => `| \`${optionName(option)}\` | ${option.help} |`);
  return `# The command line\n\nGenerated from the command records by \`npm run docs\`; do not edit.\n\nExit status: 0 done, 1 failed, 2 usage, 130 cancelled (finished tiles and accepted edits are kept).\nA failure with \`--json\` is \`{"error": {"code", "message", "subject"}}\`.\nWhat \`--json\` prints is described in [schemas](schemas), one file for each command; metrics are in [metrics](metrics/README.md), formats in [formats.md](formats.md).\n\n## Every command\n\n| option | meaning |\n|---|---|\n${common.join('\n')}\n\n${sections.join('\n')}`;
}
