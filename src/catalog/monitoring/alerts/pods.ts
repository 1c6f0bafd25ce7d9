import { PROBER } from "../exporters/blackbox.ts";
import { type AlertKind, matching, type Watched, within } from "./kind.ts";
import { ofThePlatform, SHARED } from "./platform.ts";

const here = (watched: Watched, more: Readonly<Record<string, string>> = {}) =>
  matching({ namespace: within(watched), ...more });

const LOOK = [
  "Its pods: `kubectl -n <namespace> get pods -l arboretum.dev/component=<component> -o wide`.",
  "What they say: `kubectl -n <namespace> logs -l arboretum.dev/component=<component> --since=15m`.",
];

export const podKinds: readonly AlertKind[] = [
  {
    name: "ProcessesBusy",
    severity: "ticket",
    for: "10m",
    summary:
      "{{ $value | humanizePercentage }} of the processes of {{ $labels.component }} are busy: the next learners wait",
    when: (watched) =>
      watched.has("uwsgi")
        ? [
            `sum by (namespace, component) (uwsgi_worker_busy${here(watched)}) / sum by (namespace, component) (uwsgi_workers${here(watched)}) > 0.85`,
          ]
        : [],
    runbook: {
      means:
        "A process does one request at a time. When all are busy requests wait in a queue, and the autoscaler has not helped.",
      look: [...LOOK, "Whether it scales: `kubectl -n <namespace> get hpa`. At its most: ScalerAtItsMost."],
      mend: ["Raise `scale.<service>.replicas.max`. Before an exam, `min`: new pods take minutes."],
    },
  },
  {
    name: "RequestsQueue",
    severity: "page",
    for: "5m",
    summary: "{{ $value }} requests wait in front of a pod of {{ $labels.component }}",
    when: (watched) =>
      watched.has("uwsgi")
        ? [`max by (namespace, component) (uwsgi_listen_queue_length${here(watched)}) > 50`]
        : [],
    runbook: {
      means:
        "Learners look at an empty page. The queue holds 256 for each pod; whatever comes then is refused.",
      look: [...LOOK, "All pods, or one? One that hangs on a store is not ready soon."],
      mend: [
        "More pods at once: `kubectl -n <namespace> scale deploy/<component> --replicas=<n>`; the autoscaler goes on from there.",
        "A store that is slow: its alerts, its dashboard.",
      ],
    },
  },
  {
    name: "RequestsGivenUp",
    severity: "ticket",
    for: "5m",
    summary: "{{ $labels.component }} has given up {{ $value }} requests in a quarter of an hour",
    when: (watched) =>
      watched.has("uwsgi")
        ? [
            `sum by (namespace, component) (increase(uwsgi_worker_harakiri_count_total${here(watched)}[15m])) > 5`,
          ]
        : [],
    runbook: {
      means:
        "Requests took longer than they may, and their process was ended: the learner gets an error after two minutes.",
      look: [...LOOK, "What they were: uWSGI writes the request it gives up, `HARAKIRI` in the log."],
      mend: [
        "A slow query or a slow server outside: mend that. Large exports belong in a task, not in a request.",
      ],
    },
  },
  {
    name: "MemoryNearItsLimit",
    severity: "ticket",
    for: "15m",
    summary:
      "{{ $labels.container }} in {{ $labels.pod }} has used {{ $value | humanizePercentage }} of its memory",
    when: (watched) => [
      `max by (namespace, pod, container) (container_memory_working_set_bytes${here(watched, { container: "~.+" })}) / on (namespace, pod, container) max by (namespace, pod, container) (kube_pod_container_resource_limits${here(watched, { resource: "memory" })}) > 0.95`,
    ],
    runbook: {
      means:
        "It is about to be killed. Of a server with many processes one is replaced before that; of a store everything is away for a while.",
      look: [
        "The pod that the alert names: `kubectl -n <namespace> describe pod <pod>`, and `kubectl -n <namespace> logs <pod> -c <container> --since=15m`.",
        "Whether it grows or jumps: the dashboard of pod resources.",
      ],
      mend: [
        "Raise its memory: `scale.<service>.memory`, `stores.<store>.memory`. Stores plan with what they are given.",
      ],
    },
  },
  {
    name: "KilledForMemory",
    severity: "ticket",
    summary: "{{ $labels.container }} was killed for want of memory three times within an hour",
    when: (watched) => [
      `sum by (namespace, container) (increase(kube_pod_container_status_restarts_total${here(watched)}[1h])) >= 3 and on (namespace, container) max by (namespace, container) (kube_pod_container_status_last_terminated_reason${here(watched, { reason: "OOMKilled" })}) == 1`,
    ],
    runbook: {
      means: "It is not one large request: it happens again and again, and each time what it was at is lost.",
      look: [
        "Which pods restart: `kubectl -n <namespace> get pods -o wide`.",
        "What each was at: `kubectl -n <namespace> logs <pod> -c <container> --previous --tail=50`.",
      ],
      mend: ["More memory, or fewer processes in a pod: `scale.<service>.processes`."],
    },
  },
  {
    name: "ScalerFrozen",
    severity: "ticket",
    for: "15m",
    summary:
      "The autoscaler {{ $labels.horizontalpodautoscaler }} does not get its figures, and moves nothing",
    when: (watched) => [
      `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_condition${here(watched, { condition: "ScalingActive", status: "false" })}) == 1`,
    ],
    runbook: {
      means: "Pods stay as many as they are, whatever comes.",
      look: [
        "`kubectl -n <namespace> describe hpa <horizontalpodautoscaler>`: which figure is missing, and as `Reference` which Deployment it scales.",
        "Figures of processors come from metrics-server, those of queues from KEDA: `kubectl -n keda logs deploy/keda-operator`.",
      ],
      mend: ["Until it is mended: `kubectl -n <namespace> scale deploy/<deployment> --replicas=<n>`."],
    },
  },
  {
    name: "ScalerErrors",
    severity: "ticket",
    for: "15m",
    summary: "KEDA cannot count what waits for {{ $labels.scaledObject }}",
    when: (watched) =>
      watched.has("keda")
        ? [
            `sum by (exported_namespace, scaledObject) (increase(keda_scaled_object_errors_total${matching({ exported_namespace: watched.home })}[15m])) > 5`,
          ]
        : [],
    runbook: {
      means:
        "Workers are scaled by the tasks that wait, and nobody can count them: the broker, its password, or the way to it.",
      look: ["`kubectl -n keda logs deploy/keda-operator | grep <scaledObject>`."],
      mend: [
        "After a rotated password: `pulumi up`. A closed way: the label `arboretum.dev/role: autoscaling` of KEDA's namespace.",
      ],
    },
  },
  {
    name: "ScalingIsPaused",
    severity: "ticket",
    for: "6h",
    summary: "{{ $labels.scaledObject }} has been told for hours not to scale",
    when: (watched) =>
      watched.has("keda")
        ? [
            `max by (exported_namespace, scaledObject) (keda_scaled_object_paused${matching({ exported_namespace: watched.home })}) == 1`,
          ]
        : [],
    runbook: {
      means:
        "Somebody has stopped the scaling of these workers, as a restore does, and has not let it go on. They stay as many as they were then, however much waits.",
      look: [
        "Who, and to how many: `kubectl -n <namespace> get scaledobject <scaledObject> -o jsonpath='{.metadata.annotations}'`.",
        "Whether a restore still runs: `docs/runbooks/restore.md`.",
      ],
      mend: [
        "Let it go on: `kubectl -n <namespace> annotate scaledobject <scaledObject> autoscaling.keda.sh/paused- autoscaling.keda.sh/paused-replicas-`.",
      ],
    },
  },
  {
    name: "ScalerAtItsMost",
    severity: "ticket",
    for: "30m",
    summary: "{{ $labels.horizontalpodautoscaler }} wants more pods than it may have",
    when: (watched) => [
      `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas${here(watched)}) >= max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas${here(watched)}) and max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas${here(watched)}) > max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_min_replicas${here(watched)})`,
    ],
    runbook: {
      means:
        "The deployment is at the end of what it was given. It still answers, and the next hundred learners may be too many.",
      look: ["`arboretum capacity <stack>`: what gives way first if there were more."],
      mend: ["Raise `scale.<service>.replicas.max`, and the quota follows with the next update."],
    },
  },
  {
    name: "NothingMeasured",
    severity: "ticket",
    for: "15m",
    summary: "Nothing is measured of {{ $labels.component }}",
    when: (watched) =>
      [
        ...watched.monitors.map(({ component, namespace }) => ({
          component,
          always: `up${matching({ namespace, component })}`,
        })),
        // Whoever asks the hosts has no figures of its own: without it no host is ever down.
        ...(watched.probes.length > 0
          ? [
              {
                component: PROBER.component,
                always: `probe_success${matching({ namespace: watched.home })}`,
              },
            ]
          : []),
        ...ofThePlatform(watched),
      ].map(({ component, always }) => ({ expr: `absent(${always})`, labels: { component } })),
    runbook: {
      means:
        "Prometheus finds no pod to ask. Every alert about it would be silent, for months if nobody hears of it.",
      look: [
        `Of the platform (${[...SHARED, "velero"].join(", ")}): its pods and its monitor, \`kubectl get servicemonitors,podmonitors -A\`. It hurts every deployment of the cluster.`,
        "Whether there is a pod: `kubectl -n <namespace> get pods -l arboretum.dev/component=<component>`.",
        "Whether Prometheus has the monitor: its page of targets, or `kubectl -n monitoring logs deploy/monitoring-operator`.",
      ],
      mend: [
        "A monitor that somebody else's Prometheus does not choose: its selectors have to take every namespace and label.",
      ],
    },
  },
  {
    name: "NotMeasured",
    severity: "ticket",
    for: "10m",
    summary: "{{ $labels.component }} does not say how it is",
    when: (watched) => [
      `min by (namespace, component) (up${here(watched, { component: `~${watched.monitors.map(({ component }) => component).join("|")}` })}) == 0`,
    ],
    runbook: {
      means: "There is a pod, and it does not answer Prometheus: alerts about it are silent.",
      look: [
        "The error is on Prometheus' page of targets.",
        "A timeout: the network policy. Refused with 401 or 403: the token or the password.",
      ],
      mend: [
        "The label `arboretum.dev/role: monitoring` of the namespace of Prometheus opens the way.",
        "After a rotated password: `pulumi up`.",
      ],
    },
  },
];
