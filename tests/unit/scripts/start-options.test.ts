import { describe, expect, it } from 'vitest';
import { parseStartOptions } from '../../../scripts/start/options.ts';

describe('npm start', () => {
  it('waits for a person where there is a display', () => {
    expect(parseStartOptions([], true)).toMatchObject({ browser: 'chromium', tour: false, live: false });
  });

  it('plays the story where there is none', () => {
    expect(parseStartOptions(['--browser', 'firefox'], false)).toMatchObject({ browser: 'firefox', tour: true });
  });

  it('opens the webmail that was named, and leaves the choice open where none was', () => {
    expect(parseStartOptions(['--site', 'yahoo'], true).site).toBe('yahoo');
    expect(parseStartOptions(['--live', '--site', 'icloud'], true)).toMatchObject({ site: 'icloud', live: true });
    expect(parseStartOptions([], true).site).toBeUndefined();
  });

  it.each<[string, string[], boolean]>([
    ['an unknown browser', ['--browser', 'safari'], true],
    ['an unknown webmail', ['--site', 'hotmail'], true],
    ['a live webmail without an address', ['--live', '--site', 'exchange'], true],
    ['an unknown word', ['--demo'], true],
    ['a live tour', ['--live', '--tour'], true],
    ['live without a display', ['--live'], false],
    ['a contact without live', ['--contact', 'Ann <ann@example.com>'], true],
  ])('refuses %s and says why', (_, args, hasDisplay) => {
    expect(() => parseStartOptions(args, hasDisplay)).toThrow(/--/);
  });
});
