const MAX_OUTLINE = 2000;
const MAX_DEPTH = 6;

/** Tags, classes and attribute names of a piece of page; no text and no attribute values but classes and roles. */
export function outlineOfElement(element: Element): string {
  const parts: string[] = [];
  const stack: { element: Element; depth: number }[] = [{ element, depth: 0 }];
  for (let entry = stack.pop(); entry !== undefined && parts.length < 120; entry = stack.pop()) {
    const { element: current, depth } = entry;
    const names = current
      .getAttributeNames()
      .filter((name) => name !== 'class' && name !== 'role')
      .join(' ');
    const classes = [...current.classList].map((name) => `.${name}`).join('');
    parts.push(`${depth}${current.tagName.toLowerCase()}${classes}${names === '' ? '' : `[${names}]`}`);
    if (depth < MAX_DEPTH)
      for (const child of [...current.children].reverse()) stack.push({ element: child, depth: depth + 1 });
  }
  return parts.join(' ').slice(0, MAX_OUTLINE);
}
