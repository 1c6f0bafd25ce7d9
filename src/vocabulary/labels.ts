/** Jobs that must not be cut off. The guards of a platform let nobody delete one while it runs. */
export const RUNS_TO_ITS_END = { "arboretum.dev/runs-to-its-end": "true" };

/** Objects whose loss is for ever. The guards of a platform let nobody delete one that is not released first. */
export const KEPT = { "arboretum.dev/keep": "true" };
