import type { Settings } from "../../settings/settings.ts";
import type { Job } from "../../vocabulary/workload.ts";

/** Whether a migration begins by itself, or waits until somebody says the word. */
export const startOf = ({ migrations }: Settings["change"]): Pick<Job, "byHand"> =>
  migrations.start === "byHand" ? { byHand: true } : {};
