import type { Settings } from "../settings/settings.ts";
import { type Connection, component, type Endpoint, network } from "../vocabulary/connection.ts";
import type { Late } from "../vocabulary/late.ts";
import { lateHost } from "../vocabulary/lateHost.ts";
import { rdsAuthority } from "./stores/rdsAuthority.ts";

/** Where a store answers, and what a network policy has to open for it. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly endpoints: readonly Endpoint[];
  /** Port of the pods behind its Service, which is what policies are asked about. Default: the same. */
  readonly opens?: number;
  /** How its certificate is judged. Absent: it speaks in the clear, and its clients are beside it. */
  readonly tls?: Tls;
}

export interface Tls {
  /** Nobody can judge its certificate: it has signed it itself. */
  readonly unverified?: true;
  /** Certificates in PEM that its own is signed by. Absent: those that the image trusts. */
  readonly authority?: string;
  /** Where a pod finds these, once it is known which pod (`certificates.ts`). */
  readonly file?: string;
}

/** The one name and password with which everybody of a deployment logs in. */
export interface Login {
  readonly user?: string;
  readonly password: Late;
}

/** The stores of every deployment. */
export type StoreName = "mysql" | "mongodb" | "cache" | "sessions" | "broker" | "search";
/** A store that a deployment has only where an application asks for it. */
export type OptionalStore = "elasticsearch" | "events";
export type AnyStore = StoreName | OptionalStore;
export type Addresses = Readonly<Record<AnyStore, Address>>;

const PORTS: Readonly<Record<AnyStore, number>> = {
  mysql: 3306,
  mongodb: 27017,
  cache: 6379,
  sessions: 6379,
  broker: 6379,
  search: 7700,
  events: 6379,
  elasticsearch: 9200,
};

export const STORES = Object.keys(PORTS) as readonly AnyStore[];

type Said = Settings["stores"][AnyStore];
export type External = Extract<Said, { readonly driver: "external" }>;

export const isExternal = (said: Said): said is External => said.driver === "external";

/** Whether tasks travel by AMQP, whoever runs the broker. */
export const isRabbit = ({ broker }: Settings["stores"]): boolean =>
  isExternal(broker) ? broker.speaks === "rabbitmq" : ["rabbitmq", "shared"].includes(broker.driver);

/** Of a store inside the namespace: the name of the Service is the name of the store, unless its driver calls it otherwise. */
const inside = (name: AnyStore, driver: Said["driver"]): Address => ({
  host: name,
  port: PORTS[name],
  endpoints: [component(name)],
  ...particular[driver],
});

/**
 * As each operator names its Services, and where they lead. A server of another make than the usual one has a name of its own: what the
 * one before has left in the namespace is not to be taken for it.
 */
const particular: Partial<Readonly<Record<Said["driver"], Partial<Address>>>> = {
  innodbcluster: { endpoints: [component("mysql-router")], opens: 6446, tls: { unverified: true } },
  percona: {
    host: "mysql-haproxy",
    endpoints: [component("mysql-haproxy")],
    tls: { unverified: true },
  },
  replicaset: { host: "mongodb-svc" },
  memcached: { host: "cache-memcached", port: 11211, endpoints: [component("cache-memcached")] },
  opensearch: { host: "elasticsearch-opensearch", endpoints: [component("elasticsearch-opensearch")] },
  rabbitmq: { host: "broker-rabbitmq", port: 5672, endpoints: [component("broker-rabbitmq")] },
};

type Place = Pick<External, "host" | "egress" | "tls" | "authority"> & { readonly port?: number | undefined };

const usualPort = (name: AnyStore, tls: External["tls"], rabbit: boolean): number =>
  name === "broker" && rabbit ? (tls === "off" ? 5672 : 5671) : PORTS[name];

const outside = (
  name: AnyStore,
  { host, egress, tls, authority, ...said }: Place,
  rabbit: boolean,
): Address => ({
  host,
  port: said.port ?? usualPort(name, tls, rabbit),
  endpoints: egress.map((range) => network(name, range)),
  ...(tls === "off" ? {} : { tls: authority ? { authority } : {} }),
});

/** Of a server that Amazon runs: it makes up the host, and the certificate is good for that alone. */
const atAmazon = (name: AnyStore, aws: Settings["aws"], authority: string | undefined): Address => ({
  host: lateHost(name),
  port: PORTS[name],
  // In one order, whatever the one in which they are written.
  endpoints: Object.values(aws?.subnets ?? {})
    .sort()
    .map((range) => network(name, range)),
  tls: authority ? { authority } : {},
});

/** Where the stores of a deployment answer. */
export const addressesOf = (
  { stores, aws }: Pick<Settings, "stores"> & Partial<Pick<Settings, "aws">>,
  shared: Readonly<Partial<Record<AnyStore, Place | undefined>>> = {},
): Addresses =>
  Object.fromEntries(
    STORES.map((name) => {
      const said = stores[name];
      if (said.driver === "rds")
        return [name, atAmazon(name, aws, said.authority ?? rdsAuthority(aws?.region ?? ""))];
      // Its authority is one that every image trusts.
      if (said.driver === "elasticache") return [name, atAmazon(name, aws, undefined)];
      const place = isExternal(said) ? said : said.driver === "shared" ? shared[name] : undefined;
      return [name, place ? outside(name, place, isRabbit(stores)) : inside(name, said.driver)];
    }),
  ) as unknown as Addresses;

/** Address of a store that speaks HTTP, without a slash at the end. */
export const urlOf = ({ host, port, tls }: Address): string => `${tls ? "https" : "http"}://${host}:${port}`;

/** The way to a store. One outside may answer from several networks. */
export const wayTo = (
  { endpoints, port, opens = port }: Address,
  from: Endpoint,
  why: string,
): readonly Connection[] => endpoints.map((to) => ({ from, to, port: opens, why }));
