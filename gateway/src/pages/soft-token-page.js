import { element, showNoToken } from './form-page.js';

// All that the QR code says is in the fragment, which no server sees; the page only hands it on to the app.
const query = location.hash.slice(1);

// Another link that is opened in the same tab changes the fragment only.
window.addEventListener('hashchange', () => location.reload());
if (/^v=1&u=[\w.%-]{1,300}&sn=\d{10}&act=[\w-]{22}&ik=[\w-]{22}&exp=\d{1,11}$/.test(query)) {
  const uri = `softtoken://a?${query}`;
  element('open').href = uri;
  element('uri').value = uri;
  element('uri').addEventListener('focus', ({ target }) => target.select());
  element('activation').hidden = false;
} else if (query === '') {
  // Who has no app yet comes by a link without the data of a QR code.
  element('get-app').hidden = false;
} else {
  showNoToken();
}
