/** Whether this is a run with a number of stacks of its own: `npm run test:stacks`, `npm run test:deep`. */
export const DEEP = process.env.ARBORETUM_STACKS !== undefined;

/** The same stacks in every run of the tests, others in every deep run. */
export const SEED = Number(process.env.ARBORETUM_SEED ?? (DEEP ? Date.now() % 2 ** 31 : 4));
