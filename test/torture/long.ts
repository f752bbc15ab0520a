/** The same tests, but with everything that was promised: `npm run test:torture`. */
export const LONG = process.env['CREDENCE_TORTURE'] === 'long';
