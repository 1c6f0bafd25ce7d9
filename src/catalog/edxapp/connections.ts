import { type Connection, component, edge } from "../../vocabulary/connection.ts";
import { type StoreName, wayTo } from "../addresses.ts";
import type { Context } from "../context.ts";
import { mailConnections } from "../django/mail.ts";
import { busConnections, busStore } from "../eventBus.ts";
import { uwsgiConnections } from "../monitoring/exporters/uwsgi.ts";
import { WEB_PORT } from "../openedxImage.ts";
import { bucketConnections } from "../storage/access.ts";
import { VARIANTS, type Variant } from "./variant.ts";
import { workerNames } from "./workers.ts";

const STORES: Readonly<Record<StoreName, string>> = {
  mysql: "learners, grades, enrolments",
  mongodb: "course content",
  cache: "cached values",
  sessions: "who is logged in",
  broker: "tasks for the workers",
  search: "search in courses",
};

/**
 * Code of the platform talks to every store as soon as it is loaded, whichever pod it is in, and to the buckets: whoever reads a
 * course reads the transcripts of its videos. A way that is closed is not refused, it is waited for, file by file.
 */
export const storeConnections = (context: Context, components: readonly string[]): readonly Connection[] => [
  ...Object.entries(STORES).flatMap(([store, why]) =>
    components.flatMap((from) => wayTo(context.stores[store as StoreName], component(from), why)),
  ),
  ...(busStore(context.settings) === "events"
    ? components.flatMap((from) => busConnections(from, context))
    : []),
  ...bucketConnections(context, components),
];

/** Who calls one of the two, and whom it and its workers call. */
export const webConnections = (context: Context, variant: Variant): readonly Connection[] => [
  { from: edge, to: component(variant), port: WEB_PORT, why: VARIANTS[variant].visitors },
  ...uwsgiConnections(variant, context),
  ...storeConnections(context, componentsOf(variant, context)),
  ...componentsOf(variant, context).flatMap((one) => mailConnections(one, context.settings.mail)),
];

/** What answers, and what works on its tasks. */
export const componentsOf = (variant: Variant, context: Context): readonly string[] => [
  variant,
  ...workerNames(variant, context),
];
