declare const chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } };

// Asks the bare background when the page says so, and writes the time on the page.
addEventListener('bench:ask-bare', () => {
  const startedAt = performance.now();
  void chrome.runtime.sendMessage({ message: 'x'.repeat(1024) }).then(() => {
    document.documentElement.dataset.bareMs = String(performance.now() - startedAt);
  });
});

export {};
