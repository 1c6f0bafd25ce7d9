import type { Resource } from "../../render/rendering.ts";
import { type Rule, rule } from "../rule.ts";
import type { Scene, Subject } from "../scene.ts";

const isProvider = ({ type }: Resource) => type.startsWith("pulumi:providers:");

/** What a provider manages for us. */
const managed = ({ rendering }: Scene): readonly Subject[] =>
  rendering.resources
    .filter((resource) => resource.custom && !resource.read && !isProvider(resource))
    .map((resource) => ({ resource }));

const clusters = ({ rendering }: Scene): readonly Subject[] =>
  rendering.resources
    .filter(({ type }) => type === "pulumi:providers:kubernetes")
    .map((resource) => ({ resource }));

const STACK = "pulumi:pulumi:Stack";

const providerOf = ({ provider }: Resource, { byUrn }: Scene): Resource | undefined =>
  byUrn.get(provider.slice(0, provider.lastIndexOf("::")));

export const engine: readonly Rule[] = [
  rule("provider-explicit", {
    why: "A default provider writes to whatever cluster a kubeconfig happens to name.",
    over: managed,
    holds: ({ resource }, scene) => providerOf(resource, scene) !== undefined,
    wrong: "It has no provider of this stack.",
    remedy: "Hand the providers of the program down to it.",
  }),
  rule("provider-fixed", {
    why: "Without a fixed name of the cluster, a new kubeconfig replaces everything that runs there.",
    over: clusters,
    holds: ({ resource: { inputs } }) =>
      Boolean(inputs.clusterIdentifier) && `${inputs.enableServerSideApply}` === "true",
    wrong: "It has no fixed cluster, or does not apply on the server's side.",
    remedy: "Set clusterIdentifier and enableServerSideApply.",
  }),
  rule("provider-in-place", {
    why: "Between deleting a configuration and creating it again no pod can start.",
    over: clusters,
    holds: ({ resource: { inputs } }) =>
      `${inputs.enableConfigMapMutable}` === "true" && `${inputs.enableSecretMutable}` === "true",
    wrong: "It replaces ConfigMaps and Secrets instead of changing them.",
    remedy: "Set enableConfigMapMutable and enableSecretMutable.",
  }),
  rule("child-parented", {
    why: "What has no component as parent is in nobody's picture, and goes when somebody tidies up.",
    over: managed,
    holds: ({ resource }, { byUrn }) => {
      const parent = byUrn.get(resource.parent);
      return parent !== undefined && !parent.custom && parent.type !== STACK;
    },
    wrong: "It belongs to no component.",
    remedy: "Register it with { parent: this }.",
  }),
  rule("child-named", {
    why: "When a component is renamed, the engine finds its children by this prefix.",
    over: managed,
    holds: ({ resource }, { byUrn }) => {
      const parent = byUrn.get(resource.parent);
      return parent === undefined || parent.type === STACK || resource.name.startsWith(parent.name);
    },
    wrong: ({ resource }, { byUrn }) =>
      `It is called "${resource.name}" below "${byUrn.get(resource.parent)?.name}".`,
    remedy: "Start its name with the name of its component.",
  }),
];
