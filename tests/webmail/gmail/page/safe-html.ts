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

/** The body of a message, fit to be shown: nothing that runs, nothing loaded from elsewhere, classes and ids renamed. */
export function safeBody(html: string, number: number): DocumentFragment {
  const parsed = new DOMParser().parseFromString(trusted(html), 'text/html');
  for (const element of parsed.querySelectorAll(GONE)) element.remove();
  for (const element of parsed.body.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (name.startsWith('on') || name === 'srcset' || name === 'background') element.removeAttribute(name);
      else if (name === 'id' || name === 'class') {
        const renamed = value.split(/\s+/).map((one) => (one.startsWith('gmail_') ? one : `m_${number}${one}`));
        element.setAttribute(name, renamed.join(' '));
      } else if (name === 'style' && /url\s*\(|expression|position/i.test(value)) element.removeAttribute(name);
      else if (name === 'href' && !/^(https?:|mailto:)/i.test(value)) element.removeAttribute(name);
      else if (name === 'src' && !/^data:image\//i.test(value)) element.removeAttribute(name);
    }
    if (element.tagName === 'A') {
      const href = element.getAttribute('href') ?? '';
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer');
      if (href.startsWith('http'))
        element.setAttribute('data-saferedirecturl', `https://www.google.com/url?q=${encodeURIComponent(href)}`);
    }
  }
  const fragment = document.createDocumentFragment();
  for (const node of [...parsed.body.childNodes]) fragment.append(document.importNode(node, true));
  return fragment;
}
