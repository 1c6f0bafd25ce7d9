import { toYaml, toYamlStream } from "../documents/yaml.ts";
import { argoApplication, fluxObjects, type HelmForm, waveOf } from "./helm.ts";
import { type Manifest, manifests, type ReleaseManifest } from "./manifests.ts";
import type { Rendering, Value, Values } from "./rendering.ts";
import { type SecretStore, type SecretsPolicy, withhold } from "./secrets.ts";

export interface OutputOptions {
  /** Default: `values`. */
  readonly helm?: HelmForm;
  /** Default: `omit`. */
  readonly secrets?: SecretsPolicy;
  /** Default: the ClusterSecretStore `arboretum`, below `<project>/<stack>/`. */
  readonly store?: SecretStore;
}

/** A file to write, by its path below the output folder. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Everything that `arboretum render` writes: one file a level, the releases, and an index of what is where. */
export function outputFiles(rendering: Rendering, options: OutputOptions = {}): readonly OutputFile[] {
  const { helm = "values", secrets = "omit", store = defaultStore(rendering) } = options;
  const withheld = withhold(manifests(rendering), secrets, store);
  const depth = Math.max(1, ...withheld.manifests.map(({ level }) => level));
  const levelFile = (level: number) =>
    `${String(level).padStart(Math.max(2, String(depth).length), "0")}.yaml`;
  const byFile = Map.groupBy(
    withheld.manifests.filter((manifest) => manifest.is === "object" || helm !== "values"),
    ({ level }) => levelFile(level),
  );
  const releases = withheld.manifests.filter((manifest) => manifest.is === "release");
  const valueFiles = helm === "values" ? releases.map(valuesFile) : [];
  return [
    ...[...byFile].map(([path, group]) => ({
      path,
      text: toYamlStream(group.flatMap((manifest) => documentsOf(manifest, helm))),
    })),
    ...valueFiles,
    ...withheld.inputs.map((object) => ({ path: inputPath(object), text: toYaml(object) })),
    {
      path: "index.json",
      text: `${JSON.stringify(indexOf(rendering, withheld.manifests, helm, levelFile), null, 2)}\n`,
    },
  ];
}

const defaultStore = ({ project, stack }: Rendering): SecretStore => ({
  kind: "ClusterSecretStore",
  name: "arboretum",
  prefix: `${project}/${stack}/`,
});

const record = (value: Value | undefined): Values =>
  typeof value === "object" ? ((value ?? {}) as Values) : {};

function documentsOf(manifest: Manifest, helm: HelmForm): readonly Values[] {
  if (manifest.is === "release") return helm === "argo" ? [argoApplication(manifest)] : fluxObjects(manifest);
  if (helm !== "argo") return [manifest.object];
  const metadata = record(manifest.object.metadata);
  const annotations = { ...record(metadata.annotations), ...waveOf(manifest.level) };
  return [{ ...manifest.object, metadata: { ...metadata, annotations } }];
}

const valuesPath = ({ namespace, name }: ReleaseManifest): string => `helm/${namespace}-${name}.values.yaml`;

function valuesFile(release: ReleaseManifest): OutputFile {
  const { name, namespace, chart, version, repository, values, secretValues } = release;
  const from = repository === undefined ? "" : ` --repo ${repository}`;
  const missing = secretValues.map(
    (keys) => `# Secret, to be given with --set-file or --values: ${keys.join(".")}\n`,
  );
  const command = `# helm upgrade --install ${name} ${chart}${from} --version ${version} --namespace ${namespace} --values ${valuesPath(release)}\n`;
  return { path: valuesPath(release), text: command + missing.join("") + toYaml(values) };
}

function inputPath({ metadata }: Values): string {
  const { namespace = "default", name } = record(metadata);
  return `secrets/${namespace}-${name}.yaml`;
}

type Index = Readonly<Record<string, unknown>>;

function indexOf(
  rendering: Rendering,
  all: readonly Manifest[],
  helm: HelmForm,
  levelFile: (level: number) => string,
): Index {
  const { project, stack } = rendering;
  return {
    project,
    stack,
    manifests: all.map((manifest) => entryOf(manifest, helm, levelFile(manifest.level))),
  };
}

function entryOf(manifest: Manifest, helm: HelmForm, file: string): Index {
  const { urn, level, dependencies } = manifest;
  if (manifest.is === "object") {
    const { apiVersion, kind, metadata } = manifest.object;
    const { namespace, name } = record(metadata);
    return { urn, level, file, apiVersion, kind, namespace, name, dependencies };
  }
  const { name, namespace, chart, version, repository, secretValues } = manifest;
  return {
    urn,
    level,
    file: helm === "values" ? valuesPath(manifest) : file,
    release: {
      name,
      namespace,
      chart,
      version,
      repository,
      opaque: "Only Helm knows what this creates, when it runs.",
    },
    withheldValues: secretValues.map((keys) => keys.join(".")),
    dependencies,
  };
}
