import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { COMMANDS, serve } from '../../src/cli/commands/index.js';
import { docPages, DOCUMENTS } from '../../src/cli/docs.js';
import { commandHelp, programHelp } from '../../src/cli/help.js';
import { jsonSchema } from '../../src/cli/json-schema.js';
import { schemaErrors } from './schema-check.js';

const docs = resolve(import.meta.dirname, '../../docs');

const pages = await docPages();

describe('generated documentation', () => {
  test('is what the records say; otherwise run "npm run docs"', () => {
    const outdated = pages.filter(
      ({ path, text }) => !existsSync(resolve(docs, path)) || readFileSync(resolve(docs, path), 'utf8') !== text,
    );
    expect(outdated.map((page) => page.path)).toEqual([]);
  });

  test('has no page too many', () => {
    const known = new Set(pages.map((page) => page.path));
    for (const folder of ['metrics', 'schemas'])
      for (const name of readdirSync(resolve(docs, folder))) expect(known.has(`${folder}/${name}`), `${folder}/${name}`).toBe(true);
  });

  test('every command and every option of it is in the help and on the page', () => {
    const page = pages.find(({ path }) => path === 'cli.md')!.text;
    for (const command of [...COMMANDS, serve]) {
      expect(programHelp([...COMMANDS, serve], '1')).toContain(`  ${command.name} `);
      expect(page).toContain(`## ${command.name}\n`);
      for (const option of command.options) expect(commandHelp(command)).toContain(`--${option.name}`);
    }
  });

  test('what later versions bring is not offered', () => {
    const page = pages.find(({ path }) => path === 'cli.md')!.text;
    expect(page).not.toMatch(/pdf|xlsx/);
  });
});

describe('JSON Schema from valibot', () => {
  test('objects, options, lists, unions, limits', () => {
    const schema = v.object({
      a: v.pipe(v.number(), v.integer(), v.minValue(1)),
      b: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      c: v.nullable(v.picklist(['x', 'y'])),
      d: v.record(v.string(), v.tuple([v.boolean(), v.literal('z')])),
    });
    expect(jsonSchema(schema, 't')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 't',
      type: 'object',
      properties: {
        a: { type: 'integer', minimum: 1 },
        b: { type: 'array', items: { type: 'string' }, minItems: 1 },
        c: { anyOf: [{ enum: ['x', 'y'] }, { type: 'null' }] },
        d: {
          type: 'object',
          additionalProperties: { type: 'array', prefixItems: [{ type: 'boolean' }, { const: 'z' }], minItems: 2, maxItems: 2 },
        },
      },
      required: ['a', 'c', 'd'],
    });
  });

  test('a schema without a JSON form is refused by name', () => {
    expect(() => jsonSchema(v.date(), 't')).toThrow(/"date"/);
  });

  test('agrees with valibot about a measure document', () => {
    const { schema } = DOCUMENTS['measure']!;
    const good = {
      schema: 'lithoscope-measure/1',
      input: { path: 'a', sha256: 'b', shape: [1, 2, 3], axes: 'zyx', spacing: null },
      labels: { '1': 'lithium' },
      results: [{ metric: 'm', params: {}, value: 1.5, unit: '1', estimator: 'e@1' }],
      warnings: [],
    };
    const bad = [
      { ...good, schema: 'other' },
      { ...good, warnings: 'none' },
      { ...good, results: [{ params: {}, value: 1 }] },
      { ...good, results: [{ metric: 'm', params: {}, value: { a: 'text' } }] },
      { ...good, input: { ...good.input, spacing: { value: [1], unit: 3, source: 's' } } },
    ];
    const published = jsonSchema(schema, 'measure');
    expect(schemaErrors(published, good)).toEqual([]);
    expect(v.safeParse(schema, good).success).toBe(true);
    for (const document of bad) {
      expect(schemaErrors(published, document), JSON.stringify(document)).not.toEqual([]);
      expect(v.safeParse(schema, document).success).toBe(false);
    }
  });
});
