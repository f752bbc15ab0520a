import type { Api } from './api.js';
import { until } from './waiting.js';

export interface Letter {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

const LINK = /\/invitations\/([\w-]+)/u;

/** The embedded inbox, where every e-mail ends up. */
export class Mailbox {
  private fetching: Promise<readonly Letter[]> | undefined;

  private constructor(private readonly api: Api) {}

  /** Undefined where e-mails go to a real server, and nobody here can read them. */
  static async open(api: Api): Promise<Mailbox | undefined> {
    return (await api.find(null, '/dev/inbox/messages?to=nobody@credence.example')) && new Mailbox(api);
  }

  /** In the order in which they came; whoever asks at the same moment gets the same answer. */
  letters(): Promise<readonly Letter[]> {
    this.fetching ??= this.api
      .get<Letter[]>(null, '/dev/inbox/messages')
      .then(({ body }) => body)
      .finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  /** The token in the n-th letter with a link that somebody got, from 1. */
  linkIn(nth: number, address: string): Promise<string> {
    return until(`a link in e-mail ${nth} to ${address}`, async () => {
      const links = (await this.letters())
        .filter(({ to }) => to.includes(address))
        .flatMap(({ text }) => LINK.exec(text.replaceAll('\u2060', ''))?.[1] ?? []);
      return links[nth - 1];
    });
  }
}
