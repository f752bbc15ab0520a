import type { EmbeddedIssuer } from './sign-in/embedded-issuer.js';

export interface EventStoreDbAddress {
  readonly url: string;
  /** Of the names of all our streams, so that a store can be shared. */
  readonly prefix: string;
}

/** Where the parts that this process stands on are found, embedded or not. */
export interface Services {
  readonly databaseUrl: string;
  readonly keysDatabaseUrl: string;
  /** Where the log is kept, if not in the database. */
  readonly eventStore?: EventStoreDbAddress;
  readonly queue: { readonly kind: 'redis' | 'postgres'; readonly url: string };
  readonly smtpUrl: string;
  readonly issuer:
    | { readonly kind: 'embedded'; readonly issuer: EmbeddedIssuer }
    | { readonly kind: 'oidc'; readonly url: string; readonly audience: string };
  readonly masterKey: Buffer;
  /** Token subjects that administer the installation. */
  readonly administrators: readonly string[];
}

export const SERVICES = Symbol('services');
export const KEYS_POOL = Symbol('pool of the keys database');
