import type { ReleaseManifest } from "./manifests.ts";
import type { Values } from "./rendering.ts";
import { valuesSecretName } from "./secrets.ts";

/** How chart releases are written: as a file of values for `helm`, or as objects for Flux or Argo CD. */
export type HelmForm = "values" | "flux" | "argo";

const isInRegistry = ({ chart }: ReleaseManifest): boolean => chart.startsWith("oci://");

const splitReference = (chart: string): readonly [string, string] => {
  const end = chart.lastIndexOf("/");
  return [chart.slice("oci://".length, end), chart.slice(end + 1)];
};

/** The objects of Flux: where the chart is, and the release. */
export function fluxObjects(release: ReleaseManifest): readonly Values[] {
  const { name, namespace } = release;
  const metadata = { name, namespace };
  const secret = valuesSecretName(release);
  const valuesFrom = release.secretValues.map((keys) => ({
    kind: "Secret",
    name: secret,
    valuesKey: keys.join("."),
    targetPath: keys.map((key) => key.replaceAll(".", "\\.")).join("."),
  }));
  const helmRelease = {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata,
    spec: {
      interval: "1h",
      releaseName: name,
      // Otherwise the kinds in the folder `crds/` of a chart would stay as its first version had them.
      upgrade: { crds: "CreateReplace" },
      ...chartForFlux(release),
      ...(valuesFrom.length === 0 ? {} : { valuesFrom }),
      values: release.values,
    },
  };
  return [sourceForFlux(release), helmRelease];
}

function sourceForFlux(release: ReleaseManifest): Values {
  const { name, namespace, chart, version, repository = "" } = release;
  const apiVersion = "source.toolkit.fluxcd.io/v1";
  const metadata = { name, namespace };
  if (!isInRegistry(release)) {
    return { apiVersion, kind: "HelmRepository", metadata, spec: { interval: "1h", url: repository } };
  }
  // A chart is one layer of its artifact, which Flux has to be told to copy as it is.
  const layerSelector = {
    mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
    operation: "copy",
  };
  return {
    apiVersion,
    kind: "OCIRepository",
    metadata,
    spec: { interval: "1h", url: chart, ref: { tag: version }, layerSelector },
  };
}

function chartForFlux(release: ReleaseManifest): Values {
  const { name, chart, version } = release;
  if (isInRegistry(release)) return { chartRef: { kind: "OCIRepository", name } };
  return { chart: { spec: { chart, version, sourceRef: { kind: "HelmRepository", name } } } };
}

/** The Application of Argo CD, in the wave of the release's level. It has no way to take values from a Secret. */
export function argoApplication(release: ReleaseManifest, namespaceOfArgo = "argocd"): Values {
  const { name, namespace, version, level, values } = release;
  const [repoURL, chart] = isInRegistry(release)
    ? splitReference(release.chart)
    : [release.repository ?? "", release.chart];
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: `${namespace}-${name}`, namespace: namespaceOfArgo, annotations: waveOf(level) },
    spec: {
      project: "default",
      destination: { server: "https://kubernetes.default.svc", namespace },
      source: { repoURL, chart, targetRevision: version, helm: { releaseName: name, valuesObject: values } },
      syncPolicy: { automated: {}, syncOptions: ["ServerSideApply=true"] },
    },
  };
}

export const waveOf = (level: number): Values => ({ "argocd.argoproj.io/sync-wave": String(level) });
