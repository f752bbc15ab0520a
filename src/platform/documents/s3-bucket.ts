/** Where documents lie, and how to sign for it. */
export interface S3Bucket {
  /** With the bucket as its path. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const BUCKET = /^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;

/** `s3://key:secret@host[:port]/bucket?region=us-east-1&tls=no`, special characters percent-encoded; undefined for anything else. */
export function s3BucketOf(text: string): S3Bucket | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, host, pathname, searchParams, hash } = new URL(text);
  const { region = 'us-east-1', tls = 'yes', ...others } = Object.fromEntries(searchParams);
  const [accessKeyId, secretAccessKey] = [decoded(username), decoded(password)];
  const isWhole = protocol === 's3:' && accessKeyId && secretAccessKey && host !== '' && BUCKET.test(pathname);
  const isKnown = /^[a-z0-9-]+$/u.test(region) && /^(yes|no)$/u.test(tls) && Object.keys(others).length === 0;
  if (!isWhole || !isKnown || hash !== '') return undefined;
  return { endpoint: `${tls === 'no' ? 'http' : 'https'}://${host}${pathname}`, accessKeyId, secretAccessKey, region };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
