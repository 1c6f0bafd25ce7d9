import type { PartName } from "../../settings/sections/offers.ts";
import type { Settings } from "../../settings/settings.ts";
import type { AnyStore } from "../addresses.ts";

/** What one may expect of a driver. */
export interface Capability {
  /** Whether it goes on answering when a machine is gone. `provider`: whoever runs it knows. */
  readonly survivesANode: boolean | "provider";
  /** How its disk grows. `none`: it has none that lasts. No way touches a template of claims. */
  readonly grows: "setting" | "claims" | "provider" | "none";
  /** Whether the way to it is encrypted. `setting`: as the settings say. */
  readonly encrypted: boolean | "setting";
  /** What the platform stack has to offer for it. */
  readonly needs?: PartName;
}

type Table = {
  readonly [Store in AnyStore]: Readonly<Record<Settings["stores"][Store]["driver"], Capability>>;
};

const pod = { survivesANode: false, grows: "setting", encrypted: false } as const;
const forgetful = { ...pod, grows: "none" } as const;
const amazon = { survivesANode: "provider", grows: "setting", encrypted: true } as const;
const external = { survivesANode: "provider", grows: "provider", encrypted: "setting" } as const;

/** Every driver of every store. A driver that the settings take and this table does not know is an error of the compiler. */
export const capabilities: Table = {
  mysql: {
    single: pod,
    innodbcluster: { survivesANode: true, grows: "claims", encrypted: true, needs: "mysqlOperator" },
    percona: { survivesANode: true, grows: "setting", encrypted: true, needs: "perconaMysql" },
    rds: amazon,
    shared: external,
    external,
  },
  mongodb: {
    single: pod,
    replicaset: { survivesANode: true, grows: "claims", encrypted: false, needs: "mongodbOperator" },
    shared: external,
    external,
  },
  cache: {
    redis: forgetful,
    valkey: forgetful,
    memcached: forgetful,
    elasticache: { ...amazon, grows: "none" },
    shared: external,
    external,
  },
  sessions: {
    redis: forgetful,
    valkey: forgetful,
    elasticache: { ...amazon, grows: "none" },
    shared: external,
    external,
  },
  broker: { redis: pod, valkey: pod, rabbitmq: pod, shared: external, external },
  events: { redis: pod, valkey: pod, external },
  search: { meilisearch: pod, shared: external, external },
  elasticsearch: { elasticsearch: pod, opensearch: pod, external },
};

/** What the driver that the settings name can do. */
export function capabilityOf({ stores }: Pick<Settings, "stores">, store: AnyStore): Capability {
  const drivers: Readonly<Record<string, Capability>> = capabilities[store];
  const found = drivers[stores[store].driver];
  if (found === undefined) throw new Error(`${store} has no driver ${stores[store].driver}`);
  return found;
}
