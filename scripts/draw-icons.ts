/**
 * Renders the toolbar and store icons from the two drawings of the mark. Run it after a change of a drawing and commit
 * the pictures, so that a build needs no renderer: `npm run icons` (needs `rsvg-convert`).
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SIZES = [16, 32, 48, 96, 128];
const publicFolder = fileURLToPath(new URL('../public/', import.meta.url));

for (const [drawing, suffix] of [
  ['mark.svg', ''],
  ['mark-off.svg', '-off'],
] as const) {
  for (const size of SIZES) {
    const picture = `${publicFolder}icon/${size}${suffix}.png`;
    execFileSync('rsvg-convert', ['-w', `${size}`, '-h', `${size}`, `${publicFolder}${drawing}`, '-o', picture]);
  }
}
