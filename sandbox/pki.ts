import { mkdirSync, writeFileSync } from "node:fs";
import { type Authority, authority, type Credential, issue, signingPair } from "./certificates.ts";
import type { Access } from "./client.ts";
import { metricsHosts } from "./metrics.ts";
import { addressOf, filesIn, type Ports } from "./plan.ts";

/** Writes every key, certificate and kubeconfig of a sandbox; what it answers is the administrator. */
export function writePki(folder: string, name: string, { apiServer }: Ports): Access {
  const { pki, kubeconfig } = filesIn(folder);
  mkdirSync(pki(""), { recursive: true, mode: 0o700 });
  const write = (file: string, text: string): void => writeFileSync(file, text, { mode: 0o600 });
  const writePair = (as: string, { certificate, key }: Credential): void => {
    write(pki(`${as}.crt`), certificate);
    write(pki(`${as}.key`), key);
  };
  const root = authority(`arboretum sandbox ${name}`);
  const proxies = authority(`arboretum sandbox ${name} front proxy`);
  write(pki("ca.crt"), root.certificate);
  write(pki("front-proxy-ca.crt"), proxies.certificate);
  writePair("server", issue(root, { name: "server", hosts: [...metricsHosts, ...serverHosts] }));
  writePair("front-proxy", issue(proxies, { name: "front-proxy" }));
  const tokens = signingPair();
  write(pki("tokens.pub"), tokens.public);
  write(pki("tokens.key"), tokens.private);
  const server = addressOf(apiServer);
  for (const component of ["controller-manager", "scheduler"]) {
    const access = accessFor(root, server, { name: `system:kube-${component}` });
    write(pki(`${component}.kubeconfig`), kubeconfigText(name, access));
  }
  const administrator = accessFor(root, server, { name: "administrator", organization: "system:masters" });
  write(kubeconfig, kubeconfigText(name, administrator));
  return administrator;
}

const serverHosts = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"] as const;

const accessFor = (
  root: Authority,
  server: string,
  holder: { name: string; organization?: string },
): Access => ({
  server,
  authority: root.certificate,
  ...issue(root, holder),
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** JSON is YAML, and needs no writer. */
function kubeconfigText(name: string, { server, authority: ca, certificate, key }: Access): string {
  const cluster = { server, "certificate-authority-data": base64(ca) };
  const user = { "client-certificate-data": base64(certificate), "client-key-data": base64(key) };
  const context = `sandbox-${name}`;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: context, cluster }],
    users: [{ name: context, user }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    "current-context": context,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
}

/** Reads what `kubeconfigText` wrote. */
export function accessIn(kubeconfig: string): Access {
  const { clusters, users } = JSON.parse(kubeconfig) as Kubeconfig;
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  const text = (encoded: string | undefined): string => Buffer.from(encoded ?? "", "base64").toString();
  return {
    server: cluster.server ?? "",
    authority: text(cluster["certificate-authority-data"]),
    certificate: text(user["client-certificate-data"]),
    key: text(user["client-key-data"]),
  };
}
