const KIND = /^[\w$]{1,60}$/u;
const CODE = /^[\w.-]{1,60}$/u;
/** Status code of RFC 5321 and enhanced status code of RFC 3463, at the beginning of what a mail server answers. */
const SMTP = /^([2-5]\d\d)(?:[ -]([245]\.\d{1,3}\.\d{1,3}))?(?=[ -]|$)/u;

/** Why a job failed, in kinds and codes alone: a message may quote a mail address. */
export function jobReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const reason = [kindOf(error), ...codesOf(error)].join(' ');
  return error.cause instanceof Error
    ? `${reason} because of ${[kindOf(error.cause), ...codesOf(error.cause)].join(' ')}`
    : reason;
}

function kindOf(error: Error): string {
  const kind = error.name === 'Error' ? error.constructor.name : error.name;
  return KIND.test(kind) ? kind : 'Error';
}

function codesOf(error: Error): readonly string[] {
  const { code, response } = error as { readonly code?: unknown; readonly response?: unknown };
  const smtp = (typeof response === 'string' ? SMTP.exec(response) : null)?.slice(1) ?? [];
  return [code, ...smtp].filter((each): each is string => typeof each === 'string' && CODE.test(each));
}
