import { autoscaling, type Connection } from "../../vocabulary/connection.ts";
import { type Content, text } from "../../vocabulary/content.ts";
import { isElsewhere } from "../../vocabulary/store.ts";
import type { Worker } from "../../vocabulary/workload.ts";
import { isRabbit, wayTo } from "../addresses.ts";
import type { FilesByObject } from "../application.ts";
import { type Broker, celeryCommand, type WorkerGroup, workerGroups, workerScaling } from "../celery.ts";
import { type Consumer, consumersOf } from "../consumers.ts";
import type { ApplicationContext, Context } from "../context.ts";
import { loginOf, virtualHostOf } from "../logins.ts";
import { resourcesOf, scaled } from "../scale.ts";
import { commandPod, manage, sharingMounts } from "./pods.ts";
import { archived } from "./tracking.ts";
import type { Variant } from "./variant.ts";

/** The workers of the LMS or of Studio: one Deployment for each group of queues, in the pods of the platform. */
export const workersOf = (variant: Variant, context: ApplicationContext): readonly Worker[] => [
  ...groupsOf(variant, context).map((group) => groupWorker(variant, context, group)),
  ...consumersOf(variant, context).map((one) => consumer(variant, context, one)),
];

function groupWorker(variant: Variant, context: ApplicationContext, group: WorkerGroup): Worker {
  return {
    name: group.name,
    pod: archived(variant, context, {
      ...commandPod(variant, context, celeryCommand(group, context.release), {
        resources: resourcesOf(group.size),
      }),
      mounts: sharingMounts(variant, context),
      grace: group.grace,
    }),
    scaling: workerScaling(group, countingBroker(variant, context)),
    surge: scaled(group.size).surge,
    processes: group.size.processes,
    evictable: !group.steady,
  };
}

/** Two of one name would hear everything twice. */
const consumer = (variant: Variant, context: ApplicationContext, { name, command }: Consumer): Worker => ({
  name,
  scaling: { by: "fixed", replicas: 1 },
  surge: 1,
  processes: 1,
  evictable: true,
  pod: archived(variant, context, {
    ...commandPod(variant, context, manage(variant, ...command), {
      resources: resourcesOf({ cpu: "100m", memory: "512Mi" }),
    }),
    // It ends at once where it is asked to; what it was at is told again.
    grace: 30,
  }),
});

export const groupsOf = (variant: Variant, { settings, release }: Context): readonly WorkerGroup[] =>
  workerGroups(variant, settings.scale, release);

/** The groups of both variants: they share one broker. */
export const allGroups = (context: Context): readonly WorkerGroup[] =>
  (["lms", "cms"] as const).flatMap((variant) => groupsOf(variant, context));

/** Names of the components of these workers. */
export const workerNames = (variant: Variant, context: Context): readonly string[] =>
  [...groupsOf(variant, context), ...consumersOf(variant, context)].map(({ name }) => name);

/** The LMS and Studio each have an object of their own: both are components with their own files. */
const loginFiles = (variant: Variant): string => `${variant}-broker-login`;

/** Whoever counts what waits asks from a namespace of its own, and needs the password in an object of this one. */
function countingBroker(variant: Variant, context: Context): Broker | undefined {
  if (context.offers.keda === "off") return undefined;
  const { host, port, tls } = context.stores.broker;
  const inside = !isElsewhere(context.settings.stores.broker);
  return {
    ...(isRabbit(context.settings.stores)
      ? { speaks: "rabbitmq", virtualHost: virtualHostOf(context) }
      : { speaks: "redis" }),
    address: `${inside ? `${host}.${context.namespace}.svc` : host}:${port}`,
    tls: tls !== undefined,
    login: { files: loginFiles(variant), entries: Object.keys(loginEntries(context)) },
  };
}

/** Called as KEDA calls them. */
const loginEntries = (context: Context): Readonly<Record<string, Content>> => {
  const { settings, stores } = context;
  const { user, password } = loginOf(context, "broker");
  const { tls } = stores.broker;
  const authority = tls?.authority;
  return {
    password: text(password),
    ...(user ? { username: text(user) } : {}),
    ...(authority ? { ca: text(authority) } : {}),
    ...(tls && isRabbit(settings.stores) ? { tls: text("enable") } : {}),
  };
};

/** What the autoscaler of the workers reads. No pod mounts it. */
export const brokerLogin = (variant: Variant, context: Context): FilesByObject => ({
  [loginFiles(variant)]: loginEntries(context),
});

/** The way of whoever counts what waits, where it leads here. */
export const countingConnections = ({ offers, stores, settings }: Context): readonly Connection[] =>
  offers.keda === "off" || isElsewhere(settings.stores.broker)
    ? []
    : wayTo(stores.broker, autoscaling, "counts the tasks that wait, to scale the workers");
