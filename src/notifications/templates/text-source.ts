import { given, paragraphs } from './given.js';
import type { MessageWording, Wording } from './wording.js';

const paragraph = (text: string): string => `${text}\n\n`;

/** The plain-text part: typed values stand in a line after a label, or indented, so that they never look like ours. */
export function textSource({ greeting, labels, farewell, signature }: Wording, message: MessageWording): string {
  const facts = [
    `${labels.meeting}: {{meetingTitle}}`,
    `${labels.place}: {{city}}, {{days}}`,
    `${labels.person}: {{personName}}`,
    `${labels.delegation}: {{delegationName}}`,
    `${labels.capacity}: {{capacityName}}`,
  ];
  return [
    `{{#if recipient}}\n${greeting.named}\n{{else}}\n${greeting.unnamed}\n{{/if}}\n\n`,
    paragraphs(message.opening, paragraph),
    paragraph(facts.map((fact) => `  ${fact}`).join('\n')),
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
