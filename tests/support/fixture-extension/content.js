// Every click on #count asks the background to count, and the page shows its answer. Firefox runs this file by itself in
// tabs that were open before an update, so that the background's own injection makes a second run in the same world.
if (!globalThis.isCounting) {
  globalThis.isCounting = true;
  document.documentElement.dataset.copies = String(Number(document.documentElement.dataset.copies ?? 0) + 1);

  document.addEventListener('click', async (event) => {
    if (event.target.id !== 'count') return;
    try {
      const { count } = await chrome.runtime.sendMessage('count');
      document.documentElement.dataset.count = String(count);
    } catch {
      // The extension was updated under this page; the new copy of this script answers.
    }
  });
}
