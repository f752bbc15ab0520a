/*
 * Jest's module map does not hold for its global setup: there, too, an import of name.js from TypeScript means name.ts.
 */
const Module = require('node:module');

const resolve = Module._resolveFilename;

Module._resolveFilename = function resolveTypescript(request, parent, ...rest) {
  const relative = /^\.{1,2}\/.*\.js$/.test(request) && /\.ts$/.test(parent?.filename ?? '');
  return resolve.call(this, relative ? request.replace(/js$/, 'ts') : request, parent, ...rest);
};
