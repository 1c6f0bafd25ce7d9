/** What the pods of a namespace are to those of others. */
export type Role = "edge" | "autoscaling" | "monitoring" | "databases" | "logs";

/** Where a connection starts or ends. */
export type Endpoint =
  /** A component of this deployment: the pods with its label. Without a namespace it lives in the deployment's own. */
  | { readonly kind: "component"; readonly name: string; readonly namespace?: string }
  /** Pods of the namespaces that play a role in the cluster: `edge` for gateways, `autoscaling` for KEDA, `monitoring` for scrapers, `databases` for their operators, `logs` for agents that send lines. */
  | { readonly kind: "role"; readonly role: Role }
  /** The API server of the cluster. Nobody knows its address, so that its ports are open to every one. */
  | { readonly kind: "apiServer" }
  /** Addresses outside the cluster. `internet` is every public address, and no private one. */
  | { readonly kind: "network"; readonly name: string; readonly network: "internet" | (string & {}) };

/** Every process of an application that runs for long, whichever it has: those that answer, and its workers. */
export interface Processes {
  readonly kind: "processes";
  readonly of: string;
}

/**
 * One permitted connection. Nothing that is not listed is possible: network policies in both directions, drawings and
 * the operations manual all come from this list.
 */
export interface Connection<From = Endpoint> {
  readonly from: From;
  readonly to: Endpoint;
  readonly port: number;
  readonly why: string;
}

/** A connection as the catalogue says it, which does not know what others run. */
export type Wish = Connection<Endpoint | Processes>;

export const component = (name: string): Endpoint => ({ kind: "component", name });
export const edge: Endpoint = { kind: "role", role: "edge" };
export const autoscaling: Endpoint = { kind: "role", role: "autoscaling" };
export const operators: Endpoint = { kind: "role", role: "databases" };
export const apiServer: Endpoint = { kind: "apiServer" };
export const network = (name: string, range: string): Endpoint => ({ kind: "network", name, network: range });
export const processes = (of: string): Processes => ({ kind: "processes", of });
