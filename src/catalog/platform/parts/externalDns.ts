import { type Part, process } from "../part.ts";

export const externalDns: Part = {
  name: "externalDns",
  what: "records in the DNS",
  home: {
    name: "external-dns",
    trust: "restricted",
    opens: [{ from: "monitoring", ports: [7979], why: "metrics" }],
    asks: ["apiServer", "internet"],
  },
  charts: ({ settings: { dns } }) => [
    {
      name: "external-dns",
      chart: "external-dns",
      repository: "https://kubernetes-sigs.github.io/external-dns/",
      version: "1.21.1",
      images: ["registry.k8s.io/external-dns/external-dns:v0.21.0"],
      brings: ["externaldns.k8s.io"],
      processes: () => ({ controller: process(1, "20m", "64Mi", "256Mi") }),
      values: ({ registry, has, settings }, resources) => ({
        image: { repository: `${registry("registry.k8s.io")}/external-dns/external-dns` },
        resources: resources("controller"),
        provider: { name: dns.provider },
        sources: ["gateway-httproute"],
        // What it did not make itself, it never touches.
        policy: "upsert-only",
        txtOwnerId: settings.cluster.identifier,
        domainFilters: dns.zones,
        ...(dns.token
          ? {
              env: [
                {
                  name: TOKENS[dns.provider] ?? "",
                  valueFrom: { secretKeyRef: { name: DNS_LOGIN, key: "token" } },
                },
              ],
            }
          : {}),
        serviceMonitor: { enabled: has("monitoring") },
      }),
    },
  ],
  after: ["gateway", "monitoring"],
};

/** Secret with the token, in the namespace of ExternalDNS. */
export const DNS_LOGIN = "dns-login";

/** The variable in which a provider looks for its token. The others find their own way, by the account of the machine. */
const TOKENS: Readonly<Record<string, string>> = { cloudflare: "CF_API_TOKEN", digitalocean: "DO_TOKEN" };
