import type { Row } from './row.ts';
import { scriptWeight } from './rows/script-weight.ts';

/** In the order they are measured and printed. */
export const rows: readonly Row[] = [scriptWeight];
