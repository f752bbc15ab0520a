import Handlebars from 'handlebars';
import type { InboxMessage } from './inbox-message.js';

// Handlebars escapes what a message says, also inside of attributes.
const layout = (title: string, body: string): string => `<!doctype html>
<html lang="es">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; padding: 1rem; max-width: 52rem; overflow-wrap: anywhere; }
  ul { list-style: none; padding: 0; }
  li a { display: block; padding: .75rem 0; border-top: 1px solid #8886; }
  dt { font-weight: 600; } dd { margin: 0 0 .5rem; }
  pre { white-space: pre-wrap; font: inherit; border-top: 1px solid #8886; padding-top: 1rem; }
  iframe { width: 100%; height: 70vh; border: 1px solid #8886; background: #fff; }
</style>
${body}
</html>
`;

const list = Handlebars.compile<{ messages: readonly InboxMessage[] }>(
  layout(
    'Bandeja de entrada / Inbox',
    `<h1>Bandeja de entrada / Inbox</h1>
{{#if messages}}<ul>
{{#each messages}}
  <li><a href="/dev/inbox/{{id}}"><strong>{{subject}}</strong><br>{{#each to}}{{this}} {{/each}}<br>
    <time datetime="{{receivedAt}}">{{receivedAt}}</time></a></li>
{{/each}}
</ul>{{else}}<p>Vacía / Empty</p>{{/if}}`,
  ),
  { strict: true },
);

const one = Handlebars.compile<{ message: InboxMessage; text: readonly Piece[]; framed: string }>(
  layout(
    '{{message.subject}}',
    `<p><a href="/dev/inbox">← Bandeja de entrada / Inbox</a></p>
<h1>{{message.subject}}</h1>
<dl>{{#each message.headers}}<dt>{{@key}}</dt><dd>{{this}}</dd>{{/each}}</dl>
<pre>{{#each text}}{{#if link}}<a href="{{words}}" rel="noreferrer">{{words}}</a>{{else}}{{words}}{{/if}}{{/each}}</pre>
{{#if framed}}<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="HTML" srcdoc="{{framed}}"></iframe>{{/if}}`,
  ),
  { strict: true },
);

interface Piece {
  readonly words: string;
  readonly link: boolean;
}

export function renderList(messages: readonly InboxMessage[]): string {
  return list({ messages });
}

export function renderMessage(message: InboxMessage): string {
  // Links of the letter open beside it: inside of the frame no page of ours could run.
  const framed = message.html && `<base target="_blank">${message.html}`;
  return one({ message, text: splitLinks(message.text), framed });
}

function splitLinks(text: string): Piece[] {
  return text.split(/(https?:\/\/[^\s<>"]*[\w/=])/).map((words, index) => ({ words, link: index % 2 === 1 }));
}
