import { escapeHtml, linkify, renderPage } from '../web/html.ts';
import type { Message } from './messages.ts';

/** The list of all messages, newest first. It reloads itself, since messages are usually waited for. */
export function renderList(messages: readonly Message[]): string {
  const rows = messages.toReversed().map(
    (message) => `<tr>
<td>${renderTime(message.receivedAt)}</td>
<td>${message.channel === 'sms' ? 'SMS' : 'e-mail'}</td>
<td>${escapeHtml(message.to.join(', '))}</td>
<td><a href="/messages/${message.id}">${escapeHtml(titleOf(message))}</a></td>
</tr>`,
  );
  const table = `<table>
<thead><tr><th>Received</th><th>By</th><th>To</th><th>Subject</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table>`;
  return renderPage({
    title: `Inbox (${messages.length})`,
    head: `<meta http-equiv="refresh" content="5">
<style>td:nth-child(-n+2) { white-space: nowrap; }</style>`,
    body: `<h1>Inbox</h1>
<p>Every e-mail and text message of this platform ends here; none leaves the machine.</p>
${messages.length === 0 ? '<p>No message yet.</p>' : table}`,
  });
}

/** One message, its addresses as links. */
export function renderMessagePage(message: Message): string {
  return renderPage({
    title: titleOf(message),
    body: `<p><a href="/">All messages</a> · <a href="/api/messages/${message.id}/raw" download="message-${message.id}.eml">Raw message</a></p>
<h1>${escapeHtml(titleOf(message))}</h1>
<dl>
<dt>From</dt><dd>${escapeHtml(message.from)}</dd>
<dt>To</dt><dd>${escapeHtml(message.to.join(', '))}</dd>
<dt>Received</dt><dd>${renderTime(message.receivedAt)}</dd>
</dl>
<pre>${linkify(message.text)}</pre>`,
  });
}

function titleOf({ subject, text }: Message): string {
  const title = subject === '' ? (text.split('\n')[0] ?? '').slice(0, 80) : subject;
  return title === '' ? '(no subject)' : title;
}

function renderTime(receivedAt: string): string {
  return `<time datetime="${escapeHtml(receivedAt)}">${escapeHtml(receivedAt.slice(0, 19).replace('T', ' '))} UTC</time>`;
}
