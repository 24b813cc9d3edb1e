/** The part of the extension API a background that answers needs. */
declare const chrome: {
  runtime: {
    onMessage: {
      addListener(listener: (message: unknown, sender: unknown, sendResponse: (answer: string) => void) => true): void;
    };
  };
};

// A background that does nothing but what every durable one must: wake, write one record strictly, answer.
const opened = new Promise<IDBDatabase>((resolve, reject) => {
  const request = indexedDB.open('bare', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('records', { autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

chrome.runtime.onMessage.addListener((message, _sender, sendResponse) => {
  void opened.then((db) => {
    const transaction = db.transaction('records', 'readwrite', { durability: 'strict' });
    transaction.objectStore('records').put(message);
    transaction.oncomplete = () => sendResponse('stored');
  });
  return true;
});
