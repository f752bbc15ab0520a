import Handlebars from 'handlebars';
import type { Language } from '../../platform/edge/languages.js';
import { type PageTexts, pageTexts } from './page.texts.js';

interface PageContext {
  readonly language: Language;
  readonly other: Language;
  readonly texts: PageTexts;
  readonly json: string;
  readonly hasTestPersons: boolean;
}

/** Handlebars escapes all texts; data come later, by the script. */
const page = Handlebars.compile<PageContext>(
  `<!doctype html>
<html lang="{{language}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Credence · {{texts.title}}</title>
<link rel="stylesheet" href="/operations/page.css">
<script type="module" src="/operations/page.js"></script>
<body data-texts="{{json}}">
<header>
  <h1>Credence <small>{{texts.title}}</small></h1>
  <nav><a href="/operations?lang={{other}}" hreflang="{{other}}" lang="{{other}}">{{texts.otherLanguage}}</a>
    <button id="sign-out" hidden>{{texts.signOut}}</button></nav>
</header>
<p id="message" role="status"></p>
<noscript>{{texts.needsScript}}</noscript>
<form id="sign-in" hidden>
  <label for="token">{{texts.token}}</label>
  <input id="token" type="password" autocomplete="off" spellcheck="false" required>
  <button>{{texts.signIn}}</button>
  {{#if hasTestPersons}}<button type="button" id="trial">{{texts.signInForTrial}}</button>{{/if}}
</form>
<main id="tables" hidden>
  <section aria-labelledby="h-queues"><h2 id="h-queues">{{texts.queues}}</h2><div id="queues"></div></section>
  <section aria-labelledby="h-dead"><h2 id="h-dead">{{texts.deadLetters}}</h2><div id="dead"></div></section>
  <section aria-labelledby="h-parked"><h2 id="h-parked">{{texts.parked}}</h2><div id="parked"></div></section>
  <section aria-labelledby="h-readers"><h2 id="h-readers">{{texts.readers}}</h2><div id="readers"></div></section>
</main>
</body>
</html>
`,
  { strict: true },
);

export function renderPage(language: Language, hasTestPersons: boolean): string {
  const texts = pageTexts[language];
  return page({ language, other: language === 'es' ? 'en' : 'es', texts, json: JSON.stringify(texts), hasTestPersons });
}
