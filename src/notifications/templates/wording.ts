import type { DetailName, MessageKind, MessageValues } from './message.js';

/** A paragraph: the source of a Handlebars template without markup, shown only where the value that it needs is given. */
export type Paragraph = string | { readonly when: keyof MessageValues; readonly text: string };

export interface MessageWording {
  /** Ends with the title, which is cut where the subject grows too long. */
  readonly subject: string;
  readonly opening: readonly Paragraph[];
  /** Only kinds that have it show a link. */
  readonly button?: string;
  readonly showsReason?: true;
  readonly closing: readonly Paragraph[];
}

export interface Wording {
  /** `unnamed` where nothing is left of the recipient's name. */
  readonly greeting: { readonly named: string; readonly unnamed: string };
  readonly labels: {
    readonly meeting: string;
    readonly place: string;
    readonly person: string;
    readonly delegation: string;
    readonly capacity: string;
    readonly reason: string;
    readonly visibleLink: string;
    readonly linkExpires: string;
  };
  readonly details: Readonly<Record<DetailName, string>>;
  readonly seat: { readonly table: string; readonly behind: string; readonly waiting: string; readonly none: string };
  readonly farewell: string;
  readonly signature: string;
  readonly messages: Readonly<Record<MessageKind, MessageWording>>;
}
