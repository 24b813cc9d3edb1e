type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Makes an element without any text being read as markup. Attributes with null, undefined or false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
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
