import { type PageReader, parseQuestion, type Reply } from './page-reader.ts';

/** Questions at once; whoever asks for more has lost count. */
const MAX_AT_ONCE = 4;

/** Carries questions from the port to a reader and the replies back. */
export function answerQuestions(reader: PageReader, post: (reply: Reply, transfer: ArrayBuffer[]) => void) {
  const running = new Map<number, AbortController>();

  const answer = async (ask: number, question: string) => {
    const stop = new AbortController();
    running.set(ask, stop);
    const { status, body } = await reader.read(question, stop.signal).catch(() => ({ status: 0, body: undefined }));
    running.delete(ask);
    if (stop.signal.aborted) return;
    if (body === undefined) post({ reply: ask, status }, []);
    else post({ reply: ask, status, body }, [body]);
  };

  return {
    take(data: unknown): void {
      const word = parseQuestion(data);
      if (word === undefined) return;
      if ('cancel' in word) {
        running.get(word.cancel)?.abort();
        running.delete(word.cancel);
      } else if (running.size < MAX_AT_ONCE && !running.has(word.ask)) void answer(word.ask, word.question);
      else post({ reply: word.ask, status: 429 }, []);
    },
    end(): void {
      for (const stop of running.values()) stop.abort();
      running.clear();
    },
  };
}
