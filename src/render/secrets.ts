import type { Manifest, ObjectManifest, ReleaseManifest } from "./manifests.ts";
import type { Value, Values } from "./rendering.ts";

/**
 * What becomes of the data of Secrets, whose stand-ins nobody may deploy: `omit` leaves it out, `external` writes an ExternalSecret
 * in its place, `sops` takes the Secret out and writes a file with empty values, to be filled in and encrypted. Only the sandbox, which
 * nobody uses for real, asks for the stand-ins.
 */
export type SecretsPolicy = "omit" | "external" | "sops" | "standIns";

/** Where an ExternalSecret finds its values. */
export interface SecretStore {
  readonly kind: "SecretStore" | "ClusterSecretStore";
  readonly name: string;
  /** Before `<namespace>/<name of the Secret>`, such as `arboretum/qa/`. */
  readonly prefix: string;
}

export interface Withheld {
  readonly manifests: readonly Manifest[];
  /** Secrets with empty values, outside of the levels. */
  readonly inputs: readonly Values[];
}

export function withhold(all: readonly Manifest[], policy: SecretsPolicy, store: SecretStore): Withheld {
  if (policy === "standIns") return { manifests: all, inputs: [] };
  const secrets = all.filter(isSecret);
  const forReleases = all
    .filter((manifest) => manifest.is === "release")
    .filter(({ secretValues }) => secretValues.length > 0);
  switch (policy) {
    case "omit":
      return {
        manifests: all.map((manifest) => (isSecret(manifest) ? emptied(manifest) : manifest)),
        inputs: [],
      };
    case "external":
      return {
        manifests: [
          ...all.map((manifest) => (isSecret(manifest) ? external(manifest, store) : manifest)),
          ...forReleases.map((release) => external(valuesSecret(release), store)),
        ],
        inputs: [],
      };
    case "sops":
      return {
        manifests: all.filter((manifest) => !isSecret(manifest)),
        inputs: [...secrets, ...forReleases.map(valuesSecret)].map(({ object }) => blank(object)),
      };
  }
}

const record = (value: Value | undefined): Values =>
  typeof value === "object" ? ((value ?? {}) as Values) : {};

const isSecret = (manifest: Manifest): manifest is ObjectManifest =>
  manifest.is === "object" && manifest.object.kind === "Secret" && manifest.object.apiVersion === "v1";

function emptied(manifest: ObjectManifest): ObjectManifest {
  const { data: _, stringData: __, ...rest } = manifest.object;
  return { ...manifest, object: rest };
}

const keysOf = ({ data, stringData }: Values): readonly string[] =>
  [...new Set([...Object.keys(record(data)), ...Object.keys(record(stringData))])].sort();

function blank(object: Values): Values {
  const { data: _, stringData: __, ...rest } = object;
  return { ...rest, stringData: Object.fromEntries(keysOf(object).map((key) => [key, ""])) };
}

/** The Secret that holds what a release's values may not: one key a value, named by its path. */
export const valuesSecretName = ({ name }: ReleaseManifest): string => `${name}-values`;

function valuesSecret(release: ReleaseManifest): ObjectManifest {
  const { urn, level, dependencies, namespace, secretValues } = release;
  const data = Object.fromEntries(secretValues.map((keys) => [keys.join("."), ""]));
  const object = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: valuesSecretName(release), namespace },
    stringData: data,
  };
  return { is: "object", urn, level, dependencies, object };
}

function external(manifest: ObjectManifest, { kind, name: storeName, prefix }: SecretStore): ObjectManifest {
  const { metadata, type } = manifest.object;
  const { name = "", namespace = "default", labels } = record(metadata);
  const key = `${prefix}${namespace}/${name}`;
  const template = {
    ...(type === undefined ? {} : { type }),
    ...(labels === undefined ? {} : { metadata: { labels } }),
  };
  return {
    ...manifest,
    object: {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
      spec: {
        secretStoreRef: { kind, name: storeName },
        target: { name, ...(Object.keys(template).length === 0 ? {} : { template }) },
        data: keysOf(manifest.object).map((property) => ({
          secretKey: property,
          remoteRef: { key, property },
        })),
      },
    },
  };
}
