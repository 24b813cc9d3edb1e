/** Names of this page's elements: as they have been for years, or as another release of it might call them. */
export interface Names {
  /** Value of a `class` attribute. */
  classes(text: string): string;
  attribute(name: string): string;
  /** Value of an `id` attribute. */
  id(text: string): string;
  /** A CSS selector, written with the usual names. */
  selector(css: string): string;
}

export const usualNames: Names = {
  classes: (text) => text,
  attribute: (name) => name,
  id: (text) => text,
  selector: (css) => css,
};

/** What HTML itself needs, and what only the stand-in has. */
const KEPT =
  /^(?:class|id|style|href|target|type|title|alt|src|tabindex|value|placeholder|multiple|contenteditable|colspan|draggable|autocomplete|enctype|dir|lang|rel|aria-.*|data-stand-in|data-do|data-number|data-sign)$/;

const attribute = (name: string): string => (KEPT.test(name) ? name : `data-next-${name}`);
const classes = (text: string): string => text.replace(/(?<![\w-])(?!stand-in)([A-Za-z][\w-]*)/g, 'next-$1');
const id = (text: string): string => text.replace(/^link_/, 'next_');

export const renamedNames: Names = {
  attribute,
  classes,
  id,
  selector: (css) =>
    css
      .replace(/\.(?!stand-in)([A-Za-z][\w-]*)/g, '.next-$1')
      .replace(/\[([\w-]+)/g, (_, name: string) => `[${attribute(name)}`)
      .replace(/#(link_\w+)/g, (_, text: string) => `#${id(text)}`),
};
