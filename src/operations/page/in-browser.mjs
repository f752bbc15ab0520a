// Shows how queues and readers stand. What the server says becomes text nodes only, never markup.

const REFRESH_MS = 4_000;
const KEPT = 'credence-token';

const texts = JSON.parse(document.body.dataset.texts);
const language = document.documentElement.lang;
const at = (id) => document.getElementById(id);
const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });

let token = sessionStorage.getItem(KEPT);
let timer;
let round = 0;

class Refused extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

async function ask(path, method = 'GET') {
  const answer = await fetch(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'accept-language': language },
  });
  if (!answer.ok) throw new Refused(answer.status);
  return answer.json();
}

function say(text, isAlarm = false) {
  if (at('message').textContent !== text) at('message').textContent = text;
  at('message').classList.toggle('alarm', isAlarm);
}

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...[content].flat());
  return made;
}

/** Columns are [heading, cell of a row, class]; a cell is a text or nodes. */
function table(into, columns, rows, note) {
  const focused = document.activeElement?.dataset?.key;
  if (rows.length === 0) into.replaceChildren(element('p', texts.none, { class: 'none' }));
  else {
    const head = columns.map(([heading, , kind = '']) => element('th', heading, { scope: 'col', class: kind }));
    const body = rows.map((row) =>
      element(
        'tr',
        columns.map(([heading, cell, kind = '']) =>
          element('td', element('span', cell(row)), { 'data-label': heading, class: kind }),
        ),
      ),
    );
    const made = element('table', [element('thead', element('tr', head)), element('tbody', body)]);
    into.replaceChildren(made, ...(note ? [element('p', note, { class: 'none' })] : []));
  }
  if (focused !== undefined) into.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function button(text, path, question) {
  const made = element('button', text, { type: 'button', 'data-key': `${text} ${path}` });
  made.addEventListener('click', async () => {
    if (question !== undefined && !window.confirm(question)) return;
    made.disabled = true;
    await ask(path, 'POST').catch(failed);
    await refresh();
  });
  return made;
}

const part = encodeURIComponent;
const alarming = (text, isAlarm) => (isAlarm ? element('span', text, { class: 'alarm' }) : text);

function duration(seconds) {
  if (seconds === null) return '—';
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

function showQueues(queues) {
  const actsOn = ({ name, paused, failed }) => {
    const path = `/operations/queues/${part(name)}`;
    const held = paused
      ? button(texts.resume, `${path}/resume`)
      : button(texts.pause, `${path}/pause`, texts.confirmPause);
    return failed > 0 ? [held, button(texts.retryAll, `${path}/retry-all`, texts.confirmRetryAll)] : [held];
  };
  table(
    at('queues'),
    [
      [texts.queue, ({ name, paused }) => alarming(paused ? `${name} (${texts.paused})` : name, paused)],
      [texts.waiting, ({ waiting }) => String(waiting), 'number'],
      [texts.active, ({ active }) => String(active), 'number'],
      [texts.delayed, ({ delayed }) => String(delayed), 'number'],
      [texts.failed, ({ failed }) => alarming(String(failed), failed > 0), 'number'],
      [texts.oldest, ({ oldestWaitingSeconds }) => duration(oldestWaitingSeconds), 'number'],
      [texts.acts, actsOn, 'acts'],
    ],
    queues,
  );
}

function showDeadLetters(letters, hasMore) {
  const dataOf = ({ data }) =>
    Object.entries(data).flatMap(([name, value]) => [`${name}: ${value}`, document.createElement('br')]);
  table(
    at('dead'),
    [
      [texts.queue, ({ queue }) => queue],
      [texts.job, ({ name }) => name],
      [texts.data, dataOf, 'code'],
      [texts.attempts, ({ attempts }) => String(attempts), 'number'],
      [texts.reason, ({ reason }) => reason, 'code'],
      [texts.failedAt, ({ failedAt }) => time.format(new Date(failedAt))],
      [
        texts.acts,
        ({ queue, id }) => button(texts.retry, `/operations/queues/${part(queue)}/jobs/${part(id)}/retry`),
        'acts',
      ],
    ],
    letters,
    hasMore ? texts.newestOnly : undefined,
  );
}

function showParked(facts) {
  table(
    at('parked'),
    [
      [texts.reaction, ({ reaction }) => reaction],
      [texts.stream, ({ stream, revision }) => `${stream} @ ${revision}`, 'code'],
      [texts.attempts, ({ attempts }) => String(attempts), 'number'],
      [texts.reason, ({ reason }) => reason, 'code'],
      [texts.parkedAt, ({ parkedAt }) => time.format(new Date(parkedAt))],
      [texts.acts, ({ reaction }) => button(texts.retryNow, `/operations/parked/${part(reaction)}/retry`), 'acts'],
    ],
    facts,
  );
}

function showReaders(readers) {
  const statusOf = ({ status, reason }) =>
    alarming([texts[status], reason].filter(Boolean).join(': '), status === 'stopped');
  const lagOf = ({ factsBehind, orMore, secondsBehind }) =>
    factsBehind === 0 ? texts.level : `${factsBehind}${orMore ? '+' : ''} ${texts.facts}, ${duration(secondsBehind)}`;
  table(
    at('readers'),
    [
      [texts.name, ({ name }) => name],
      [texts.kind, ({ kind }) => texts[kind]],
      [texts.version, ({ version }) => String(version), 'number'],
      [texts.status, statusOf],
      [texts.lag, lagOf],
      [texts.parkedCount, ({ parked }) => alarming(String(parked), parked > 0), 'number'],
      [texts.position, ({ position }) => position || '—', 'code'],
    ],
    readers,
  );
}

async function refresh() {
  clearTimeout(timer);
  round += 1;
  const mine = round;
  try {
    const [queues, consumers, parked] = await Promise.all([
      ask('/operations/queues'),
      ask('/operations/consumers'),
      ask('/operations/parked'),
    ]);
    const dead = await Promise.all(
      queues.items
        .filter(({ failed }) => failed > 0)
        .map(async ({ name }) => ({ name, ...(await ask(`/operations/queues/${part(name)}/failed`)) })),
    );
    if (mine !== round || token === null) return;
    showQueues(queues.items);
    showDeadLetters(
      dead.flatMap(({ name, items }) => items.map((letter) => ({ ...letter, queue: name, name: letter.name }))),
      dead.some(({ next }) => next !== null),
    );
    showParked(parked.items);
    showReaders(consumers.items);
    show(true);
    say(`${texts.updated} ${clock.format(new Date())}`);
  } catch (error) {
    if (mine === round) failed(error);
  }
  if (mine === round && token !== null) timer = setTimeout(refresh, REFRESH_MS);
}

function failed(error) {
  if (error instanceof Refused && error.status === 401) return signOut(texts.notSignedIn);
  if (error instanceof Refused && error.status === 403) return signOut(texts.notAdministrator);
  // What is gone is seen at the next look.
  if (error instanceof Refused && error.status === 404) return undefined;
  return say(texts.unreachable, true);
}

function show(isSignedIn) {
  at('tables').hidden = !isSignedIn;
  at('sign-out').hidden = !isSignedIn;
  at('sign-in').hidden = isSignedIn;
}

function signIn(given) {
  token = given;
  sessionStorage.setItem(KEPT, given);
  return refresh();
}

function signOut(reason = '') {
  token = null;
  round += 1;
  clearTimeout(timer);
  sessionStorage.removeItem(KEPT);
  for (const id of ['queues', 'dead', 'parked', 'readers']) at(id).replaceChildren();
  show(false);
  say(reason, reason !== '');
}

async function signInForTrial() {
  const answer = await fetch('/dev/issuer/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'administrator' }),
  });
  if (answer.ok) await signIn((await answer.json()).access_token);
  else say(texts.unreachable, true);
}

at('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const given = at('token').value.trim();
  at('token').value = '';
  // What is no token cannot stand in a header either.
  if (/^[\w-]+(\.[\w-]+){2}$/u.test(given)) void signIn(given);
  else say(texts.notSignedIn, true);
});
at('trial')?.addEventListener('click', () => signInForTrial().catch(failed));
at('sign-out').addEventListener('click', () => signOut());
show(false);
if (token !== null) void refresh();
