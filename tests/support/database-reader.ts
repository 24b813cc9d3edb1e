import type { Driver } from './driver.ts';

/** Every table of the extension's own database, as JSON; bytes and keys are told by their size or not at all. */
export type DatabaseContent = Record<string, Record<string, unknown>[]>;

/**
 * A file of the extension that draws next to nothing: enough of a page to reach its database. The options page follows the
 * database itself, and made up a third of what a story cost.
 */
export const PLAIN_PAGE = 'icon/16.png';

/** Reads the extension's database from one of its own pages. */
export async function readDatabase(browser: Pick<Driver, 'extensionPage'>): Promise<DatabaseContent> {
  const page = await browser.extensionPage(PLAIN_PAGE);
  const content = await page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('tandem'));
    const tables: [string, unknown[]][] = [];
    for (const name of database.objectStoreNames) {
      tables.push([name, await answer(database.transaction(name).objectStore(name).getAll())]);
    }
    database.close();
    return JSON.stringify(Object.fromEntries(tables), (_, value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? `${value.byteLength} bytes` : value,
    );
  });
  await page.close();
  return JSON.parse(content) as DatabaseContent;
}
