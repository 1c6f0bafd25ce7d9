import { administratorSecret, SHARED_SERVERS } from "../../catalog/stores/shared.ts";
import type { Volume } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { ClusterObject, PodContainer, Pods, Scene } from "../scene.ts";

/** The object that a volume shows, as kind and name; nothing for a directory of the pod's own. */
function shownBy({
  configMap,
  secret,
  persistentVolumeClaim,
}: Volume): readonly [string, string] | undefined {
  if (configMap) return ["ConfigMap", configMap.name ?? ""];
  if (secret) return ["Secret", secret.secretName ?? ""];
  if (persistentVolumeClaim) return ["PersistentVolumeClaim", persistentVolumeClaim.claimName ?? ""];
  return undefined;
}

function objectOf(volume: Volume | undefined, { owner }: Pods, scene: Scene): ClusterObject | undefined {
  const shown = volume && shownBy(volume);
  return shown && scene.find(shown[0], owner.namespace, shown[1]);
}

/** In a namespace of the platform a Job of a deployment takes the administrator's login that the platform has put there. */
const isThePlatforms = ({ secret }: Volume, { owner }: Pods, { visited }: Scene): boolean =>
  visited.has(owner.namespace) &&
  SHARED_SERVERS.some((server) => administratorSecret(server) === secret?.secretName);

const missing = (pods: Pods, scene: Scene): readonly string[] =>
  (pods.spec.volumes ?? []).flatMap((volume) => {
    const shown = shownBy(volume);
    const isThere = objectOf(volume, pods, scene) !== undefined || isThePlatforms(volume, pods, scene);
    return shown && !isThere ? [shown.join(" ")] : [];
  });

const volumeOf = ({ spec }: Pods, name: string) => spec.volumes?.find((volume) => volume.name === name);

/** Each pod of a set has a volume of its own for each claim that the set names. */
const isOwn = ({ owner }: Pods, name: string): boolean =>
  (owner.spec.volumeClaimTemplates ?? []).some(({ metadata }) => metadata?.name === name);

const undeclared = ({ container, pods }: PodContainer): readonly string[] =>
  (container.volumeMounts ?? [])
    .map(({ name }) => name)
    .filter((name) => volumeOf(pods, name) === undefined && !isOwn(pods, name));

/** Whether an object has a file, as far as one knows: in a preview a word may stand for all of a Secret, which is not known yet. */
const mayHave = ({ resource }: ClusterObject, file: string): boolean => {
  const { data, stringData, binaryData } = resource.inputs;
  const blocks = [data, stringData, binaryData];
  return blocks.some((block) => typeof block === "string" || Object.keys(block ?? {}).includes(file));
};

/** Single files of a ConfigMap or Secret that the object does not have. */
const missingFiles = ({ container, pods }: PodContainer, scene: Scene): readonly string[] =>
  (container.volumeMounts ?? []).flatMap(({ name, subPath }) => {
    const object = objectOf(volumeOf(pods, name), pods, scene);
    if (subPath === undefined || object === undefined || object.kind === "PersistentVolumeClaim") return [];
    return mayHave(object, subPath) ? [] : [`${object.kind} ${object.name}: ${subPath}`];
  });

const endless = ({ spec }: Pods): readonly string[] =>
  (spec.volumes ?? []).filter(({ emptyDir }) => emptyDir && !emptyDir.sizeLimit).map(({ name }) => name);

export const volumes: readonly Rule[] = [
  rule("volume-source", {
    why: "A pod that mounts what does not exist waits for it for ever.",
    over: (scene) => scene.pods,
    holds: (pods, scene) => missing(pods, scene).length === 0,
    wrong: (pods, scene) =>
      `Its pods mount ${missing(pods, scene).join(", ")}, which this stack does not have.`,
    remedy: "Mount an object of this stack, under the name that it has.",
  }),
  rule("volume-declared", {
    why: "The API server refuses a pod that mounts a volume it does not declare.",
    over: (scene) => scene.containers,
    holds: (found) => undeclared(found).length === 0,
    wrong: (found) =>
      `Container ${found.container.name} mounts ${undeclared(found).join(", ")}, which is no volume.`,
    remedy: "Declare the volume in the pod.",
  }),
  rule("volume-file", {
    why: "A single file that is not there becomes an empty directory, and the process reads that.",
    over: (scene) => scene.containers,
    holds: (found, scene) => missingFiles(found, scene).length === 0,
    wrong: (found, scene) =>
      `Container ${found.container.name} mounts a file that is not there (${missingFiles(found, scene).join(", ")}).`,
    remedy: "Name a key of the object as subPath.",
  }),
  rule("volume-bounded", {
    why: "A scratch directory without a limit fills the disk of the node, and everything on it stops.",
    over: (scene) => scene.pods,
    holds: (pods) => endless(pods).length === 0,
    wrong: (pods) => `Scratch directory ${endless(pods).join(", ")} has no limit.`,
    remedy: "Set emptyDir.sizeLimit.",
  }),
];
