import type { Context } from "../catalog/context.ts";
import { type Endpoint, network, type Wish } from "../vocabulary/connection.ts";
import { type Project, platformSettingsOf } from "./project.ts";

/**
 * Ports on which the pods of a gateway listen for a public one. Envoy Gateway adds 10000 to a port that only root may open
 * (`internal/gatewayapi/translator.go`), Traefik's chart has its own (`ports` in its values).
 */
const BEHIND: Readonly<Record<Controller, Readonly<Record<number, number>>>> = {
  envoy: { 80: 10_080, 443: 10_443 },
  traefik: { 80: 8000, 443: 8443 },
};
type Controller = "envoy" | "traefik";

/**
 * A pod that asks a public host is led to the pods of the gateway before anybody judges the connection, so that their ports have to be
 * open and not the public one. Where the cluster does not lead it there, it asks the load balancer.
 */
export function throughGateway(
  project: Project,
  { settings, offers }: Context,
  wishes: readonly Wish[],
): readonly Wish[] {
  const gateway = platformSettingsOf(project, settings)?.gateway;
  const networks = settings.traffic.loadBalancer ?? gateway?.loadBalancer ?? [];
  const controllers: readonly Controller[] =
    offers.gateway === "off" ? ["envoy", "traefik"] : [gateway?.controller ?? "envoy"];
  // Of a gateway that is not ours nobody knows whether it listens where it is asked.
  const also = (port: number) => (offers.gateway === "managed" ? [] : [port]);
  return wishes.flatMap((wish) => {
    if (!isEdge(wish.to)) return [wish];
    const { port } = wish;
    const ports = [...controllers.map((one) => BEHIND[one][port] ?? port), ...also(port)];
    return [
      ...ports.map((behind) => ({ ...wish, port: behind })),
      ...networks.map((range) => ({ ...wish, to: network("load-balancer", range) })),
    ];
  });
}

const isEdge = (end: Endpoint): boolean => end.kind === "role" && end.role === "edge";
