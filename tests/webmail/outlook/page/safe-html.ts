interface HtmlPolicy {
  createHTML(text: string): unknown;
}

const GONE =
  'script, style, link, meta, base, iframe, frame, object, embed, form, input, button, textarea, select, svg, math, template, title';

let policy: HtmlPolicy | undefined;

/** The page binds itself to Trusted Types; this is its one place where text becomes markup. */
function trusted(text: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): HtmlPolicy } })
    .trustedTypes;
  if (!types) return text;
  policy ??= types.createPolicy('stand-in-mail', { createHTML: (given: string) => given });
  return policy.createHTML(text) as string;
}

const renamed = (value: string): string =>
  value
    .split(/\s+/)
    .map((one) => (/^(rps_|elementToProof$|divRplyFwdMsg$|appendonsend$)/.test(one) ? one : `x_${one}`))
    .join(' ');

/** The body of a message, fit to be shown: nothing that runs, nothing loaded from elsewhere, names prefixed with `x_`. */
export function safeBody(html: string, owner: Document = document): DocumentFragment {
  const parsed = new DOMParser().parseFromString(trusted(html), 'text/html');
  for (const element of parsed.querySelectorAll(GONE)) element.remove();
  for (const element of parsed.body.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (name.startsWith('on') || name === 'srcset' || name === 'background') element.removeAttribute(name);
      else if (name === 'id' || name === 'class') element.setAttribute(name, renamed(value));
      else if (name === 'style' && /url\s*\(|expression|position/i.test(value)) element.removeAttribute(name);
      else if (name === 'href' && !/^(https?:|mailto:)/i.test(value)) element.removeAttribute(name);
      else if (name === 'src' && !/^data:image\//i.test(value)) element.removeAttribute(name);
    }
    if (element.tagName === 'A') {
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer');
    }
  }
  const fragment = owner.createDocumentFragment();
  for (const node of [...parsed.body.childNodes]) fragment.append(owner.importNode(node, true));
  return fragment;
}
