import { capabilityOf } from "../catalog/stores/capabilities.ts";
import { error, type Problem, warning } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import type { Settings } from "../settings/settings.ts";
import { bytesOf } from "../vocabulary/quantity.ts";

interface Floor {
  readonly setting: "memory" | "volume" | "storage";
  readonly least: string;
  readonly why: string;
  readonly source: string;
}

type Stores = Settings["stores"];

const MYSQL: readonly Floor[] = [
  {
    setting: "memory",
    least: "512Mi",
    why: "What MySQL starts with by default is for a machine of 512 MiB.",
    source: "dev.mysql.com/doc/refman/8.4/en/memory-use.html",
  },
  {
    setting: "volume",
    least: "1Gi",
    why: "The log of MySQL takes 100 MiB, and the tables of a platform without learners some hundred more.",
    source: "dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_redo_log_capacity",
  },
];

const MONGODB: readonly Floor[] = [
  {
    setting: "memory",
    least: "512Mi",
    why: "The cache of MongoDB alone takes 256 MB.",
    source: "mongodb.com/docs/manual/reference/program/mongod, --wiredTigerCacheSizeGB",
  },
  {
    setting: "volume",
    least: "1Gi",
    why: "The log of a member takes 990 MB, and a server alone is a member too.",
    source: "mongodb.com/docs/manual/core/replica-set-oplog",
  },
];

/** Sizes below which a driver does not start, or does not work. Those that nobody has published are not here. */
const FLOORS: { readonly [Store in keyof Stores]?: Readonly<Record<string, readonly Floor[]>> } = {
  mysql: {
    single: MYSQL,
    innodbcluster: MYSQL,
    percona: MYSQL,
    rds: [
      {
        setting: "storage",
        least: "20Gi",
        why: "RDS has no smaller disk.",
        source:
          "docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, AllocatedStorage",
      },
    ],
  },
  mongodb: { single: MONGODB, replicaset: MONGODB },
  cache: {
    memcached: [
      {
        setting: "memory",
        least: "22Mi",
        why: "A value may have 8 MiB and half of what there is for values, and Memcached does not start where that is less.",
        source: "memcached 1.6, memcached.c: item_size_max and maxbytes",
      },
    ],
  },
  broker: {
    rabbitmq: [
      {
        setting: "memory",
        least: "256Mi",
        why: "RabbitMQ wants 256 MiB at all times.",
        source: "rabbitmq.com/docs/memory",
      },
    ],
  },
};

/** What a store of ours is given that is too little for it, whoever learns there. */
export const sizeProblems = (loaded: SettledDeployment): readonly Problem[] => [
  ...tooSmall(loaded),
  ...crowded(loaded),
];

/** What no container of the namespace may ask for is refused as such (`smallest.ts`), where the pod is ours. */
const isToldAlready = (store: keyof Stores, size: string, { stores, limits }: Settings): boolean =>
  capabilityOf({ stores }, store).needs === undefined && bytesOf(size) < bytesOf(limits.smallest.memory);

const tooSmall = (loaded: SettledDeployment): readonly Problem[] =>
  Object.entries(FLOORS).flatMap(([store, drivers]) => {
    const name = store as keyof Stores;
    const said: Readonly<Record<string, unknown>> = loaded.settings.stores[name];
    return (drivers[String(said.driver)] ?? []).flatMap(({ setting, least, why }) => {
      const size = said[setting];
      if (typeof size !== "string" || bytesOf(size) >= bytesOf(least)) return [];
      if (setting === "memory" && isToldAlready(name, size, loaded.settings)) return [];
      return [
        error("store-too-small", {
          ...saidAt(loaded, ["stores", store, setting]),
          message: `${size} is too little. ${why}`,
          remedy: `Write at least ${least}.`,
        }),
      ];
    });
  });

/** Bytes that RDS reckons for a connection (`{DBInstanceClassMemory/12582880}`, the default of max_connections of MySQL). */
const OF_A_CONNECTION = 12_582_880;

/** Gibibytes of `large` of the classes whose sizes double from there: general ones have 4 for a processor, those for memory 8. */
const LARGE: Readonly<Record<string, number>> = { m: 8, r: 16, t: 8 };
/** Gibibytes of the small ones, which only classes for a moment's load have. */
const SMALL: readonly (readonly [string, number])[] = [
  ["micro", 1],
  ["small", 2],
  ["medium", 4],
];

const GIBIBYTE = 1024 ** 3;

/** Bytes of a class of RDS, as Amazon lists them (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html). */
export function memoryOfClass(name: string): number | undefined {
  const [, family = "", size = ""] = /^db\.([mrt])[0-9]+[a-z]*\.([a-z0-9]+)$/.exec(name) ?? [];
  const large = LARGE[family];
  if (large === undefined) return undefined;
  const times = /^([0-9]*)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return large * 2 * Number(times || 1) * GIBIBYTE;
  const gibibytes = new Map([["large", large], ...(family === "t" ? SMALL : [])]).get(size);
  return gibibytes === undefined ? undefined : gibibytes * GIBIBYTE;
}

/** Somebody who sets more connections than the memory of a server is for finds out on the day when all of them are there. */
function crowded(loaded: SettledDeployment): readonly Problem[] {
  const { mysql } = loaded.settings.stores;
  if (mysql.driver !== "rds") return [];
  const fitting = Math.floor((memoryOfClass(mysql.class) ?? Number.POSITIVE_INFINITY) / OF_A_CONNECTION);
  if (mysql.maxConnections <= fitting) return [];
  return [
    warning("connections-crowded", {
      ...saidAt(loaded, ["stores", "mysql", "maxConnections"]),
      message: `Amazon reckons ${fitting} connections for the memory of ${mysql.class}, and it is told to take ${mysql.maxConnections}.`,
      remedy: "Write a larger class, or let fewer pods or processes run at most and write fewer connections.",
    }),
  ];
}
