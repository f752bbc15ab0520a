import Handlebars from 'handlebars';
import { messageKinds } from '../notifications.events.js';
import { htmlSource } from './html-source.js';
import type { MessageKind, MessageLanguage, MessageValues, RenderedMessage } from './message.js';
import { textSource } from './text-source.js';
import { isolated, shortened, typedLine, typedLines } from './typed-values.js';
import { english } from './wording-en.js';
import { spanish } from './wording-es.js';
import type { Wording } from './wording.js';

export { formatDays, formatInstant } from './format-times.js';
export type { DetailName, MessageKind, MessageLanguage, MessageValues, RenderedMessage } from './message.js';

/** Rises with every change of the words or the layout: the fact of a message names it (N1). */
export const templateVersion: number = 3;

const subjectLength = 150;
const nameInSubjectLength = 60;

// An environment of our own, so that no helper or partial registered elsewhere reaches these templates.
const handlebars = Handlebars.create();
const plain = (source: string): Handlebars.TemplateDelegate<object> =>
  handlebars.compile<object>(source, { strict: true, knownHelpersOnly: true, noEscape: true });
const escaped = (source: string): Handlebars.TemplateDelegate<object> =>
  handlebars.compile<object>(source, { strict: true, knownHelpersOnly: true });

const wordings: Readonly<Record<MessageLanguage, Wording>> = { es: spanish, en: english };

interface Templates {
  readonly subject: Handlebars.TemplateDelegate<object>;
  readonly html: Handlebars.TemplateDelegate<object>;
  readonly text: Handlebars.TemplateDelegate<object>;
}

const templates: Readonly<Record<MessageLanguage, Readonly<Record<MessageKind, Templates>>>> = {
  es: compiled('es'),
  en: compiled('en'),
};

function compiled(language: MessageLanguage): Record<MessageKind, Templates> {
  const wording = wordings[language];
  const of = (kind: MessageKind): Templates => ({
    subject: plain(wording.messages[kind].subject),
    html: escaped(htmlSource(language, wording, wording.messages[kind])),
    text: plain(textSource(wording, wording.messages[kind])),
  });
  return Object.fromEntries(messageKinds.map((kind) => [kind, of(kind)])) as Record<MessageKind, Templates>;
}

/** T1 is the first place at the table, B2 the second one behind it; null is the waiting list. */
export function seatName(seat: string | null, language: MessageLanguage): string {
  const { table, behind, waiting } = wordings[language].seat;
  if (seat === null) return waiting;
  const [, row, place = ''] = /^([TB])(\d+)$/u.exec(seat) ?? [];
  return row === undefined ? seat : `${row === 'T' ? table : behind} ${place}`;
}

/** Throws a TypeError where an invitation, a reminder or a return has no link, or the link is not a plain http(s) address. */
export function render(kind: MessageKind, language: MessageLanguage, values: MessageValues): RenderedMessage {
  const template = templates[language][kind];
  const subject = shortened(
    template.subject({
      meetingTitle: filled(values.meetingTitle),
      personName: shortened(filled(values.personName), nameInSubjectLength),
      delegationName: shortened(filled(values.delegationName), nameInSubjectLength),
    }),
    subjectLength,
  );
  const link = linkOf(kind, values.link);
  const context = { ...bodyValues(values, language), link, subject };
  return { subject, html: template.html(context), text: template.text(context) };
}

function bodyValues(values: MessageValues, language: MessageLanguage): object {
  const body = (raw = ''): string => isolated(typedLine(raw));
  const reasonLabel = body(values.reasonLabel);
  const reasonLines = typedLines(values.reason ?? '').map(isolated);
  return {
    meetingTitle: isolated(filled(values.meetingTitle)),
    city: isolated(filled(values.city)),
    days: filled(values.days),
    recipient: isolated(recipientOf(values)),
    personName: given(values.personName),
    delegationName: isolated(filled(values.delegationName)),
    capacityName: given(values.capacityName),
    linkExpires: body(values.linkExpires),
    deadline: body(values.deadline),
    activationRequired: values.activationRequired === true,
    isWaiting: values.isWaiting === true,
    details: (values.details ?? []).map(([name, value]) => ({
      label: wordings[language].details[name],
      value: isolated(filled(value)),
    })),
    reasonLabel,
    reasonLines,
    hasReason: reasonLabel !== '' || reasonLines.length > 0,
  };
}

function recipientOf({ honorific, recipientName }: MessageValues): string {
  const name = typedLine(recipientName);
  return name && typedLine(`${honorific ?? ''} ${recipientName}`);
}

/** A dash where nothing is left, so that a label never stands alone. */
function filled(raw = ''): string {
  return typedLine(raw) || '—';
}

/** Nothing where the message does not speak of it. */
function given(raw: string | undefined): string {
  return raw === undefined ? '' : isolated(filled(raw));
}

function linkOf(kind: MessageKind, link: string | undefined): string {
  if (link === undefined) {
    if (kind === 'invitation' || kind === 'reminder' || kind === 'returned')
      throw new TypeError(`A message of kind ${kind} needs a link.`);
    return '';
  }
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (!url || !/^https?:$/u.test(url.protocol) || url.username || url.password) {
    throw new TypeError('The link of a message must be an http or https address without credentials.');
  }
  return url.href;
}
