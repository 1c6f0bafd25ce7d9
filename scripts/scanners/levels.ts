import type { Finding } from "./finding.ts";
import type { ShippedStack } from "./stacks.ts";

/** A namespace: the Pod Security level that the API server enforces in it, and the level that its pods meet. */
export interface NamespaceLevel {
  readonly stack: string;
  readonly namespace: string;
  readonly enforced: string;
  readonly met: "privileged" | "baseline" | "restricted";
}

const ENFORCE = "pod-security.kubernetes.io/enforce";

const PODS = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

/** What Monokle says of the pods in each namespace: its rules PSS1… are those of "baseline", PSS2… those of "restricted". */
export function namespaceLevels(
  stacks: readonly ShippedStack[],
  findings: readonly Finding[],
): readonly NamespaceLevel[] {
  return stacks.flatMap(({ id: stack, objects }) =>
    objects
      .filter(({ kind }) => kind === "Namespace")
      // Where charts alone put pods there is none to look at.
      .filter(({ name }) => objects.some(({ namespace, kind }) => namespace === name && PODS.includes(kind)))
      .map(({ name, manifest }) => {
        const { labels = {} } = manifest.metadata as { readonly labels?: Readonly<Record<string, string>> };
        const broken = findings
          .filter(
            ({ scanner, object }) =>
              scanner === "monokle" && object.stack === stack && object.namespace === name,
          )
          .map(({ rule }) => rule);
        const breaks = (prefix: string) => broken.some((rule) => rule.startsWith(prefix));
        const met = breaks("PSS1") ? "privileged" : breaks("PSS2") ? "baseline" : "restricted";
        return { stack, namespace: name, enforced: labels[ENFORCE] ?? "nothing", met };
      }),
  );
}
