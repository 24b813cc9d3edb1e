/** RFC 5321: 64 + '@' + 255. Repeated here because `utils/model/address.ts` brings its schema library along. */
export const MAX_EMAIL_LENGTH = 320;

const whole = /^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+$/u;
const inside = /[^\s@<>"'(),;:[\]]+@[^\s@<>"'(),;:[\]]+\.[^\s@<>"'(),;:[\]]+/u;

/** Whether a text is one address and nothing else. */
export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL_LENGTH && whole.test(text);
}

/** The first address inside a longer text, in lower case. The only pattern ever matched against visible text. */
export function findEmail(text: string): string | undefined {
  const found = inside
    .exec(text.slice(0, 5000))?.[0]
    .replace(/[.…]+$/u, '')
    .toLowerCase();
  return found !== undefined && isEmail(found) ? found : undefined;
}
