export type BrowserKind = 'chromium' | 'firefox';
