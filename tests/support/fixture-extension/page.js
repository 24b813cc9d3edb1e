document.querySelector('#ask').addEventListener('click', async () => {
  const granted = await chrome.permissions.request({ origins: ['https://crm.example/*'] });
  document.querySelector('#granted').textContent = String(granted);
});
