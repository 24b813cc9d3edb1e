/** Prints what happens, one line a step, and remembers whether every step held. */
export interface Steps {
  /** @throws whatever the step throws; the story cannot go on without it. */
  step<T>(what: string, run: () => Promise<{ says: string; value: T }>): Promise<T>;
  /** An indented line below the last step. */
  note(text: string): void;
}

/** Waits until `look` finds something, and says what it waited for when it never comes. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** @throws when something that must hold does not. */
export function mustHold(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Did not hold: ${what}.`);
}

export function createSteps(print: (line: string) => void): Steps {
  let number = 0;
  return {
    async step(what, run) {
      number += 1;
      const label = `${String(number).padStart(2)}. ${what}`;
      try {
        const { says, value } = await run();
        print(`✔ ${label}: ${says}`);
        return value;
      } catch (error) {
        print(`✘ ${label}: ${error instanceof Error ? error.message : error}`);
        throw error;
      }
    },
    note: (text) => print(`      ${text}`),
  };
}
