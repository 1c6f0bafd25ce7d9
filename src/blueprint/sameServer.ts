import { isRabbit } from "../catalog/addresses.ts";
import { virtualHostOf } from "../catalog/logins.ts";
import { placeText } from "../documents/explain.ts";
import { error, type Problem } from "../documents/problem.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";
import type { Composition } from "./compose.ts";
import type { DeploymentBlueprint } from "./model.ts";

/** Something that a stack takes for its own on a server that other stacks may reach too. */
interface Claim {
  /** Where it is: two stacks whose servers have one name here are on one server. */
  readonly server: string;
  /** What it is called there, as a problem says it. */
  readonly name: string;
  /** The setting that put it there. */
  readonly path: readonly string[];
  readonly remedy: string;
}

interface Claimed extends Claim {
  readonly composition: Composition;
}

/**
 * Two stacks that call what they have by the same name on the same server read and write each other's, and the Jobs of each change the
 * passwords of the other. Blames the later one, once for each setting.
 */
export function sameOnOneServer(compositions: readonly Composition[]): readonly Problem[] {
  const all = compositions.flatMap((composition) =>
    claimsOf(composition).map((claim): Claimed => ({ ...claim, composition })),
  );
  const contested = [...Map.groupBy(all, ({ server, name }) => `${server} ${name}`).values()].flatMap(
    (claims) => {
      const [first, ...others] = claims.filter(
        (claim) => !claims.some((other) => isWaitingFor(claim, other)),
      );
      return first === undefined ? [] : others.map((other) => ({ first, other }));
    },
  );
  const bySetting = Map.groupBy(
    contested,
    ({ first, other }) => `${first.composition.stack} ${other.composition.stack} ${other.path.join(".")}`,
  );
  return [...bySetting.values()].flatMap(([one, ...more]) =>
    one ? contest(one.first, one.other, more.length) : [],
  );
}

/** A standby that waits has what belongs to whom it waits for, and does nothing with it until then. */
const isWaitingFor = ({ composition: { blueprint } }: Claimed, { composition }: Claimed): boolean =>
  blueprint?.kind === "deployment" &&
  blueprint.standby?.active === false &&
  blueprint.standby.of === composition.stack;

function contest(first: Claimed, other: Claimed, more: number): Problem {
  const { stack, loaded } = other.composition;
  const owner = first.composition;
  const { place } = saidAt(owner.loaded, first.path);
  const whose = owner.stack === stack ? "of this stack" : `of the stack "${owner.stack}"`;
  const others = more === 0 ? "" : `, and of ${more} more the same is true`;
  return error("store-same", {
    ...saidAt(loaded, other.path),
    stack,
    message: `${other.name} at ${other.server} is ${first.path.join(".")} ${whose} (${placeText(place)}) as well${others}: each would write over the other.`,
    remedy: other.remedy,
  });
}

function claimsOf({ blueprint, loaded }: Composition): readonly Claim[] {
  if (blueprint?.kind !== "deployment" || loaded.kind !== "deployment" || loaded.settings === undefined)
    return [];
  const { settings } = loaded;
  return [...bucketClaims(blueprint, settings), ...tierClaims(settings), ...storeClaims(blueprint, settings)];
}

/** All buckets of Amazon have their names in one list, whoever pays for them. */
const AMAZON = "Amazon S3";

/** A server by its address: whoever writes the usual port means the same one. */
function serverAt(endpoint: string, settings: Settings): string {
  const { host, hostname } = new URL(endpoint);
  return /\.amazonaws\.com(?:\.cn)?$/.test(hostname) ? AMAZON : known(host, hostname, settings);
}

/** A name that only its own cluster knows is another machine in each. */
const known = (address: string, host: string, { cluster: { identifier } }: Settings): string =>
  !host.includes(".") || /\.svc(?:\.|$)/.test(host) ? `${address} (in the cluster ${identifier})` : address;

const PREFIX = "Write a prefix of its own: arboretum:objectStorage.prefix. Default: <deployment>-<stage>.";

function bucketClaims({ buckets }: DeploymentBlueprint, settings: Settings): readonly Claim[] {
  const { objectStorage } = settings;
  const path = (key: string) => ["objectStorage", key];
  const at = (server: string, key: string, some: readonly { readonly name: string }[]): readonly Claim[] =>
    some.map(({ name }) => ({ server, name: `The bucket ${name}`, path: path(key), remedy: PREFIX }));
  switch (objectStorage.driver) {
    case "s3":
      return at(AMAZON, "prefix", buckets);
    case "external":
      return at(serverAt(objectStorage.endpoint, settings), "prefix", buckets);
    case "minio":
      return objectStorage.replication
        ? at(
            serverAt(objectStorage.replication.endpoint, settings),
            "replication",
            buckets.filter(({ replicated }) => replicated),
          )
        : [];
    case "shared":
      return [];
  }
}

/** MinIO moves to a place that is its alone: of another's it says that it is not empty. */
const tierClaims = (settings: Settings): readonly Claim[] =>
  settings.objectStorage.driver !== "minio"
    ? []
    : Object.entries(settings.objectStorage.tiers).map(([tier, { endpoint, bucket, prefix = "" }]) => ({
        server: serverAt(endpoint, settings),
        name: `The tier ${bucket}/${prefix}`,
        path: ["objectStorage", "tiers", tier],
        remedy: "Write a bucket of its own, or a prefix in it.",
      }));

/** What a stack has on each server that somebody else runs, by the store. What is not here carries the names of deployment and stage. */
const HELD: Partial<
  Readonly<Record<string, (held: Held) => Pick<Claim, "remedy"> & { readonly names: readonly string[] }>>
> = {
  mysql: ({ services }) => ({
    names: [...new Set(services.flatMap(({ databases }) => databases))].map((name) => `The database ${name}`),
    remedy: shared("mysql"),
  }),
  mongodb: () => ({ names: ["The database of course content"], remedy: shared("mongodb") }),
  cache: () => ({ names: ["What is remembered"], remedy: shared("cache") }),
  sessions: () => ({ names: ["Who is logged in"], remedy: shared("sessions") }),
  broker: (held) =>
    isRabbit(held.settings.stores)
      ? {
          names: [`The virtual host ${virtualHostOf(held)}`],
          remedy: "Write a virtual host of its own: arboretum:stores.broker.virtualHost.",
        }
      : {
          names: ["The list of tasks"],
          remedy:
            "Write another server: lists of tasks have the same name in every deployment. On a RabbitMQ each has a virtual host.",
        },
  elasticsearch: () => ({
    names: ["The catalogue of the course discovery"],
    remedy: "Write another server: the indexes have the same names in every deployment.",
  }),
};

interface Held {
  readonly services: DeploymentBlueprint["services"];
  readonly settings: Settings;
  readonly deployment: string;
  readonly stage: string;
}

const shared = (store: string): string =>
  `Write another server. Or name this one in arboretum:sharedStores.${store} of the platform stack, and write driver: shared: then each has names of its own.`;

const storeClaims = (
  { stores, services, identity }: DeploymentBlueprint,
  settings: Settings,
): readonly Claim[] =>
  stores.flatMap((store) => {
    const held = store.driver === "external" ? HELD[store.name] : undefined;
    if (held === undefined || store.driver !== "external") return [];
    const { names, remedy } = held({ services, settings, ...identity });
    const server = known(`${store.host}:${store.port}`, store.host, settings);
    return names.map((name) => ({ server, name, path: ["stores", store.name], remedy }));
  });
