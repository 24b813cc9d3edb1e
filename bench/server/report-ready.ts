/** What a process of the bench tells the one that started it. */
export type Report = { url: string } | { rssMb: number };

/** Says that requests are taken, and answers each question with the memory of the process. */
export function reportReady(url: string): void {
  const report = (words: Report) => process.send?.(words);
  process.on('message', () => report({ rssMb: process.memoryUsage.rss() / 1e6 }));
  process.on('disconnect', () => process.exit());
  report({ url });
}
