import { keysOf, withoutKeys } from "../../documents/propertyPath.ts";
import type { Resource } from "../../render/rendering.ts";
import { type Rule, rule } from "../rule.ts";
import type { PodContainer, Scene, Subject } from "../scene.ts";

const SECRET = "kubernetes:core/v1:Secret";
const STACK = "pulumi:pulumi:Stack";

/** Where a secret may stand: in a Secret, in the values of a chart, in what fetches it, in what a provider logs in with, or signs, or gives a server of Amazon. */
const HOMES: readonly { readonly type: RegExp; readonly path: RegExp }[] = [
  { type: /^kubernetes:core\/v1:Secret$/, path: /^(?:stringData|data)\b/ },
  { type: /^kubernetes:helm\.sh\/v3:Release$/, path: /^(?:values\b|repositoryOpts\.password$)/ },
  { type: /^pulumi:providers:/, path: /^kubeconfig$/ },
  { type: /^aws:rds\/instance:/, path: /^password$/ },
  { type: /^aws:elasticache\/replicationGroup:/, path: /^authToken$/ },
  { type: /^tls:index\/selfSignedCert:/, path: /^privateKeyPem$/ },
];

const strayPaths = ({ type, secretPaths }: Resource): readonly string[] => {
  const homes = HOMES.filter((home) => home.type.test(type));
  return secretPaths.filter((path) => !homes.some((home) => home.path.test(path)));
};

const resources = ({ rendering }: Scene): readonly Subject[] =>
  rendering.resources.map((resource) => ({ resource }));

/** What providers make that nobody may read, by type and output. */
const MADE: Readonly<Record<string, string>> = {
  "random:index/randomPassword:RandomPassword": "result",
  "random:index/randomBytes:RandomBytes": "hex",
  "tls:index/privateKey:PrivateKey": "privateKeyPem",
};

/** What stands in a rendering for a value of the stack's configuration that only Pulumi can decrypt. */
const GIVEN = "not-a-secret:";

const asWritten = (text: string) => JSON.stringify(text).slice(1, -1);

/** The values that may stand nowhere but in a Secret. */
const valuesOf = ({ rendering }: Scene): readonly string[] => [
  GIVEN,
  ...rendering.resources.flatMap(({ type, outputs }) => {
    const value = outputs[MADE[type] ?? ""];
    return typeof value === "string" && !value.startsWith("<") ? [asWritten(value)] : [];
  }),
];

/** Everything that a resource shows to whoever may read it. */
function shown(
  { type, custom, inputs, outputs, secretPaths }: Resource,
  { rendering: { secretOutputs } }: Scene,
): string {
  const values = custom ? inputs : outputs;
  const { stringData, data, ...rest } = values;
  if (type === SECRET) return JSON.stringify(rest);
  // What a stack tells people may be secret: it is encrypted in the state, and shown to whoever asks for it by name.
  const hidden = type === STACK ? secretOutputs : secretPaths;
  return JSON.stringify(hidden.map(keysOf).reduce<unknown>(withoutKeys, values));
}

/** Resources that show a secret. */
function showing(scene: Scene): readonly Subject[] {
  const values = valuesOf(scene);
  return resources(scene).filter(({ resource }) => {
    const text = shown(resource, scene);
    return values.some((value) => text.includes(value));
  });
}

const SOUNDS_SECRET = /secret|passw|pwd|token|credential|private|(?:^|_)key(?:$|_)/i;

const plainVariables = ({ container: { env = [] } }: PodContainer): string[] =>
  env
    .filter(({ name, value }) => value && SOUNDS_SECRET.test(name) && !value.startsWith("/"))
    .map(({ name }) => name);

/** Takes its password from a variable and from nowhere else. It starts no other program, and its image has none. */
const READS_NO_FILE = /\/percona\/mongodb_exporter:/;

export const secrets: readonly Rule[] = [
  rule("secret-at-home", {
    why: "A secret in a pod or in metadata hides the whole object in every plan, and stands in the cluster for all to read.",
    over: resources,
    holds: ({ resource }) => strayPaths(resource).length === 0,
    wrong: ({ resource }) => `A secret stands in ${strayPaths(resource).join(", ")}.`,
    remedy: "Put it into a Secret and mount that as a file.",
  }),
  rule("secret-not-shown", {
    why: "What a ConfigMap, a pod or an output says can be read by everybody who may list them.",
    over: showing,
    holds: () => false,
    wrong: "It shows the value of a secret.",
    remedy: "Put it into a Secret and mount that as a file.",
  }),
  rule("secret-as-file", {
    why: "Variables are inherited by child processes and end in crash reports.",
    over: (scene) => scene.containers.filter(({ container }) => !READS_NO_FILE.test(container.image ?? "")),
    holds: ({ container: { env = [], envFrom = [] } }) =>
      envFrom.length === 0 &&
      env.every(({ valueFrom }) => !JSON.stringify(valueFrom ?? "").includes("secretKeyRef")),
    wrong: ({ container }) => `Container ${container.name} takes a Secret into its environment.`,
    remedy: "Mount it as a file, and name the file in the variable.",
  }),
  rule("environment-plain", {
    why: "A password in a variable is in the manifest, in the state and in every description of the pod.",
    over: (scene) => scene.containers,
    holds: (found) => plainVariables(found).length === 0,
    wrong: (found) =>
      `Container ${found.container.name} has ${plainVariables(found).join(", ")}, which sounds like a secret.`,
    remedy: "Mount it as a file and give the path, or give the variable another name.",
  }),
];
