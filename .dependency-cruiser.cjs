/*
 * The boundaries of docs/decisions and of the house style: what may know what.
 */
const CAPABILITIES =
  'meetings|delegations|accreditation|credentials|seating|visa-letters|notifications|documents|audit|operations';
const PURE_KERNEL = '^src/event-sourcing/(event|decider|command|rejection)\\.ts$';
const PURE_FILES = '\\.(events|state|commands|rejections)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or miss a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Deciders, states and events know facts, commands, rejections and the pure kernel: no clock, no look-up, no Nest.',
      severity: 'error',
      from: { path: `^src/(${CAPABILITIES})/.*(decider|\\.state|\\.events)\\.ts$` },
      to: {
        pathNot: [
          PURE_KERNEL,
          `^src/(${CAPABILITIES})/[^/]+${PURE_FILES}`,
          // A capability may cut its decider into parts.
          `^src/(${CAPABILITIES})/[^/]+\\.(decider|guards|separation)\\.ts$`,
          '^node_modules/temporal-polyfill/',
        ],
      },
    },
    {
      name: 'rules-stay-at-home',
      comment: "The decider of a capability is nobody else's.",
      severity: 'error',
      from: { path: `^src/(${CAPABILITIES})/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `^src/(${CAPABILITIES})/.*decider\\.ts$`, pathNot: '^src/$1/' },
    },
    {
      name: 'capabilities-meet-at-facts',
      comment: 'What capabilities share is what has happened, and what the facts add up to.',
      severity: 'error',
      from: { path: `^src/(${CAPABILITIES}|access)/`, pathNot: '\\.spec\\.ts$' },
      // The table of entities is reference data, kept across meetings.
      to: {
        path: `^src/(${CAPABILITIES})/`,
        pathNot: ['^src/$1/', '\\.(events|state)\\.ts$', '^src/meetings/entities\\.ts$'],
      },
    },
    {
      name: 'kernel-knows-no-delegate',
      comment: 'The kernel stands on the clock and the addresses of services, and on nothing else of the house.',
      severity: 'error',
      from: { path: '^src/event-sourcing/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/event-sourcing/', '^src/platform/(clock|services)\\.ts$'] },
    },
    {
      name: 'platform-knows-no-capability',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(platform|event-sourcing)/' },
    },
    {
      name: 'controllers-only-dispatch',
      comment: 'A controller sends commands and queries; it knows no rule, and no table of others.',
      severity: 'error',
      from: { path: '^src/([^/]+)/.*\\.controller\\.ts$' },
      to: { path: '(decider|\\.entity)\\.ts$', pathNot: '^src/$1/.*\\.entity\\.ts$' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      // What a browser loads is asked for by its address.
      from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$', '\\.cli\\.ts$', '\\.json$', '/page/[^/]+\\.mjs$'] },
      to: {},
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: ['\\.spec\\.ts$', '/testing/'] },
      to: { path: '^test/|\\.spec\\.ts$|/testing/' },
    },
    {
      name: 'only-what-is-declared',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'no-dead-ends', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
