import { html } from 'hono/html';
import { canOpen } from '../../http/file-response.ts';
import type { Format } from '../format.ts';
import type { FileItem } from '../mail-history.ts';
import type { Markup } from './layout.ts';

function fileRow(file: FileItem, format: Format): Markup {
  const path = `/files/${file.kind}/${file.id}`;
  const size = file.size === null ? '' : html`<span class="note">${format.size(file.size)}</span>`;
  if (!file.arrived) {
    return html`<li><bdi class="file">${file.name}</bdi> ${size} <span class="note">Not uploaded</span></li>`;
  }
  return html`<li>
    <bdi class="file">${file.name}</bdi> ${size}
    ${canOpen(file.name) ? html`<a href="${path}?open" target="_blank" rel="noopener">Open<span class="hidden"> ${file.name}</span></a>` : ''}
    <a href="${path}">Download<span class="hidden"> ${file.name}</span></a>
  </li>`;
}

/** Files with what can be done with each. */
export function fileList(files: readonly FileItem[], format: Format): Markup {
  return html`<ul class="files">
    ${files.map((file) => fileRow(file, format))}
  </ul>`;
}
