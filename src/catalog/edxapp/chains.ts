import { secondsOf } from "../../settings/shapes.ts";
import type { Job } from "../../vocabulary/workload.ts";
import type { Links } from "../application.ts";
import type { ApplicationContext } from "../context.ts";
import { startOf } from "../django/migrations.ts";
import { accountNeeds } from "../stores/sharedAccounts.ts";
import { commandPod, manage } from "./pods.ts";
import type { Variant } from "./variant.ts";

/** The chain of everything that changes the tables of the platform, which the LMS and Studio share. */
export const MIGRATIONS = "edxapp-migrations";

/** What the platform's code cannot even be loaded without. */
const STORES_AND_USERS = ["mysql-databases", "mongodb-databases", "cache", "sessions", "broker", "search"];

export const migrations = ({ settings }: ApplicationContext, jobs: readonly Job[]): Links => ({
  chain: MIGRATIONS,
  needs: [...STORES_AND_USERS, ...accountNeeds(settings)],
  jobs,
});

export const migration = (
  variant: Variant,
  context: ApplicationContext,
  name: string,
  options: readonly string[] = [],
): Job => ({
  name,
  longest: secondsOf(context.settings.change.migrations.longest),
  retries: 2,
  ...startOf(context.settings.change),
  pod: commandPod(variant, context, manage(variant, "migrate", "--noinput", ...options)),
});
