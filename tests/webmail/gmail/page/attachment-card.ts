import type { App } from './app.ts';
import { classOf, h, setNamed } from './dom.ts';
import type { FileInfo, PageMessage } from './store.ts';
import { shownSize } from './texts.ts';

function addressFor(app: App, message: PageMessage, file: FileInfo, disp: string): string {
  const { config } = app;
  const base = `${location.origin}${config.mailBase}`;
  const query = `ui=2&ik=${config.ik}&view=att&th=${message.legacyHex}&attid=${file.attid}&disp=${disp}`;
  if (config.behaviour.downloadUrlShape === 'plain') return `${base}/?${query}&zw`;
  return `${base}/${base}?${query}&permmsgid=${message.id}&zw`;
}

/** Address behind a doubled prefix, which only the real server understands. */
const lastAddress = (address: string): string => address.slice(address.lastIndexOf('http'));

/** A card below a message. It is first drawn empty and filled later, as if the file were still being looked at. */
export function createCard(app: App, message: PageMessage, file: FileInfo): HTMLElement {
  const { config } = app;
  const card = h('span', { class: 'aZo', draggable: 'true' }, h('div', { class: 'aQy aUQ' }));
  const draw = (): void => {
    const safe = addressFor(app, message, file, 'safe');
    if (config.showDownloadUrl) setNamed(card, 'download_url', `${file.mime}:${encodeURIComponent(file.name)}:${safe}`);
    card.classList.add(classOf('N5jrZb'));
    const name = h('div', { class: 'aQA' }, h('span', { class: 'aV3 a6U' }, file.name));
    const size = h(
      'div',
      { class: 'aYp' },
      h('span', { class: 'SaH2Ve' }, shownSize(config.behaviour.locale, file.size)),
    );
    const href = lastAddress(addressFor(app, message, file, 'inline'));
    const link = h('a', { class: 'aQy e', role: 'link', target: '_blank', href }, name, size);
    card.replaceChildren(link);
  };
  if (config.behaviour.cardDelayMs > 0) setTimeout(draw, config.behaviour.cardDelayMs);
  else draw();
  return h('div', { class: 'aQH' }, card);
}

const LINKED = /^https:\/\/(docs\.google\.com|drive\.google\.com|(www\.)?youtube\.com)\//;

/** Cards for files that are only linked to. They look like attachments and are none. */
export function createLinkCards(body: HTMLElement): HTMLElement[] {
  const links = [...body.querySelectorAll<HTMLAnchorElement>('a[href]')].filter((link) => LINKED.test(link.href));
  return links.map((link) => {
    const name = h('div', { class: 'aQA' }, h('span', { class: 'aV3 a6U' }, link.textContent ?? ''));
    const open = h('a', { class: 'aQy e aZr', role: 'link', target: '_blank', href: link.href }, name);
    return h('div', { class: 'aQH' }, h('span', { class: 'aZo a5r' }, open));
  });
}
