import { component, type Endpoint } from "../vocabulary/connection.ts";

/** Where a store answers, and what a network policy has to open for it. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly endpoint: Endpoint;
}

/** The stores of every deployment. */
export type StoreName = "mysql" | "mongodb" | "cache" | "sessions" | "broker" | "search";
/** A store that a deployment has only where an application asks for it. */
export type OptionalStore = "elasticsearch";
export type AnyStore = StoreName | OptionalStore;
export type Addresses = Readonly<Record<AnyStore, Address>>;

const PORTS: Readonly<Record<AnyStore, number>> = {
  mysql: 3306,
  mongodb: 27017,
  cache: 6379,
  sessions: 6379,
  broker: 6379,
  search: 7700,
  elasticsearch: 9200,
};

/** Of stores inside the namespace: the name of the Service is the name of the store. */
export const addressesInside: Addresses = Object.fromEntries(
  Object.entries(PORTS).map(([name, port]) => [name, { host: name, port, endpoint: component(name) }]),
) as Addresses;
