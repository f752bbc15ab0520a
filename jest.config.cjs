const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const modules = join(__dirname, 'node_modules');

/** Packages that are ES modules only: jest 30 on Node 20 can't require them, so swc makes CommonJS of them. */
function esmPackages() {
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  return names.filter((name) => {
    const file = join(modules, name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  });
}

/** A CommonJS package that loads a part by import(), which jest can't follow unless swc makes a require of it. */
const lateImports = '@opentelemetry/otlp-exporter-base';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  setupFiles: ['<rootDir>/test/setup/property-seed.cjs'],
  globalSetup: '<rootDir>/test/setup/start-services.ts',
  globalTeardown: '<rootDir>/test/setup/stop-services.ts',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: [`/node_modules/(?!(${[...esmPackages(), lateImports].join('|')})/)`],
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // No test is about its own length; what does not come at all ends it.
  testTimeout: 180_000,
  // Tests wait for servers more than they compute; jest alone would leave a third of two cores idle.
  maxWorkers: Math.max(3, require('node:os').availableParallelism() - 1),
};
