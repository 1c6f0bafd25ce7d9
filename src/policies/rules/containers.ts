import { type Labels, type Probe, selects } from "../kubernetes.ts";
import { type Rule, rule } from "../rule.ts";
import type { PodContainer, Scene } from "../scene.ts";

/** What a container has to ask for, and what it has to be stopped at. Processors are shared by what is asked for, without a stop. */
const ASKED = ["cpu", "memory", "ephemeral-storage"];
const STOPPED = ["memory", "ephemeral-storage"];

const missingFrom = (wanted: readonly string[], given: Labels = {}) =>
  wanted.filter((name) => given[name] === undefined);

const missingShares = ({ container: { resources } }: PodContainer): string[] => [
  ...missingFrom(ASKED, resources?.requests).map((name) => `requests.${name}`),
  ...missingFrom(STOPPED, resources?.limits).map((name) => `limits.${name}`),
];

/** What a Service sends requests to. To a Job it may send none at all (`service-no-jobs`), and that one must not have such probes. */
const served = (scene: Scene): readonly PodContainer[] =>
  scene.containers.filter(
    ({ pods, container }) =>
      // What runs before has ended when the first request comes.
      pods.spec.containers?.includes(container) &&
      !/^(?:Cron)?Job$/.test(pods.owner.kind) &&
      scene
        .kind("Service")
        .some(
          ({ spec, namespace }) =>
            namespace === pods.owner.namespace && spec.selector && selects(spec.selector, pods.labels),
        ),
  );

const PROBES = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

const missingProbes = ({ container }: PodContainer) =>
  PROBES.filter((probe) => container[probe] === undefined);

/** What a probe asks, without how often. */
const question = ({ httpGet, tcpSocket, exec }: Probe = {}): string =>
  JSON.stringify([httpGet?.path, httpGet?.port, tcpSocket?.port, exec?.command]);

/** Seconds until a probe gives up. */
const patience = ({ periodSeconds = 10, failureThreshold = 3 }: Probe = {}): number =>
  periodSeconds * failureThreshold;

const probedPorts = ({ container }: PodContainer): (string | number)[] =>
  PROBES.flatMap((probe) => {
    const port = container[probe]?.httpGet?.port ?? container[probe]?.tcpSocket?.port;
    return port === undefined ? [] : [port];
  });

const declares = ({ container }: PodContainer, wanted: string | number): boolean =>
  (container.ports ?? []).some(({ name, containerPort }) => name === wanted || containerPort === wanted);

const hasProbes = ({ container }: PodContainer) =>
  container.readinessProbe !== undefined && container.livenessProbe !== undefined;

export const containers: readonly Rule[] = [
  rule("container-resources", {
    why: "A container without a share starves others, or is the first to be killed.",
    over: (scene) => scene.containers,
    holds: (found) => missingShares(found).length === 0,
    wrong: (found) => `Container ${found.container.name} does not say ${missingShares(found).join(", ")}.`,
    remedy: "Say how much cpu, memory and ephemeral-storage it asks for, and how much it may take.",
  }),
  rule("container-probes", {
    why: "Without probes learners are sent to pods that are not there yet, or not there any more.",
    over: served,
    holds: (found) => missingProbes(found).length === 0,
    wrong: (found) =>
      `Container ${found.container.name} gets requests and has no ${missingProbes(found).join(", ")}.`,
    remedy: "Give it a startup, a readiness and a liveness probe.",
  }),
  rule("container-probes-differ", {
    why: "What only makes a pod not ready, such as a slow database, would restart it in a circle.",
    over: (scene) => scene.containers.filter(hasProbes),
    // There is nothing simpler than to knock. Whoever is asked nothing else has longer until it is restarted.
    holds: ({ container: { readinessProbe, livenessProbe } }) =>
      question(readinessProbe) !== question(livenessProbe) ||
      (readinessProbe?.tcpSocket !== undefined && patience(livenessProbe) > patience(readinessProbe)),
    wrong: ({ container }) => `Container ${container.name} is restarted for what makes it not ready.`,
    remedy: "Ask something simpler for liveness, such as whether the port is open.",
  }),
  rule("container-startup-patience", {
    why: "A slow start that is taken for a failure never ends.",
    over: (scene) => scene.containers.filter(({ container }) => container.startupProbe !== undefined),
    holds: ({ container }) => patience(container.startupProbe) > patience(container.livenessProbe),
    wrong: ({ container }) =>
      `Container ${container.name} has no longer to start than it has to answer while it runs.`,
    remedy: "Raise failureThreshold of the startup probe.",
  }),
  rule("container-ports-named", {
    why: "Services and probes find a port by its name, and a number may change.",
    over: (scene) => scene.containers,
    holds: ({ container }) => {
      const names = (container.ports ?? []).map(({ name }) => name ?? "");
      return (
        new Set(names).size === names.length && names.every((name) => /^[a-z][a-z0-9-]{0,14}$/.test(name))
      );
    },
    wrong: ({ container }) => `A port of container ${container.name} has no name of its own.`,
    remedy: "Name each port, in at most 15 small letters, digits and hyphens.",
  }),
  rule("container-probes-declared", {
    why: "A probe that asks a port nobody declared is a typing mistake in most cases.",
    over: (scene) => scene.containers,
    holds: (found) => probedPorts(found).every((port) => declares(found, port)),
    wrong: ({ container }) => `A probe of container ${container.name} asks a port that is not declared.`,
    remedy: "Declare the port, or ask one that is.",
  }),
  rule("container-environment-once", {
    why: "Of two variables with one name the later wins, and nobody sees that.",
    over: (scene) => scene.containers,
    holds: ({ container: { env = [] } }) => new Set(env.map(({ name }) => name)).size === env.length,
    wrong: ({ container }) => `Container ${container.name} sets an environment variable twice.`,
    remedy: "Set it once.",
  }),
];
