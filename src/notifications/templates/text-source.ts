import { given, paragraphs } from './given.js';
import type { MessageWording, Wording } from './wording.js';

const paragraph = (text: string): string => `${text}\n\n`;

const fact = (label: string, value: string): string => `  ${label}: ${value}\n`;

/** The plain-text part: typed values stand in a line after a label, or indented, so that they never look like ours. */
export function textSource({ greeting, labels, farewell, signature }: Wording, message: MessageWording): string {
  const facts = [
    fact(labels.meeting, '{{meetingTitle}}'),
    fact(labels.place, '{{city}}, {{days}}'),
    given('personName', fact(labels.person, '{{personName}}')),
    fact(labels.delegation, '{{delegationName}}'),
    given('capacityName', fact(labels.capacity, '{{capacityName}}')),
    `{{#each details}}\n${fact('{{this.label}}', '{{this.value}}')}{{/each}}\n`,
  ];
  return [
    `{{#if recipient}}\n${greeting.named}\n{{else}}\n${greeting.unnamed}\n{{/if}}\n\n`,
    paragraphs(message.opening, paragraph),
    `${facts.join('')}\n`,
    message.showsReason ? given('hasReason', reason(labels.reason)) : '',
    message.button ? given('link', link(message.button, labels.linkExpires)) : '',
    paragraphs(message.closing, paragraph),
    `${farewell}\n${signature}\n`,
  ].join('');
}

function reason(label: string): string {
  return `${label}:{{#if reasonLabel}} {{reasonLabel}}{{/if}}\n{{#each reasonLines}}\n    {{this}}\n{{/each}}\n\n`;
}

function link(button: string, expires: string): string {
  return paragraph(`${button}:\n{{link}}`) + given('linkExpires', paragraph(expires));
}
