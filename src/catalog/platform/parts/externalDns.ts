import type { PlatformDns } from "../../../settings/sections/platformDns.ts";
import { byName, frozen, type Home, type Part, process, type Values } from "../part.ts";

const HOME: Home = {
  name: "external-dns",
  trust: "restricted",
  opens: [{ from: "monitoring", ports: [7979], why: "metrics" }],
  asks: ["apiServer", "internet"],
};

export const externalDns: Part = {
  name: "externalDns",
  what: "records in the DNS",
  home: HOME,
  charts: ({ settings: { dns } }) => [
    {
      name: "external-dns",
      ...(asksItsMachine(dns) ? { home: { ...HOME, asks: [...HOME.asks, "machine"] } } : {}),
      chart: "external-dns",
      repository: "https://kubernetes-sigs.github.io/external-dns/",
      version: "1.21.1",
      images: ["registry.k8s.io/external-dns/external-dns:v0.21.0"],
      brings: ["externaldns.k8s.io"],
      frozen,
      processes: () => ({ controller: process(1, "20m", "64Mi", "256Mi") }),
      pulledBy: byName,
      values: ({ registry, has, settings }, resources) => ({
        image: { repository: `${registry("registry.k8s.io")}/external-dns/external-dns` },
        resources: resources("controller"),
        provider: { name: dns.provider },
        sources: ["gateway-httproute"],
        // What it did not make itself, it never touches.
        policy: "upsert-only",
        txtOwnerId: settings.cluster.identifier,
        domainFilters: dns.zones,
        // Routes of cert-manager have the host of another route, and last for a minute.
        labelFilter: "acme.cert-manager.io/http01-solver!=true",
        ...loginOf(dns),
        serviceMonitor: { enabled: has("monitoring") },
      }),
    },
  ],
  after: ["gateway", "monitoring"],
};

/** Secret with the token, in the namespace of ExternalDNS. */
export const DNS_LOGIN = "dns-login";

/** The variable in which a provider looks for its token. */
const TOKENS = { cloudflare: "CF_API_TOKEN", digitalocean: "DO_TOKEN" } as const;
/** The annotation by which a cloud gives a ServiceAccount one of its own. */
const ACCOUNTS = { aws: "eks.amazonaws.com/role-arn", google: "iam.gke.io/gcp-service-account" } as const;

/** A role that is named comes with a token in a file; everything else is asked of the machine. */
const asksItsMachine = ({ provider, account }: PlatformDns): boolean =>
  provider === "google" || (provider === "aws" && account === undefined);

/** How it shows a provider who it is. */
function loginOf({ provider, account }: PlatformDns): Values {
  switch (provider) {
    case "aws":
    case "google":
      return account ? { serviceAccount: { annotations: { [ACCOUNTS[provider]]: account } } } : {};
    case "azure":
      return {
        extraVolumes: [
          {
            name: "login",
            secret: { secretName: DNS_LOGIN, items: [{ key: "token", path: "azure.json" }] },
          },
        ],
        extraVolumeMounts: [{ name: "login", mountPath: "/etc/kubernetes", readOnly: true }],
      };
    default:
      return {
        env: [{ name: TOKENS[provider], valueFrom: { secretKeyRef: { name: DNS_LOGIN, key: "token" } } }],
      };
  }
}
