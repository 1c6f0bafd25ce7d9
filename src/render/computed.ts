import { createHash } from "node:crypto";
import { kindOf } from "../vocabulary/resourceType.ts";
import type { Value, Values } from "./rendering.ts";
import { rsaKeyOf } from "./rsa.ts";
import { addressOf, automaticName, bytesOf, hexOf, mark, passwordOf, textOf, uuidOf } from "./standIn.ts";

/** What is computed for one resource. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Values;
}

/** What a provider adds to the inputs; `id` where it is not the URN's hash. */
export interface Computed {
  readonly id?: string;
  readonly outputs: Values;
}

type Compute = (subject: Subject) => Computed;

const sameAs = (result: string, more: Values = {}): Computed => ({
  id: result,
  outputs: { result, ...more },
});

/** Everything but Kubernetes objects, by type. */
const byType: Readonly<Record<string, Compute>> = {
  "random:index/randomPassword:RandomPassword": ({ urn, inputs }) => ({
    id: "none",
    outputs: { result: passwordOf(urn, inputs), bcryptHash: `$2a$10$${hexOf(53, "bcrypt", urn)}` },
  }),
  "random:index/randomString:RandomString": ({ urn, inputs }) => sameAs(passwordOf(urn, inputs)),
  "random:index/randomUuid:RandomUuid": ({ urn }) => sameAs(uuidOf(urn)),
  "random:index/randomUuid4:RandomUuid4": ({ urn }) => sameAs(uuidOf(urn)),
  "random:index/randomUuid7:RandomUuid7": ({ urn }) => sameAs(uuidOf(urn)),
  "random:index/randomId:RandomId": ({ urn, inputs }) => randomId(urn, inputs),
  "random:index/randomBytes:RandomBytes": ({ urn, inputs }) => {
    const bytes = bytesOf(Number(inputs.length ?? 0), "bytes", urn);
    return { outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
  },
  "random:index/randomInteger:RandomInteger": ({ urn, inputs }) => {
    const [least, most] = [Number(inputs.min ?? 0), Number(inputs.max ?? 0)];
    const result = least + (bytesOf(4, "integer", urn).readUInt32BE() % (most - least + 1));
    return { id: String(result), outputs: { result } };
  },
  "random:index/randomPet:RandomPet": ({ urn, inputs }) => {
    const words = [
      mark,
      ...Array.from({ length: Number(inputs.length ?? 2) - 1 }, (_, index) => hexOf(6, urn, String(index))),
    ];
    const prefix = typeof inputs.prefix === "string" ? [inputs.prefix] : [];
    return { id: [...prefix, ...words].join(String(inputs.separator ?? "-")), outputs: {} };
  },
  "random:index/randomShuffle:RandomShuffle": ({ inputs }) => {
    const list = Array.isArray(inputs.inputs) ? inputs.inputs : [];
    return { outputs: { results: list.slice(0, Number(inputs.resultCount ?? list.length)) } };
  },
  "tls:index/privateKey:PrivateKey": ({ urn, inputs }) => privateKey(urn, inputs),
  "tls:index/selfSignedCert:SelfSignedCert": certificate,
  "tls:index/locallySignedCert:LocallySignedCert": certificate,
  "tls:index/certRequest:CertRequest": ({ urn }) => ({
    outputs: { certRequestPem: pem("CERTIFICATE REQUEST", urn), keyAlgorithm: "RSA" },
  }),
  "aws:iam/accessKey:AccessKey": ({ urn }) => ({
    outputs: { secret: passwordOf(urn, { length: 40, special: false }) },
  }),
  "aws:s3/bucket:Bucket": ({ urn, inputs }) => {
    const bucket = String(inputs.bucket ?? hexOf(20, "bucket", urn));
    return { id: bucket, outputs: { arn: `arn:aws:s3:::${bucket}` } };
  },
  "aws:iam/role:Role": ({ urn, name, inputs }) => {
    const role = String(inputs.name ?? automaticName(urn, name));
    return { id: role, outputs: { name: role, arn: `arn:aws:iam::000000000000:role/${role}` } };
  },
  "aws:rds/instance:Instance": ({ urn, inputs }) => ({
    id: String(inputs.identifier ?? hexOf(20, "id", urn)),
    outputs: { address: `${String(inputs.identifier ?? mark)}.${hexOf(12, "host", urn)}.rds.example.net` },
  }),
  "aws:elasticache/replicationGroup:ReplicationGroup": ({ urn, inputs }) => ({
    id: String(inputs.replicationGroupId ?? hexOf(20, "id", urn)),
    outputs: {
      primaryEndpointAddress: `master.${String(inputs.replicationGroupId ?? mark)}.${hexOf(6, "host", urn)}.cache.example.net`,
    },
  }),
  "aws:cloudfront/distribution:Distribution": ({ urn }) => ({
    outputs: { domainName: `${hexOf(13, "domain", urn)}.cloudfront.example.net`, hostedZoneId: mark },
  }),
  "kubernetes:helm.sh/v3:Release": ({ urn, name, inputs }) => {
    const release = String(inputs.name ?? automaticName(urn, name));
    const namespace = String(inputs.namespace ?? "default");
    const status = {
      name: release,
      namespace,
      revision: 1,
      status: "deployed",
      version: inputs.version ?? "0.0.0",
    };
    return {
      id: `${namespace}/${release}`,
      outputs: {
        name: release,
        namespace,
        status: { ...status, appVersion: mark, chart: inputs.chart ?? "" },
        resourceNames: {},
      },
    };
  },
};

function randomId(urn: string, inputs: Values): Computed {
  const bytes = bytesOf(Number(inputs.byteLength ?? 0), "id", urn);
  const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
  const hex = bytes.toString("hex");
  return {
    id: bytes.toString("base64url"),
    outputs: {
      hex: prefix + hex,
      dec: prefix + BigInt(`0x0${hex}`).toString(),
      b64Std: prefix + bytes.toString("base64"),
      b64Url: prefix + bytes.toString("base64url"),
    },
  };
}

const pem = (label: string, urn: string): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(`Stand-in: ${urn}`).toString("base64")}\n-----END ${label}-----\n`;

function privateKey(urn: string, inputs: Values): Computed {
  const common = {
    publicKeyOpenssh: `ssh-rsa ${textOf(64, "abcdefghijklmnopqrstuvwxyz", urn)} stand-in\n`,
    privateKeyOpenssh: pem("OPENSSH PRIVATE KEY", urn),
    publicKeyFingerprintMd5: hexOf(32, "md5", urn).replace(/(..)(?!$)/g, "$1:"),
    publicKeyFingerprintSha256: `SHA256:${bytesOf(32, "sha256", urn).toString("base64").replace(/=+$/, "")}`,
  };
  // Only RSA keys are parsed by what we run; other kinds are text that says what it is.
  const pair =
    inputs.algorithm === "RSA"
      ? rsaKeyOf(urn, Number(inputs.rsaBits ?? 2048))
      : {
          privateKeyPem: pem("PRIVATE KEY", urn),
          privateKeyPemPkcs8: pem("PRIVATE KEY", urn),
          publicKeyPem: pem("PUBLIC KEY", urn),
        };
  return { id: createHash("sha1").update(urn).digest("hex"), outputs: { ...common, ...pair } };
}

function certificate({ urn, inputs }: Subject): Computed {
  return {
    outputs: {
      certPem: pem("CERTIFICATE", urn),
      caKeyAlgorithm: "RSA",
      keyAlgorithm: "RSA",
      readyForRenewal: false,
      validityStartTime: "2000-01-01T00:00:00Z",
      validityEndTime: `2000-01-01T00:00:00Z+${inputs.validityPeriodHours ?? 0}h`,
    },
  };
}

/** The status that controllers would write, by kind. What is not here has an empty status. */
const statusByKind: Readonly<Record<string, (subject: Subject, spec: Values) => Values>> = {
  Service: ({ urn }, spec) => ({
    loadBalancer: spec.type === "LoadBalancer" ? { ingress: [{ ip: addressOf(urn) }] } : {},
  }),
  Ingress: ({ urn }) => ({ loadBalancer: { ingress: [{ ip: addressOf(urn) }] } }),
  Gateway: ({ urn }) => ({ addresses: [{ type: "IPAddress", value: addressOf(urn) }] }),
  Namespace: () => ({ phase: "Active" }),
  PersistentVolumeClaim: () => ({ phase: "Bound" }),
  PersistentVolume: () => ({ phase: "Bound" }),
  Deployment: (_, spec) => replicas(spec),
  StatefulSet: (_, spec) => replicas(spec),
  Job: () => ({ succeeded: 1, conditions: [{ type: "Complete", status: "True" }] }),
};

function replicas(spec: Values): Values {
  const count: Value = typeof spec.replicas === "number" ? spec.replicas : 1;
  return { replicas: count, readyReplicas: count, availableReplicas: count, observedGeneration: 1 };
}

const record = (value: Value | undefined): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

/** What the API server adds to the metadata of an object. */
export const serverMetadata = (urn: string): Values => ({
  uid: uuidOf(urn),
  resourceVersion: "1",
  generation: 1,
  creationTimestamp: "2000-01-01T00:00:00Z",
});

/** The identity of an object: its name in its namespace, the way the provider writes ids. */
export function objectId(inputs: Values, unnamed: () => string): string {
  const { namespace, name } = record(inputs.metadata);
  const own = typeof name === "string" ? name : unnamed();
  return typeof namespace === "string" ? `${namespace}/${own}` : own;
}

/** What a provider would compute. Kubernetes objects get their status here and their metadata from `serverMetadata`. */
export function computedFor(subject: Subject): Computed {
  const compute = byType[subject.type];
  if (compute) return compute(subject);
  if (!subject.type.startsWith("kubernetes:")) return { id: hexOf(20, "id", subject.urn), outputs: {} };
  const status = statusByKind[kindOf(subject)]?.(subject, record(subject.inputs.spec));
  return {
    id: objectId(subject.inputs, () => automaticName(subject.urn, subject.name)),
    outputs: status === undefined ? {} : { status },
  };
}
