import type { TapFrame } from '../page-tap/tap-frame.ts';

/** Texts waiting to be read; a page that sends more is not a mail page. */
const MAX_WAITING_FRAMES = 500;

export interface FrameQueue {
  /** @returns false where too many are waiting already, and this one was dropped */
  add(frame: TapFrame): boolean;
}

/**
 * Reads what the page-tap sends one after the other, in the order it came. A frame that cannot be read is passed over.
 */
export function createFrameQueue(
  read: (frame: TapFrame, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): FrameQueue {
  const frames: TapFrame[] = [];
  let isReading = false;
  signal.addEventListener('abort', () => {
    frames.length = 0;
  });

  const readAll = async () => {
    if (isReading) return;
    isReading = true;
    for (let frame = frames.shift(); frame !== undefined && !signal.aborted; frame = frames.shift()) {
      await read(frame, signal).catch(() => undefined);
    }
    isReading = false;
  };

  return {
    add(frame) {
      if (signal.aborted || frames.length >= MAX_WAITING_FRAMES) return false;
      frames.push(frame);
      void readAll();
      return true;
    },
  };
}
