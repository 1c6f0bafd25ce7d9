import { join } from "node:path";
import type { Binaries, Program } from "./binaries.ts";

/** What KWOK plays: see the files themselves. */
const stages = join(import.meta.dirname, "stages");

/** The files of a sandbox, all in its folder. */
export const filesIn = (folder: string) => ({
  record: join(folder, "sandbox.json"),
  kubeconfig: join(folder, "kubeconfig"),
  keeperLog: join(folder, "keeper.log"),
  etcd: join(folder, "etcd"),
  pki: (name: string) => join(folder, "pki", name),
  log: (program: string) => join(folder, `${program}.log`),
});

export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
  readonly metrics: number;
}

/** What may differ from one sandbox to the next. */
export interface Tempo {
  /** How often autoscalers look, in seconds. */
  readonly autoscalerPeriod: number;
  /** How long an autoscaler waits before it scales down, in seconds, where the object itself does not say. */
  readonly autoscalerStabilization: number;
  /** For how many seconds an autoscaler does not believe what a new pod uses. */
  readonly autoscalerWarmUp: number;
  /** How many seconds pods stay on a node that is not ready, where they do not say so themselves. */
  readonly nodeToleration: number;
}

/** Elsewhere autoscalers look every 15 s, and pods stay 300 s: nobody waits that long for a test. */
export const usualTempo: Tempo = {
  autoscalerPeriod: 5,
  autoscalerStabilization: 300,
  autoscalerWarmUp: 15,
  nodeToleration: 10,
};

export interface Plan {
  readonly folder: string;
  readonly binaries: Binaries;
  readonly ports: Ports;
  readonly tempo: Tempo;
}

export type Server = Exclude<Program, "kubectl">;

export const addressOf = (port: number): string => `https://127.0.0.1:${port}`;

/** The command line of each server. */
export const argumentsFor = (server: Server, plan: Plan): readonly string[] =>
  Object.entries(flags[server](plan, filesIn(plan.folder))).map(([name, value]) => `--${name}=${value}`);

type Flags = Readonly<Record<string, string | number>>;
type Files = ReturnType<typeof filesIn>;

const flags: Readonly<Record<Server, (plan: Plan, files: Files) => Flags>> = {
  etcd: ({ ports }, { etcd, pki }) => ({
    "data-dir": etcd,
    "listen-client-urls": addressOf(ports.etcd),
    "advertise-client-urls": addressOf(ports.etcd),
    "cert-file": pki("server.crt"),
    "key-file": pki("server.key"),
    "client-cert-auth": "true",
    "trusted-ca-file": pki("ca.crt"),
    "listen-peer-urls": addressOf(ports.etcdPeer),
    "initial-advertise-peer-urls": addressOf(ports.etcdPeer),
    "initial-cluster": `default=${addressOf(ports.etcdPeer)}`,
    "peer-cert-file": pki("server.crt"),
    "peer-key-file": pki("server.key"),
    "peer-client-cert-auth": "true",
    "peer-trusted-ca-file": pki("ca.crt"),
    // Nothing here has to survive the machine.
    "unsafe-no-fsync": "true",
    "log-level": "warn",
  }),
  "kube-apiserver": ({ ports, tempo }, { pki }) => ({
    "etcd-servers": addressOf(ports.etcd),
    "etcd-cafile": pki("ca.crt"),
    "etcd-certfile": pki("server.crt"),
    "etcd-keyfile": pki("server.key"),
    "bind-address": "127.0.0.1",
    "secure-port": ports.apiServer,
    // A loopback address may not stand in the endpoints of the service `kubernetes`.
    "endpoint-reconciler-type": "none",
    "tls-cert-file": pki("server.crt"),
    "tls-private-key-file": pki("server.key"),
    "client-ca-file": pki("ca.crt"),
    "authorization-mode": "Node,RBAC",
    "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
    "service-account-key-file": pki("tokens.pub"),
    "service-account-signing-key-file": pki("tokens.key"),
    "service-cluster-ip-range": "10.96.0.0/16",
    "requestheader-client-ca-file": pki("front-proxy-ca.crt"),
    "requestheader-allowed-names": "front-proxy",
    "requestheader-username-headers": "X-Remote-User",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "proxy-client-cert-file": pki("front-proxy.crt"),
    "proxy-client-key-file": pki("front-proxy.key"),
    "default-not-ready-toleration-seconds": tempo.nodeToleration,
    "default-unreachable-toleration-seconds": tempo.nodeToleration,
    // Failures on request are put on new pods by policies of this kind.
    "feature-gates": "MutatingAdmissionPolicy=true",
    "runtime-config": "admissionregistration.k8s.io/v1beta1=true",
    // It is also how long an API server that was asked to end waits for those who watch it.
    "request-timeout": "20s",
    "event-ttl": "1h",
    profiling: "false",
  }),
  "kube-controller-manager": ({ tempo }, { pki }) => ({
    kubeconfig: pki("controller-manager.kubeconfig"),
    "secure-port": 0,
    "leader-elect": "false",
    "use-service-account-credentials": "true",
    "service-account-private-key-file": pki("tokens.key"),
    "root-ca-file": pki("ca.crt"),
    "horizontal-pod-autoscaler-sync-period": `${tempo.autoscalerPeriod}s`,
    "horizontal-pod-autoscaler-downscale-stabilization": `${tempo.autoscalerStabilization}s`,
    "horizontal-pod-autoscaler-initial-readiness-delay": "5s",
    "horizontal-pod-autoscaler-cpu-initialization-period": `${tempo.autoscalerWarmUp}s`,
    "node-monitor-period": "2s",
    "pvclaimbinder-sync-period": "2s",
    "kube-api-qps": 200,
    "kube-api-burst": 400,
    profiling: "false",
  }),
  "kube-scheduler": (_plan, { pki }) => ({
    kubeconfig: pki("scheduler.kubeconfig"),
    "secure-port": 0,
    "leader-elect": "false",
    "kube-api-qps": 200,
    "kube-api-burst": 400,
    profiling: "false",
  }),
  kwok: (_plan, { kubeconfig }) => ({
    kubeconfig,
    config: ["node", "pod", "volume"].map((stage) => join(stages, `${stage}.yaml`)).join(","),
    "manage-all-nodes": "true",
    "node-lease-duration-seconds": 40,
    cidr: "10.244.0.0/16",
  }),
};
