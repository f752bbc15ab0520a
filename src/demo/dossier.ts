export interface Entry {
  readonly at: string;
  readonly fact: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly power: { readonly role: string; readonly appointmentId?: string };
  readonly data: {
    readonly rule?: string;
    readonly code?: string;
    readonly attempted?: string;
    readonly rulesVersion?: number;
    readonly reasonCode?: string;
    readonly evidence?: { readonly evidenceId: string; readonly line: number } | null;
    readonly kind?: string;
  };
  readonly personal: Readonly<Record<string, { readonly reason?: string | null } | null>> | null;
}

export interface Dossier {
  readonly fileId: string;
  readonly delegationId: string;
  readonly entries: readonly Entry[];
}

/** A dossier for reading: when and what, who and under which power, then on which grounds. */
export function describeDossier({ fileId, delegationId, entries }: Dossier, name: string, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const title = `Dossier of ${name}, ${delegationId} (file ${fileId}); times in ${timeZone}`;
  return [title, ...entries.map((entry) => describeEntry(entry, clock))].join('\n');
}

function describeEntry(entry: Entry, clock: Intl.DateTimeFormat): string {
  const { at, fact, data } = entry;
  const subject = data.kind ?? data.attempted;
  const what = subject === undefined ? fact : `${fact} (${subject})`;
  const first = `  ${clock.format(new Date(at))}  ${what.padEnd(40)} ${actorOf(entry)}`;
  const grounds = groundsOf(entry);
  return grounds.length === 0
    ? first
    : `${first}\n${grounds.map((ground) => `${' '.repeat(23)}· ${ground}`).join('\n')}`;
}

function actorOf({ actorName, actorId, power }: Entry): string {
  const { role, appointmentId } = power;
  const who = role === 'system' ? actorId : (actorName ?? 'the person');
  const act = appointmentId === undefined ? '' : `, appointment ${appointmentId.slice(0, 8)}`;
  return `${who} — ${role}${act}`;
}

function groundsOf({ data, personal }: Entry): readonly string[] {
  const { rule, code, rulesVersion, evidence, reasonCode } = data;
  const reason = Object.values(personal ?? {}).find((block) => block?.reason)?.reason;
  return [
    ...(rule === undefined ? [] : [`refused by rule ${rule}: ${code ?? ''}`]),
    ...(reasonCode ? [`reason ${reasonCode}${reason ? `: ${reason}` : ''}`] : reason ? [`reason: ${reason}`] : []),
    ...(evidence ? [`evidence ${evidence.evidenceId.slice(0, 8)}, line ${evidence.line}`] : []),
    ...(rulesVersion === undefined ? [] : [`rules, version ${rulesVersion}`]),
  ];
}
