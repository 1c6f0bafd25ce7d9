import { describe, expect, test } from "vitest";
import {
  composedWith,
  deploymentOf,
  PLATFORM,
  PLATFORM_WITH_GATEWAY,
  PLATFORM_WITH_OWN_GATEWAY,
} from "../house.ts";
import { INSIDE } from "../tools/gateway/envoy.ts";

/** Where the LMS may go when it asks a public host: roles and networks, with their ports. */
function ways(platform: string, ...lines: readonly string[]): readonly string[] {
  const { connections } = deploymentOf(composedWith(platform, "qa", lines));
  return connections.flatMap(({ from, to, port }) => {
    if (from.kind !== "component" || from.name !== "lms") return [];
    if (to.kind === "role" && to.role === "edge") return [`gateway:${port}`];
    return to.kind === "network" && to.name === "load-balancer" ? [`${to.network}:${port}`] : [];
  });
}

describe("a pod that asks a public host", () => {
  test("is let to the port of the gateway's pods, where it is led before anybody judges the connection", () => {
    expect(ways(PLATFORM_WITH_OWN_GATEWAY)).toEqual([`gateway:${INSIDE.https}`]);
    const traefik = `${PLATFORM_WITH_OWN_GATEWAY}  arboretum:gateway: { controller: traefik, class: traefik }\n`;
    expect(ways(traefik, "studio: {}")).toEqual(["gateway:8443"]);
  });

  test("in the clear as well", () => {
    const plain = ["edge: { domain: qa.example.edu, https: false }"];
    expect(ways(PLATFORM_WITH_OWN_GATEWAY, ...plain)).toEqual([`gateway:${INSIDE.http}`]);
  });

  test("of a gateway that is not ours the public port is open too, and of one that nobody has told of whatever it may have", () => {
    expect(ways(PLATFORM_WITH_GATEWAY)).toEqual(["gateway:10443", "gateway:443"]);
    expect(ways(PLATFORM)).toEqual(["gateway:10443", "gateway:8443", "gateway:443"]);
  });

  test("is let to the load balancer where the cluster does not lead it past", () => {
    const platform = `${PLATFORM_WITH_OWN_GATEWAY}  arboretum:gateway: { loadBalancer: [internet] }\n`;
    expect(ways(platform)).toEqual(["gateway:10443", "internet:443"]);
    expect(ways(platform, "traffic: { loadBalancer: [10.9.0.0/24] }")).toEqual([
      "gateway:10443",
      "10.9.0.0/24:443",
    ]);
    expect(ways(platform, "traffic: { loadBalancer: [] }")).toEqual(["gateway:10443"]);
  });
});
