import type { Delivery } from './emails.js';
import { contradictions, type Figures, plannedFigures } from './plan.js';
import type { MeetingScript } from './script.js';

type Row = readonly [figure: keyof Figures, english: string, spanish: string];

const rows: readonly Row[] = [
  ['delegations', 'Delegations invited', 'Delegaciones invitadas'],
  ['nominated', 'People nominated, successors included', 'Personas postuladas, con sucesoras'],
  ['nominationsRefused', 'Nominations refused (quota, deadline)', 'Postulaciones rechazadas (cuota, plazo)'],
  ['lateAdmitted', 'Late nominations admitted', 'Postulaciones tardías admitidas'],
  ['withdrawn', 'Nominations withdrawn', 'Postulaciones retiradas'],
  ['substituted', 'People substituted', 'Personas sustituidas'],
  ['profilesCompleted', 'Profiles completed, repeats included', 'Perfiles completados, con repeticiones'],
  ['returned', 'Profiles returned for correction', 'Perfiles devueltos para corrección'],
  ['onHold', 'Files put on hold, and resumed', 'Expedientes en espera, y reanudados'],
  ['verified', 'Profiles verified', 'Perfiles verificados'],
  ['decisionsRefused', 'Decisions refused (separation of duties)', 'Decisiones impedidas (separación de funciones)'],
  ['rejected', 'Accreditations rejected', 'Acreditaciones denegadas'],
  ['approved', 'Accreditations approved', 'Acreditaciones aprobadas'],
  ['credentialsIssued', 'Credentials issued', 'Credenciales expedidas'],
  [
    'credentialsVerified',
    'Credentials verified offline, from the image',
    'Credenciales verificadas sin red, por imagen',
  ],
  ['seatsAllocated', 'Seats taken in the plenary', 'Asientos ocupados en la plenaria'],
  ['waitlisted', 'People who waited for a seat', 'Personas en lista de espera'],
  ['movedUp', 'People who moved up to a seat', 'Personas que pasaron de la espera a un asiento'],
  ['visaLettersIssued', 'Visa letters issued', 'Cartas de visa emitidas'],
  ['visaLettersChecked', 'Visa letters found valid, from their PDF', 'Cartas de visa verificadas, desde su PDF'],
  ['visaLettersCancelled', 'Visa letters cancelled', 'Cartas de visa anuladas'],
  ['badgesPrinted', 'Badges printed, verified from their PDF', 'Credenciales impresas, verificadas desde su PDF'],
  ['emailsExpected', 'E-mails that facts caused', 'Correos que causaron los hechos'],
  ['emailsDelivered', 'E-mails delivered', 'Correos entregados'],
  ['events', 'Facts in the log', 'Hechos en el registro'],
];

const ENGLISH = 46;
const SPANISH = 48;

/** What happened, in both languages, beside what was planned. */
export function figuresTable(script: MeetingScript, figures: Figures): string {
  const planned: Partial<Figures> = plannedFigures(script);
  const line = '─'.repeat(ENGLISH + SPANISH + 18);
  const body = rows.map(([figure, english, spanish]) => {
    const expected = String(planned[figure] ?? '–');
    return `  ${english.padEnd(ENGLISH)}${spanish.padEnd(SPANISH)}${String(figures[figure]).padStart(7)}${expected.padStart(9)}`;
  });
  const head = `  ${'What happened'.padEnd(ENGLISH)}${'Lo que ocurrió'.padEnd(SPANISH)}${'counted'.padStart(7)}${'planned'.padStart(9)}`;
  return [line, head, line, ...body, line].join('\n');
}

export function describeDelivery({ repeats, byKind, byLanguage, source }: Delivery): string {
  if (source === 'log') {
    return 'SMTP_URL is set: e-mails went to that server and cannot be fetched here, so those recorded as sent are counted.';
  }
  const languages = Object.entries(byLanguage).map(([language, count]) => `${count} in ${language}`);
  const kinds = Object.entries(byKind).map(([kind, count]) => `${count} ${kind}`);
  return `E-mails fetched from the inbox: ${languages.join(', ')}; ${repeats} came twice with the same Message-ID.
${kinds.join(', ')}.`;
}

export function describeOutcome(script: MeetingScript, figures: Figures): string {
  const wrong = contradictions(script, figures);
  if (wrong.length === 0) return `Every figure is as planned. ${figures.seconds} seconds.`;
  return ['The figures contradict the plan:', ...wrong.map((line) => `  ✗ ${line}`)].join('\n');
}
