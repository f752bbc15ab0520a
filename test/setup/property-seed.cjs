/*
 * Properties are tried on the same values in every run, so that a red build is about the change; FC_SEED=<number> explores others.
 */
const { configureGlobal } = require('fast-check');

configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_250_924) });
