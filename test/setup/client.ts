import { setTimeout as sleep } from 'node:timers/promises';
import type { InboxMessage } from '../../src/platform/embedded/inbox-message.js';
import type { TestApp } from './app.js';
import { eventually } from './eventually.js';

export type Fields = Readonly<Record<string, unknown>>;
export type HeaderValues = Readonly<Record<string, string>>;

export interface Answer<T = Fields> {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** Read as JSON; the text itself where it is none. */
  readonly body: T;
}

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly rule?: string;
}

/** Somebody who sends requests. */
export interface TestPerson {
  get<T = Fields>(path: string, headers?: HeaderValues): Promise<Answer<T>>;
  post<T = Fields>(path: string, body?: unknown, headers?: HeaderValues): Promise<Answer<T>>;
  request<T = Fields>(
    method: string,
    path: string,
    init?: { body?: unknown; headers?: HeaderValues },
  ): Promise<Answer<T>>;
}

export interface TestClient {
  readonly app: TestApp;
  /** A person of the issuer. */
  as(sub: string): TestPerson;
  bearing(token: string): TestPerson;
  readonly nobody: TestPerson;
  /** Waits for the `count` oldest messages to an address. */
  mailTo(address: string, count?: number): Promise<readonly InboxMessage[]>;
}

export function clientOf(app: TestApp): TestClient {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (sub: string): Promise<string> => {
    const token = tokens.get(sub) ?? app.token(sub);
    tokens.set(sub, token);
    return token;
  };
  return {
    app,
    as: (sub) => personWith(app.url, () => tokenOf(sub)),
    bearing: (token) => personWith(app.url, () => Promise.resolve(token)),
    nobody: personWith(app.url, () => Promise.resolve(undefined)),
    mailTo: (address, count = 1) =>
      eventually(async () => {
        const mails = (await app.inbox.listMessages()).filter(({ to }) => to.includes(address));
        return mails.length >= count ? mails : undefined;
      }),
  };
}

export function personWith(url: string, tokenOf: () => Promise<string | undefined>): TestPerson {
  const request = async <T>(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: HeaderValues } = {},
  ): Promise<Answer<T>> => {
    const token = await tokenOf();
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, body: parse<T>(bytes.toString('utf8')) };
  };
  return {
    request,
    // Where the reader is late the answer says so: then whoever asks looks again.
    get: (path, headers = {}) =>
      eventually(async () => {
        const answer = await request<never>('GET', path, { headers });
        return answer.headers.get('credence-stale') === 'true' ? undefined : answer;
      }),
    post: (path, body, headers = {}) => request('POST', path, { body, headers }),
  };
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return text as T;
  }
}

/** The answer where it is a good one; otherwise the test ends with what was refused. */
export async function done<T>(answering: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await answering;
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** A busy machine may say 503 with Retry-After: then the same is asked again, as a client would. */
export async function patiently<A extends { readonly status: number }>(ask: () => Promise<A>): Promise<A> {
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    await sleep(500);
  }
  return ask();
}

/** Status and code of a refusal. */
export const refusal = async (answering: Promise<Answer<unknown>>): Promise<string> => {
  const { status, body } = await answering;
  return `${status} ${(body as Partial<Problem> | null)?.code ?? ''}`.trim();
};

/** A decision on the newest revision of a file. */
export async function decide<T = Fields>(
  person: TestPerson,
  fileId: string,
  decision: string,
  body?: unknown,
): Promise<Answer<T>> {
  const seen = await eventually(async () => {
    const answer = await person.get<{ revision: number }>(`/files/${fileId}`);
    return answer.status === 200 ? answer.body : undefined;
  });
  const answer = await person.post<T>(`/files/${fileId}/${decision}`, body, { 'if-match': `"${seen.revision}"` });
  // The read table may lag behind the log: then the officer looks again.
  return answer.status === 412 ? decide(person, fileId, decision, body) : answer;
}

/** The token in the link of a message. */
export function linkIn({ text }: Pick<InboxMessage, 'text'>): string {
  const token = /\/invitations\/([\w-]+)/u.exec(text.replaceAll('\u2060', ''))?.[1];
  if (token === undefined) throw new Error('The message holds no link.');
  return token;
}
