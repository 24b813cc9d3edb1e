import { type Names, renamedNames, usualNames } from './names.ts';

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

let names: Names = usualNames;

/** Called once, before anything is drawn. */
export const takeNames = (anchors: 'usual' | 'renamed'): void => {
  names = anchors === 'renamed' ? renamedNames : usualNames;
};

/** A class of this page, by its usual name. */
export const classOf = (name: string): string => names.classes(name);

/** Sets an attribute by its usual name. */
export const setNamed = (element: Element, name: string, value: string): void => {
  const given = name === 'class' ? names.classes(value) : name === 'id' ? names.id(value) : value;
  element.setAttribute(names.attribute(name), given);
};

/** `querySelector` by usual names. */
export const find = <T extends HTMLElement>(root: ParentNode, css: string): T | null =>
  root.querySelector<T>(names.selector(css));

/** Makes an element without any text being read as markup. Attributes with null, undefined or false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false)
      setNamed(element, name, value === true ? '' : String(value));
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return element;
}

let scripted = false;

/** True while an event that no person made is being handled, such as a click from a script. */
export const isScripted = (): boolean => scripted;

/** Listens to what a person does with a control, and remembers whether it was a person. */
export function onUse<K extends keyof HTMLElementEventMap>(
  element: HTMLElement,
  type: K,
  listener: (event: HTMLElementEventMap[K]) => void,
): void {
  element.addEventListener(type, (event) => {
    const outer = scripted;
    scripted = outer || !event.isTrusted;
    try {
      listener(event);
    } finally {
      scripted = outer;
    }
  });
}

export function button(attributes: Attributes, label: Child, use: () => void): HTMLDivElement {
  const element = h('div', { role: 'button', tabindex: 0, ...attributes }, label);
  onUse(element, 'click', (event) => {
    event.stopPropagation();
    use();
  });
  onUse(element, 'keydown', (event) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) use();
  });
  return element;
}

let last = 0;
/** Ids of the form the page gives everywhere, `:1a`. */
export const nextId = (): string => {
  last += 1;
  return `:${last.toString(36)}`;
};

export const show = (element: HTMLElement, visible: boolean): void => {
  element.style.display = visible ? '' : 'none';
};
