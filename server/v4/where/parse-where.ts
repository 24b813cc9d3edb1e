import type { Comparison, Expression, Literal } from './expression.ts';
import { type Token, tokenize } from './tokenize.ts';
import { WhereError } from './where-error.ts';

/** Limits that keep one filter from costing more than a page of answers. */
export const MAX_WHERE_LENGTH = 4_000;
export const MAX_WHERE_DEPTH = 20;
const MAX_WHERE_TERMS = 200;
const MAX_IN_LITERALS = 500;

const comparisons: Record<string, Comparison> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};
const keywords = new Set(['and', 'or', 'not', 'in', 'like', 'is', 'null']);

/**
 * Reads the filter language of `where`: comparisons, `LIKE`, `IN`, `IS NULL` and their negations, joined by `AND`, `OR`,
 * `NOT` and parentheses, keywords in any case. `AND` binds closer than `OR`, as in SQL.
 *
 * @throws {@link WhereError} for anything else, and past the limits above.
 */
export function parseWhere(where: string): Expression {
  if (where.length > MAX_WHERE_LENGTH) throw new WhereError(`longer than ${MAX_WHERE_LENGTH} characters`);
  const tokens = tokenize(where);
  let next = 0;
  let depth = 0;
  let terms = 0;

  const peek = (): Token => tokens[next] ?? { kind: 'end', text: '', at: where.length };
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const unexpected = (token: Token) =>
    new WhereError(token.kind === 'end' ? 'the filter ends too early' : `unexpected word at ${token.at}`);
  const isKeyword = (token: Token, word: string) => token.kind === 'word' && token.text.toLowerCase() === word;
  const isSymbol = (token: Token, symbol: string) => token.kind === 'symbol' && token.text === symbol;
  const takeIf = (test: boolean) => {
    if (test) next += 1;
    return test;
  };
  const expectSymbol = (symbol: string) => {
    const token = take();
    if (!isSymbol(token, symbol)) throw unexpected(token);
  };

  function literal(): Literal {
    const token = take();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind === 'number') return { kind: 'number', text: token.text };
    if (token.kind === 'word') {
      const word = token.text.toLowerCase();
      if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
      if (!keywords.has(word)) return { kind: 'text', text: token.text };
    }
    throw unexpected(token);
  }

  function list(): Literal[] {
    expectSymbol('(');
    const literals = [literal()];
    while (takeIf(isSymbol(peek(), ','))) {
      literals.push(literal());
      if (literals.length > MAX_IN_LITERALS) throw new WhereError(`more than ${MAX_IN_LITERALS} values in a list`);
    }
    expectSymbol(')');
    return literals;
  }

  function condition(): Expression {
    const name = take();
    if (name.kind !== 'word' || keywords.has(name.text.toLowerCase())) throw unexpected(name);
    terms += 1;
    if (terms > MAX_WHERE_TERMS) throw new WhereError(`more than ${MAX_WHERE_TERMS} conditions`);
    const field = name.text;

    if (takeIf(isKeyword(peek(), 'is'))) {
      const negated = takeIf(isKeyword(peek(), 'not'));
      const token = take();
      if (!isKeyword(token, 'null')) throw unexpected(token);
      return { kind: 'isNull', field, negated };
    }
    const negated = takeIf(isKeyword(peek(), 'not'));
    if (takeIf(isKeyword(peek(), 'in'))) return { kind: 'in', field, negated, literals: list() };
    if (takeIf(isKeyword(peek(), 'like'))) return { kind: 'like', field, negated, pattern: literal() };
    const token = take();
    const operator = token.kind === 'symbol' && !negated ? comparisons[token.text] : undefined;
    if (!operator) throw unexpected(token);
    return { kind: 'compare', field, operator, literal: literal() };
  }

  function unary(): Expression {
    depth += 1;
    if (depth > MAX_WHERE_DEPTH) throw new WhereError(`nested deeper than ${MAX_WHERE_DEPTH}`);
    let result: Expression;
    if (takeIf(isKeyword(peek(), 'not'))) {
      result = { kind: 'not', operand: unary() };
    } else if (takeIf(isSymbol(peek(), '('))) {
      result = joined('or');
      expectSymbol(')');
    } else {
      result = condition();
    }
    depth -= 1;
    return result;
  }

  function joined(kind: 'and' | 'or'): Expression {
    const operand = () => (kind === 'or' ? joined('and') : unary());
    const first = operand();
    const operands = [first];
    while (takeIf(isKeyword(peek(), kind))) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  const expression = joined('or');
  const rest = peek();
  if (rest.kind !== 'end') throw unexpected(rest);
  return expression;
}
