/** Text made safe for HTML content and for attribute values in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] as string);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escaped text whose http(s) addresses are links. */
export function linkify(text: string): string {
  // Split before escaping: an address ends at a quote or angle bracket, which escaping would hide.
  return text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)
    .map((part, index) => (index % 2 === 0 ? escapeHtml(part) : linkTo(part)))
    .join('');
}

function linkTo(address: string): string {
  const safe = escapeHtml(address);
  return `<a href="${safe}" rel="noreferrer">${safe}</a>`;
}

/** A whole page; `body` is HTML already, `title` is text. */
export function renderPage({ title, body, head = '' }: { title: string; body: string; head?: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid #8884; padding: 1rem; }
label { display: block; margin: .8rem 0; } input { display: block; font: inherit; padding: .3rem; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem; }
</style>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
