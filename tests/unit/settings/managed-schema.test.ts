import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settingKeys, settingsSchema } from '../../../utils/settings/schema.ts';

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: string[];
  anyOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
}

const readText = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const managed: JsonSchema = JSON.parse(readText('public/managed-schema.json'));
const guide = readText('docs/admin-guide.md');
const ours = z.toJSONSchema(settingsSchema, { io: 'input' }) as JsonSchema;

describe('the managed schema', () => {
  it('is an object at the top with nothing Chromium refuses there', () => {
    expect(Object.keys(managed).sort()).toEqual(['properties', 'type']);
    expect(managed.type).toBe('object');
  });

  it('holds exactly the settings', () => {
    expect(Object.keys(managed.properties ?? {})).toEqual(settingKeys);
  });

  it.each(settingKeys)('agrees with ours on %s', (key) => {
    const theirs = managed.properties?.[key];
    const mine = ours.properties?.[key];
    const type = mine?.type ?? mine?.anyOf?.[0]?.type;
    expect(theirs?.type).toBe(type);
    expect(theirs?.items?.type).toBe(mine?.items?.type);
    expect(theirs?.items?.enum).toEqual(mine?.items?.enum);
    if (type === 'integer') expect(theirs).toMatchObject({ minimum: mine?.minimum, maximum: mine?.maximum });
  });

  it('uses only words Chromium knows', () => {
    const known = ['title', 'description', 'type', 'items', 'enum', 'minimum', 'maximum'];
    const words = (schema: JsonSchema): string[] => [
      ...Object.keys(schema),
      ...(schema.items ? words(schema.items) : []),
    ];
    for (const property of Object.values(managed.properties ?? {}))
      expect(known).toEqual(expect.arrayContaining(words(property)));
  });

  it.each(settingKeys)('%s is explained in the guide', (key) => expect(guide).toContain(`| \`${key}\` |`));
});
