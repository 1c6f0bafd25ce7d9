import { type Notebooks, usualNotebooks } from "../../settings/sections/notebooks.ts";
import type { Settings } from "../../settings/settings.ts";

/** Name of the application in the release matrix, and of the hub itself. */
export const HUB = "jupyterhub";
/** What people reach, and what sends them to their server. */
export const PROXY = "jupyterhub-proxy";
/** Servers of learners, which run their code. */
export const NOTEBOOK = "notebook";
/** Fills one node before the next. */
export const SCHEDULER = "notebook-scheduler";

/** What the settings say of notebooks, whether anybody has written it or not. */
export const notebooksOf = ({ notebooks }: Settings): Notebooks => notebooks ?? usualNotebooks;

export const SECRETS = {
  proxy: "jupyterhub/proxy-token",
  cookies: "jupyterhub/cookie-secret",
  state: "jupyterhub/crypt-key",
  metrics: "jupyterhub/metrics-token",
  database: "mysql/jupyterhub",
} as const;
