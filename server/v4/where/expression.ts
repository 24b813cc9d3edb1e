/** A value as a filter spells it. A bare word counts as text: one published example leaves the quotes out. */
export type Literal =
  | { kind: 'text'; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'boolean'; value: boolean };

export type Comparison = '=' | '<>' | '>' | '>=' | '<' | '<=';

/** A filter as a tree. Nothing of its text reaches the database but through bound parameters. */
export type Expression =
  | { kind: 'and' | 'or'; operands: Expression[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'compare'; field: string; operator: Comparison; literal: Literal }
  | { kind: 'like'; field: string; negated: boolean; pattern: Literal }
  | { kind: 'in'; field: string; negated: boolean; literals: Literal[] }
  | { kind: 'isNull'; field: string; negated: boolean };
