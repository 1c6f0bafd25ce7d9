import type { Problem } from "../documents/problem.ts";
import { amazonProblems } from "./amazon.ts";
import { absentProblems, deprecationProblems } from "./applications.ts";
import { backupProblems } from "./backups.ts";
import { connectionProblems } from "./capacity.ts";
import { clusterBackupProblems } from "./clusterBackups.ts";
import { commerceProblems } from "./commerce.ts";
import { djangoProblems } from "./djangoSettings.ts";
import type { Draft } from "./draft.ts";
import { egressProblems } from "./egress.ts";
import { entryProblems } from "./entry.ts";
import { consumerProblems } from "./events.ts";
import { identityProblems } from "./identity.ts";
import { monitoringProblems } from "./monitoring.ts";
import { notebookProblems } from "./notebooks.ts";
import { storageProblems } from "./objectStorage.ts";
import { offerProblems } from "./offers.ts";
import { requiredProblems } from "./requiredSettings.ts";
import { secretProblems } from "./secrets.ts";
import { limitProblems, smallestProblems } from "./smallest.ts";
import { standbyProblems } from "./standby.ts";
import { storeProblems } from "./stores.ts";
import { demoProblems, importProblems } from "./studio.ts";
import { themeProblems } from "./theme.ts";
import { unbelievedProblems } from "./unbelieved.ts";
import { unmeasuredProblems } from "./unmeasured.ts";
import { watcherProblems } from "./watcher.ts";

/** Who looks at a deployment and says what is wrong with it. People read the problems in this order. */
export const judges: readonly ((draft: Draft) => readonly Problem[])[] = [
  absentProblems,
  deprecationProblems,
  djangoProblems,
  requiredProblems,
  commerceProblems,
  identityProblems,
  notebookProblems,
  themeProblems,
  importProblems,
  ({ parts }) => parts.flatMap(({ problems }) => problems),
  demoProblems,
  storageProblems,
  backupProblems,
  clusterBackupProblems,
  monitoringProblems,
  secretProblems,
  storeProblems,
  amazonProblems,
  egressProblems,
  entryProblems,
  unbelievedProblems,
  standbyProblems,
  offerProblems,
  watcherProblems,
  consumerProblems,
  limitProblems,
  smallestProblems,
  connectionProblems,
  unmeasuredProblems,
];
