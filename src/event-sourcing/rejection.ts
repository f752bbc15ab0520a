/** What a rejection says besides its code: values for the text, never personal data. */
export type RejectionValues = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

/** A rule said no. Nothing is stored, and the same command may be tried again. */
export class Rejection extends Error {
  constructor(
    readonly code: string,
    readonly values: RejectionValues = {},
  ) {
    super(code);
    this.name = 'Rejection';
  }
}

/** Which rule a code stands for, the HTTP status it answers with, and its text in both languages; `{name}` takes a value. */
export interface RejectionText {
  readonly status: 409 | 422 | 403 | 404 | 410;
  readonly rule?: string;
  readonly en: string;
  readonly es: string;
}

/** Ties the codes of a decider to their texts: a code without a text does not compile. */
export const rejecter =
  <Codes extends string>(_texts: Readonly<Record<Codes, RejectionText>>) =>
  (code: NoInfer<Codes>, values?: RejectionValues): Rejection =>
    new Rejection(code, values);

/** The stream moved on since the caller looked at it (If-Match). */
export class StaleRevision extends Error {
  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`The resource is at revision ${actual}, not ${expected}.`);
  }
}

/** The idempotency key was already used for another request. */
export class KeyReused extends Error {}

/** Too many commands wait, or the log did not answer in time: nothing is known to be refused, the same command may be sent again. */
export class LogUnavailable extends Error {}
