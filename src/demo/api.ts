import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const BUSY: readonly number[] = [429, 503];
const MOST_TRIES = 6;

/** A test person by name, or whoever holds a token. Null: nobody signs in. */
export type Who = string | { readonly bearer: string } | null;

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  /** The revision, as `If-Match` wants it. */
  readonly etag: string | null;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON, a form as it is. */
  readonly body?: object | undefined;
  readonly ifMatch?: string | null | undefined;
}

interface Download {
  readonly bytes: Buffer;
  readonly next: string | null;
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly rule?: string;
}

export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

export interface Refusal {
  readonly path: string;
  readonly problem: Problem;
}

/** What a person's browser would do: signs in, sends, reads what it wrote. Every answer that says no is kept, to be counted. */
export class Api {
  private readonly tokens = new Map<string, Promise<string>>();
  private position = '';

  constructor(
    private readonly url: string,
    readonly refusals: Refusal[],
  ) {}

  async get<T>(who: Who, path: string): Promise<Answer<T>> {
    return this.good<T>(who, { method: 'GET', path });
  }

  /** Undefined where there is nothing (yet), or nothing for this person. */
  async find<T>(who: Who, path: string): Promise<Answer<T> | undefined> {
    const request = { method: 'GET', path } as const;
    const answer = await this.ask(who, request);
    if (answer.status === 404) return undefined;
    if (answer.status >= 400) throw unexpected(request, answer);
    return answer as Answer<T>;
  }

  /** All entries of a list that comes in pages. */
  async all<T>(who: Who, path: string): Promise<readonly T[]> {
    const items: T[] = [];
    const first = `${path}${path.includes('?') ? '&' : '?'}limit=200`;
    for (let next: string | null = first; next !== null;) {
      const page: Page<T> = (await this.get<Page<T>>(who, next)).body;
      items.push(...page.items);
      next = page.next === null ? null : `${first}&cursor=${encodeURIComponent(page.next)}`;
    }
    return items;
  }

  async post<T = unknown>(who: Who, path: string, body?: object, ifMatch?: string | null): Promise<Answer<T>> {
    return this.good<T>(who, { method: 'POST', path, body, ifMatch });
  }

  /** Expects to be refused, and with this code. */
  async refused(who: Who, path: string, code: string, body?: object, ifMatch?: string | null): Promise<Problem> {
    const request = { method: 'POST', path, body, ifMatch } as const;
    const answer = await this.ask(who, request);
    const problem = answer.body as Problem;
    if (answer.status < 400 || problem.code !== code)
      throw unexpected(request, answer, `It should have been refused: ${code}.`);
    return problem;
  }

  /** One file, in the field `file` of a form. */
  async upload<T = unknown>(who: Who, path: string, bytes: Buffer, type: string): Promise<Answer<T>> {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(bytes)], { type }), `file.${type.split('/')[1] ?? ''}`);
    return this.good<T>(who, { method: 'POST', path, body });
  }

  async bytes(who: Who, path: string): Promise<Buffer> {
    return (await this.download(who, path)).bytes;
  }

  /** All parts of a document that comes in pages. */
  async allBytes(who: Who, path: string): Promise<readonly Buffer[]> {
    const parts: Buffer[] = [];
    for (let next: string | null = path; next !== null;) {
      const part: Download = await this.download(who, next);
      parts.push(part.bytes);
      next = part.next === null ? null : `${path}&cursor=${encodeURIComponent(part.next)}`;
    }
    return parts;
  }

  private async download(who: Who, path: string): Promise<Download> {
    const headers = { ...(await this.headersFor(who)), ...(this.position ? { 'credence-after': this.position } : {}) };
    const response = await this.send(path, { headers });
    if (response.ok) {
      return { bytes: Buffer.from(await response.arrayBuffer()), next: response.headers.get('credence-next') };
    }
    throw unexpected({ method: 'GET', path }, { status: response.status, body: await response.text() });
  }

  private async good<T>(who: Who, request: Request): Promise<Answer<T>> {
    const answer = await this.ask(who, request);
    if (answer.status >= 400) throw unexpected(request, answer);
    return answer as Answer<T>;
  }

  private async ask(who: Who, { method, path, body, ifMatch }: Request): Promise<Answer<unknown>> {
    const response = await this.send(path, {
      method,
      headers: {
        ...(await this.headersFor(who)),
        ...(method === 'POST'
          ? { 'idempotency-key': randomUUID() }
          : this.position
            ? { 'credence-after': this.position }
            : {}),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const position = response.headers.get('credence-position') ?? '';
    if (position > this.position) this.position = position;
    const answer = { status: response.status, body: parsed(await response.text()), etag: response.headers.get('etag') };
    if (method === 'POST' && answer.status >= 400) this.refusals.push({ path, problem: answer.body as Problem });
    return answer;
  }

  /** Where the product has too much to do, it says when to come again: the same request, under the same key. */
  private async send(path: string, request: RequestInit): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      const response = await this.fetch(path, request);
      const seconds = BUSY.includes(response.status) ? response.headers.get('retry-after') : null;
      if (seconds === null || tries === MOST_TRIES) return response;
      await response.body?.cancel();
      await sleep(Number(seconds) * 1000);
    }
  }

  private async fetch(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url + path, request);
    } catch (cause) {
      const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
      throw new UnexpectedAnswer(`${request.method ?? 'GET'} ${path} got no answer: ${why}`, { cause });
    }
  }

  private async headersFor(who: Who): Promise<Record<string, string>> {
    if (who === null) return {};
    return { authorization: `Bearer ${typeof who === 'string' ? await this.tokenOf(who) : who.bearer}` };
  }

  private tokenOf(name: string): Promise<string> {
    const token = this.tokens.get(name) ?? this.signIn(name);
    this.tokens.set(name, token);
    return token;
  }

  private async signIn(name: string): Promise<string> {
    const { body } = await this.post<{ access_token: string }>(null, '/dev/issuer/token', { as: name });
    return body.access_token;
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

function unexpected(
  { method, path, body }: Request,
  answer: { readonly status: number; readonly body: unknown },
  hint = 'It should have been accepted.',
): UnexpectedAnswer {
  const sent = body === undefined ? '' : `\n  sent      ${JSON.stringify(body)}`;
  return new UnexpectedAnswer(
    `${method} ${path} answered unexpectedly. ${hint}${sent}\n  answered  ${answer.status} ${JSON.stringify(answer.body)}`,
  );
}
