import { given, paragraphs } from './given.js';
import type { MessageLanguage } from './message.js';
import type { MessageWording, Wording } from './wording.js';

const wraps = 'overflow-wrap:anywhere;word-break:break-word';

const paragraph = (text: string): string => `<p style="margin:0 0 16px;${wraps}">${text}</p>\n`;

const panel = (content: string): string =>
  `<div class="panel" style="margin:0 0 20px;padding:14px 16px;border-left:4px solid #1f4e79;background:#f2f5f9;${wraps}">\n${content}</div>\n`;

const fact = (label: string, value: string): string =>
  `<p style="margin:0 0 8px"><span class="label" style="color:#51606f;font-size:14px">${label}</span><br>${value}</p>\n`;

/** The HTML part: one column, no table, nothing fetched; the only address in it is the link. */
export function htmlSource(language: MessageLanguage, wording: Wording, message: MessageWording): string {
  const { greeting, labels, farewell, signature } = wording;
  const facts = [
    fact(labels.meeting, '<strong>{{meetingTitle}}</strong>'),
    fact(labels.place, '{{city}}, {{days}}'),
    given('personName', fact(labels.person, '{{personName}}')),
    fact(labels.delegation, '{{delegationName}}'),
    given('capacityName', fact(labels.capacity, '{{capacityName}}')),
    `{{#each details}}\n${fact('{{this.label}}', '<strong>{{this.value}}</strong>')}{{/each}}\n`,
  ];
  return [
    head(language),
    paragraph(`{{#if recipient}}${greeting.named}{{else}}${greeting.unnamed}{{/if}}`),
    paragraphs(message.opening, paragraph),
    panel(facts.join('')),
    message.showsReason ? given('hasReason', reason(labels.reason)) : '',
    message.button ? given('link', link(message.button, labels)) : '',
    paragraphs(message.closing, paragraph),
    paragraph(`${farewell}<br>${signature}`),
    '</div>\n</body>\n</html>\n',
  ].join('');
}

function reason(label: string): string {
  const lines = '{{#each reasonLines}}{{this}}{{#unless @last}}<br>{{/unless}}{{/each}}';
  return panel(fact(label, `{{#if reasonLabel}}<strong>{{reasonLabel}}</strong><br>{{/if}}${lines}`));
}

function link(button: string, { visibleLink, linkExpires }: Wording['labels']): string {
  const shape = 'display:inline-block;padding:14px 24px;border-radius:6px;font-weight:bold;text-decoration:none';
  return [
    paragraph(`<a class="button" href="{{link}}" style="${shape};background:#1f4e79;color:#ffffff">${button}</a>`),
    paragraph(`${visibleLink}<br><a href="{{link}}" style="color:#1f4e79;word-break:break-all">{{link}}</a>`),
    given('linkExpires', paragraph(linkExpires)),
  ].join('');
}

function head(language: MessageLanguage): string {
  return `<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>{{subject}}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  body { background: #14181d !important; color: #e8ecf0 !important; }
  .panel { background: #1f262e !important; border-color: #7fb2e5 !important; }
  .label { color: #aab6c2 !important; }
  a { color: #9cc7f2 !important; }
  a.button { background: #7fb2e5 !important; color: #10161c !important; }
}
</style>
</head>
<body style="margin:0;background:#ffffff;color:#1b2530;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
<div lang="${language}" style="max-width:600px;margin:0 auto;padding:24px 16px">
`;
}
