import * as z from "zod";
import { destination, labelValue, type Settled } from "../shapes.ts";

const UNPROXIED = "Traefik believes no proxy before it. Take Envoy Gateway, or leave this out.";

/** What stands between the internet and the deployments. */
export const gateway = z
  .strictObject({
    controller: z
      .enum(["envoy", "traefik"])
      .default("envoy")
      .describe(
        "Envoy Gateway, which limits requests, keeps authors on one pod and answers while a site is closed. Traefik is lighter, does none of the three, and believes no proxy before it: what a deployment asks of it by name all the same is refused there.",
      ),
    class: labelValue
      .min(1)
      .default("arboretum")
      .describe("GatewayClass of the gateways. Of one that exists, its own name."),
    replicas: z
      .strictObject({
        min: z
          .int()
          .min(1)
          .max(50)
          .default(2)
          .describe("Always this many, on nodes of their own where there are as many."),
        max: z.int().min(1).max(50).default(6).describe("Not more than this."),
      })
      .prefault({})
      .describe("Pods that pass requests on."),
    service: z
      .enum(["LoadBalancer", "NodePort", "ClusterIP"])
      .default("LoadBalancer")
      .describe("How the gateway is reached from outside the cluster."),
    annotations: z
      .record(z.string(), z.string())
      .default({})
      .describe("Annotations of its Service, by which clouds are told what load balancer to give."),
    proxies: z
      .int()
      .min(0)
      .max(5)
      .default(0)
      .describe(
        "How many proxies of one's own stand before it, for all deployments: see `traffic.proxies` of theirs.",
      ),
    proxyProtocol: z
      .boolean()
      .default(false)
      .describe(
        "Whether its load balancer says by the PROXY protocol who is there. Pods of the cluster, which come past the load balancer, are believed their own address.",
      ),
    loadBalancer: z
      .array(destination)
      .default([])
      .describe(
        "Where pods find its load balancer, if the cluster does not lead them to the gateway by itself: the networks, or `internet`. So it is with one that is known by a name, as Amazon's, or whose address has `ipMode: Proxy`.",
      ),
  })
  .refine(({ replicas: { min, max } }) => min <= max, {
    path: ["replicas", "max"],
    error: "This is less than `min`.",
  })
  .superRefine(({ controller, ...said }, context) => {
    for (const key of ["proxies", "proxyProtocol"] as const)
      if (controller !== "envoy" && said[key])
        context.addIssue({ code: "custom", path: [key], message: UNPROXIED });
  })
  .describe("What stands between the internet and the deployments.");
export type PlatformGateway = Settled<typeof gateway>;
