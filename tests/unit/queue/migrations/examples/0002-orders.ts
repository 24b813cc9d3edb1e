/** Frozen: orders as version 1 wrote them. */
export const before = [
  {
    id: 'a3f1',
    site: 'gmail',
    account: 'rep@own.example',
    ref: 'msg-f:1',
    direction: 'incoming',
    involved: [{ accountId: 1, accountName: 'Birch', rule: 'contact-address' }],
    noticedAt: 1_700_000_000_000,
  },
  {
    id: 'b7c2',
    site: 'gmail',
    account: 'rep@own.example',
    ref: 'msg-f:2',
    threadRef: 'thread-f:9',
    direction: 'outgoing',
    sentAt: 1_699_999_000_000,
    involved: [],
    noticedAt: 1_700_000_001_000,
  },
];

/** Frozen: the same orders as version 2 reads them. */
export const after = [
  {
    id: 'a3f1',
    site: 'gmail',
    account: 'rep@own.example',
    ref: 'msg-f:1',
    direction: 'incoming',
    involved: [{ accountId: 1, accountName: 'Birch', rule: 'contact-address' }],
    noticedAt: 1_700_000_000_000,
    attempts: 0,
    nextFetchAt: 1_700_000_000_000,
  },
  {
    id: 'b7c2',
    site: 'gmail',
    account: 'rep@own.example',
    ref: 'msg-f:2',
    threadRef: 'thread-f:9',
    direction: 'outgoing',
    sentAt: 1_699_999_000_000,
    involved: [],
    noticedAt: 1_700_000_001_000,
    attempts: 0,
    nextFetchAt: 1_700_000_001_000,
  },
];
