import { type Rule, rule } from "../rule.ts";
import type { Pods, Scene } from "../scene.ts";

const accountOf = ({ owner, spec }: Pods, scene: Scene) =>
  scene.find("ServiceAccount", owner.namespace, spec.serviceAccountName ?? "default");

export const accounts: readonly Rule[] = [
  rule("pod-service-account", {
    why: "A pod without an account of its own runs as `default`, whose rights anybody may raise for all.",
    over: (scene) => scene.pods,
    holds: (pods, scene) => accountOf(pods, scene) !== undefined,
    wrong: ({ spec }) =>
      `Its service account "${spec.serviceAccountName ?? "default"}" is not in this stack.`,
    remedy: "Register a ServiceAccount for the component and name it in the pod.",
  }),
  rule("pod-no-token", {
    why: "A token that nobody uses is a key to the API server for whoever breaks in.",
    over: (scene) => scene.pods,
    holds: ({ spec }) => spec.automountServiceAccountToken === false,
    wrong: "Its pods get a token for the API server.",
    remedy: "Set automountServiceAccountToken: false.",
  }),
];
