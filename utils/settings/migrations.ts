/** Version of the stored form. A higher one comes with a migration from the one before it. */
export const SETTINGS_VERSION = 1;

/**
 * How each version is made from the one before it, by the number it leads to. Every step is a pure function of literal
 * values, stays for good, and may run twice: two pages may start after an update at the same moment. Version 1 is the
 * first, so there is none yet.
 */
export const migrations: Record<number, (stored: Record<string, unknown>) => Record<string, unknown>> = {};
