// Remembers when this background began, so that a test can tell a new one from the old one.
const startedAt = performance.timeOrigin;

// Counts one after another: two counts at the same moment would read the same number.
let counting = Promise.resolve();

async function addOne() {
  const { count = 0 } = await chrome.storage.local.get('count');
  await chrome.storage.local.set({ count: count + 1 });
  return { count: count + 1, startedAt };
}

chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  if (message !== 'count') return false;
  const counted = counting.then(addOne);
  counting = counted.then(
    () => undefined,
    () => undefined,
  );
  counted.then(sendResponse);
  return true;
});

// Tabs that were open before an install or update get the content script too.
chrome.runtime.onInstalled.addListener(async () => {
  for (const tab of await chrome.tabs.query({ url: 'https://webmail.example/*' })) {
    await chrome.scripting.executeScript({ target: { tabId: tab.id }, files: ['content.js'] });
  }
});
