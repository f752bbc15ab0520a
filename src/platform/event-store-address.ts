const HOST = String.raw`[\w.-]+(?::\d{1,5})?`;
const ADDRESS = new RegExp(
  String.raw`^esdb(?:\+discover)?:\/\/(?:(?<user>[^:@/?#\s]+):(?<password>[^@/?#\s]+)@)?${HOST}(?:,${HOST})*\/?(?<query>\?[^\s#]+)?$`,
  'u',
);
// The client of the store prints the whole address, password and all, when it meets an option that it does not know.
const OPTIONS =
  /^\?(?:(?:tls|tlsCAFile|connectionName|nodePreference|maxDiscoverAttempts|discoveryInterval|gossipTimeout|keepAliveInterval|keepAliveTimeout|defaultDeadline)=[^&?=]+(?:&|$))+$/u;

/** An address of EventStoreDB: one host, several, or one to discover the others from. */
export function isEventStoreAddress(text: string): boolean {
  const { user = '', password = '', query } = ADDRESS.exec(text)?.groups ?? {};
  const isKnown = query === undefined || OPTIONS.test(query);
  // Credentials given with a call choose the RPC that ends by its deadline; only a server without encryption takes any.
  const hasUser = user !== '' || /[?&]tls=false(&|$)/iu.test(query ?? '');
  return ADDRESS.test(text) && isDecodable(user) && isDecodable(password) && isKnown && hasUser;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
