import type { Application } from "./application.ts";
import { cms } from "./applications/cms.ts";
import { lms } from "./applications/lms.ts";
import { notes } from "./applications/notes.ts";
import { xqueue } from "./applications/xqueue.ts";

/** What a deployment is made of, in the order in which its parts are prepared. */
export const catalog: readonly Application[] = [lms, cms, notes, xqueue];
