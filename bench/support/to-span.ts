/** What our content script asked the background and when, as `peers/note-messages.ts` writes it; ms of the page's clock. */
export interface MessageNote {
  type: string;
  orderId?: string;
  askedAt: number;
  answeredAt?: number;
  orders?: { orderId: string; ref: string }[];
  outcome?: string;
}

/** The way of one message, in ms. */
export interface CaptureSpan {
  /** From the notice to the word that it is stored. */
  wholeMs: number;
  /** From the notice to the order to read it: the background wakes, looks up, decides, writes the order down. */
  noticeMs: number;
  /** From the order to the first piece: the page's idle time and the webmail's own answers. */
  webmailMs: number;
  /** From the first piece to the word that it is stored: pieces, reading, encrypting, strict commit. */
  storeMs: number;
}

/** The way of the message with this site id, or null while it is not stored. */
export function toSpan(notes: readonly MessageNote[], ref: string): CaptureSpan | null {
  const notice = notes.find((note) => note.type === 'content-bg:notice' && note.orders?.some((one) => one.ref === ref));
  const orderId = notice?.orders?.find((one) => one.ref === ref)?.orderId;
  const ofOrder = notes.filter((note) => orderId !== undefined && note.orderId === orderId);
  const piece = ofOrder.find(({ type }) => type === 'content-bg:piece');
  const stored = ofOrder.find(({ type, outcome }) => type === 'content-bg:deliver' && outcome === 'stored');
  if (notice?.answeredAt === undefined || !piece || stored?.answeredAt === undefined) return null;
  return {
    wholeMs: stored.answeredAt - notice.askedAt,
    noticeMs: notice.answeredAt - notice.askedAt,
    webmailMs: piece.askedAt - notice.answeredAt,
    storeMs: stored.answeredAt - piece.askedAt,
  };
}
