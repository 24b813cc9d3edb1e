// Every click on #count asks the background to count, and the page shows its answer.
document.documentElement.dataset.copies = String(Number(document.documentElement.dataset.copies ?? 0) + 1);

document.addEventListener('click', async (event) => {
  if (event.target.id !== 'count') return;
  try {
    const { count } = await chrome.runtime.sendMessage('count');
    document.documentElement.dataset.count = String(count);
  } catch {
    // The extension was updated under this page; its new copy of this script answers.
  }
});
