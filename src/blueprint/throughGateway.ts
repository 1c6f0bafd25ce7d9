import { type Context, schemeOf } from "../catalog/context.ts";
import { POD_PORTS } from "../catalog/platform/parts/gateway.ts";
import { type Endpoint, network, type Wish } from "../vocabulary/connection.ts";
import { gatewayOf } from "./entry.ts";
import type { Project } from "./project.ts";

/**
 * A pod that asks a public host is led to the pods of the gateway before anybody judges the connection, so that their ports have to be
 * open and not the public one. Where the cluster does not lead it there, it asks the load balancer.
 */
export function throughGateway(project: Project, context: Context, wishes: readonly Wish[]): readonly Wish[] {
  const { settings, offers } = context;
  const { controller, loadBalancer } = gatewayOf(project, settings);
  const networks = settings.traffic.loadBalancer ?? loadBalancer;
  const scheme = schemeOf(context);
  const behind = (offers.gateway === "off" ? GATEWAYS : [controller]).map((one) => POD_PORTS[one][scheme]);
  // Of a gateway that is not ours nobody knows whether it listens where it is asked.
  const also = (port: number) => (offers.gateway === "managed" ? [] : [port]);
  return wishes.flatMap((wish) =>
    isEdge(wish.to)
      ? [
          ...[...behind, ...also(wish.port)].map((port) => ({ ...wish, port })),
          ...networks.map((range) => ({ ...wish, to: network("load-balancer", range) })),
        ]
      : [wish],
  );
}

const GATEWAYS = ["envoy", "traefik"] as const;

const isEdge = (end: Endpoint): boolean => end.kind === "role" && end.role === "edge";
