import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { deploymentOf, PLATFORM_WITH_OWN_GATEWAY, projectOf, rendered, stackFile } from "../house.ts";

const SMALL = "scale: { profile: small }";

const project = (lines: readonly string[], gateway: string) =>
  projectOf({
    "Pulumi.platform.yaml":
      gateway === ""
        ? PLATFORM_WITH_OWN_GATEWAY
        : `${PLATFORM_WITH_OWN_GATEWAY}  arboretum:gateway: ${gateway}\n`,
    "Pulumi.qa.yaml": stackFile(SMALL, ...lines),
  });
const stack = (lines: readonly string[] = [], gateway = "") => compose(project(lines, gateway), "qa");
const platform = (gateway = "") => compose(project([], gateway), "platform");

type Spec = Readonly<Record<string, unknown>>;

async function specsOf(composition: ReturnType<typeof compose>, kind: string): Promise<readonly Spec[]> {
  const { resources } = await rendered(composition);
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:") && type.endsWith(`:${kind}`))
    .map(({ inputs }) => inputs.spec as Spec);
}

const PLAIN = { name: "plain", namespace: "arboretum-edge", sectionName: "http" };
const ELSEWHERE = "certificates: { issuer: elsewhere }";

/** Envoy knows the host of a request in the clear only when it has met it: of two policies for one port it takes neither. */
describe("what arrives in the clear", () => {
  test("arrives at one listener of the platform, which knows no host by itself", async () => {
    const [gateway, ...others] = await specsOf(platform(), "Gateway");
    expect(others).toEqual([]);
    expect(gateway?.listeners).toEqual([
      {
        name: "http",
        port: 80,
        protocol: "HTTP",
        allowedRoutes: {
          namespaces: {
            from: "Selector",
            selector: {
              matchLabels: {
                "app.kubernetes.io/part-of": "openedx",
                "app.kubernetes.io/managed-by": "arboretum",
              },
            },
          },
        },
      },
    ]);
    expect(await specsOf(platform(), "HTTPRoute")).toEqual([]);
  });

  test("is met as the platform says, for all deployments", async () => {
    expect(await specsOf(platform("{ proxies: 1, proxyProtocol: true }"), "ClientTrafficPolicy")).toEqual([
      expect.objectContaining({
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "plain" }],
        clientIPDetection: { xForwardedFor: { numTrustedHops: 1 } },
        proxyProtocol: { optional: true },
      }),
    ]);
    const { entry } = deploymentOf(stack([], "{ proxies: 1, proxyProtocol: true }"));
    expect(entry).toMatchObject({ proxies: 1, proxyProtocol: true });
  });

  test("is no deployment's own: its gateway listens to https alone, and it leads its own hosts there", async () => {
    const [gateway] = await specsOf(stack(), "Gateway");
    const listeners = gateway?.listeners as readonly { protocol: string }[];
    expect(listeners.length).toBeGreaterThan(3);
    expect(listeners.every(({ protocol }) => protocol === "HTTPS")).toBe(true);
    const routes = await specsOf(stack(), "HTTPRoute");
    const [led, ...more] = routes.filter(({ parentRefs }) => isDeepStrictEqual(parentRefs, [PLAIN]));
    expect(more).toEqual([]);
    expect(led).toMatchObject({
      hostnames: deploymentOf(stack()).entry?.hosts.map(({ host }) => host),
      rules: [{ filters: [{ requestRedirect: { scheme: "https" } }] }],
    });
    const parents = routes.filter((route) => route !== led).flatMap(({ parentRefs }) => parentRefs);
    expect(parents.length).toBeGreaterThan(3);
    for (const parent of parents) expect(parent).toMatchObject({ name: "gateway", namespace: "academy-qa" });
  });

  test("is where an authority looks for its file", async () => {
    const [issuer] = await specsOf(stack(), "Issuer");
    const { name, namespace } = PLAIN;
    expect(issuer).toMatchObject({
      acme: { solvers: [{ http01: { gatewayHTTPRoute: { parentRefs: [{ name, namespace }] } } }] },
    });
  });

  test("is everything where TLS ends before it: such a deployment has routes and no gateway", async () => {
    const composition = stack([ELSEWHERE], "{ proxies: 1 }");
    expect(await specsOf(composition, "Gateway")).toEqual([]);
    expect(await specsOf(composition, "ClientTrafficPolicy")).toEqual([]);
    const routes = await specsOf(composition, "HTTPRoute");
    expect(routes.length).toBeGreaterThan(3);
    for (const { parentRefs, hostnames } of routes) {
      expect(parentRefs).toEqual([PLAIN]);
      expect(hostnames).toHaveLength(1);
    }
  });

  test.each([
    ["traffic: { proxyProtocol: true }", "proxyProtocol"],
    [`traffic: { proxies: 1 }\n  arboretum:${ELSEWHERE}`, "proxies"],
  ])("is not met in two ways: %s", (lines, key) => {
    const [problem, ...others] = stack([lines]).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ rule: "met-otherwise", path: `arboretum:traffic.${key}` });
    expect(problem?.remedy).toContain(`arboretum:gateway: { ${key}: `);
    expect(problem?.remedy).toContain("Pulumi.platform.yaml");
  });

  test("does not keep a deployment with TLS from counting a CDN of its own", () => {
    const { problems, blueprint } = stack(["traffic: { proxies: 1 }"]);
    expect(problems).toEqual([]);
    expect(blueprint).toMatchObject({ entry: { proxies: 1 } });
  });

  test.each(["proxies: 1", "proxyProtocol: true"])("is believed by Traefik as it is: not %s", (line) => {
    const { problems } = platform(`{ controller: traefik, ${line} }`);
    expect(problems.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/Traefik believes no proxy/),
    );
  });
});
