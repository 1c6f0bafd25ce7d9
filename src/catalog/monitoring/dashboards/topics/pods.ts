import { figure, HERE, lines, share, type Topic, table } from "../dashboard.ts";

const RUNNING = `${HERE}, container!=""`;
const asked = (kind: "requests" | "limits", resource: string) =>
  `sum by (namespace, pod, container) (kube_pod_container_resource_${kind}{${HERE}, resource="${resource}"})`;

/** Used, of what a namespace may take. */
const QUOTA = `kube_resourcequota{${HERE}, type="used"} / ignoring (type) (kube_resourcequota{${HERE}, type="hard"} > 0)`;

/** What pods take, of what they were given. */
export const pods: Topic = {
  title: "Pod resources",
  about: "What pods take of what they were given, and which of them do not get along with it.",
  scope: "everything",
  panels: [
    figure(
      "Pods that do not run",
      "none",
      ["states"],
      "Pods that wait for a node or an image, or have failed.",
      [[`sum(kube_pod_status_phase{${HERE}, phase=~"Pending|Failed|Unknown"})`, "pods"]],
      { limits: { warning: 1, bad: 3 } },
    ),
    figure(
      "Containers started again",
      "none",
      ["states"],
      "Within an hour. After an update it is nothing.",
      [[`sum(increase(kube_pod_container_status_restarts_total{${HERE}}[1h]))`, "restarts"]],
      { limits: { warning: 1, bad: 5 }, alerts: ["KilledForMemory"] },
    ),
    figure(
      "Fullest quota",
      "percentunit",
      ["states"],
      "The resource of a namespace of which least is left: beyond it no pod starts.",
      [[`max(${QUOTA})`, "used"]],
      { limits: { warning: 0.8, bad: 0.95 } },
    ),
    lines("Processors", "short", ["cadvisor"], "Processors that containers keep busy.", [
      [
        `sum by (namespace, container) (rate(container_cpu_usage_seconds_total{${RUNNING}}[$__rate_interval]))`,
        "{{namespace}} {{container}}",
      ],
    ]),
    lines(
      "Processors, of what was asked for",
      "percentunit",
      ["cadvisor", "states"],
      "More than all of it is borrowed from what the node has to spare, and gone when the node is full. Autoscalers look at this.",
      [
        [
          share(
            `sum by (namespace, pod, container) (rate(container_cpu_usage_seconds_total{${RUNNING}}[$__rate_interval]))`,
            asked("requests", "cpu"),
          ),
          "{{pod}} {{container}}",
        ],
      ],
      { limits: { warning: 1, bad: 2 } },
    ),
    lines(
      "Memory, of what it may take",
      "percentunit",
      ["cadvisor", "states"],
      "At the end of it a container is killed.",
      [
        [
          share(
            `max by (namespace, pod, container) (container_memory_working_set_bytes{${RUNNING}})`,
            asked("limits", "memory"),
          ),
          "{{pod}} {{container}}",
        ],
      ],
      { limits: { warning: 0.85, bad: 0.95 }, alerts: ["MemoryNearItsLimit", "KilledForMemory"] },
    ),
    lines(
      "Throttled",
      "percentunit",
      ["cadvisor"],
      "The share of time slices in which a container was held back by its limit of processors. Where there is no limit there is nothing here.",
      [
        [
          share(
            `sum by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total{${RUNNING}}[$__rate_interval]))`,
            `sum by (namespace, pod, container) (rate(container_cpu_cfs_periods_total{${RUNNING}}[$__rate_interval]))`,
          ),
          "{{pod}} {{container}}",
        ],
      ],
      { limits: { warning: 0.1, bad: 0.25 } },
    ),
    lines(
      "Replicas",
      "none",
      ["states"],
      "Pods of each autoscaler, and the most that it may have.",
      [
        [`kube_horizontalpodautoscaler_status_current_replicas{${HERE}}`, "{{horizontalpodautoscaler}}"],
        [`kube_horizontalpodautoscaler_spec_max_replicas{${HERE}}`, "{{horizontalpodautoscaler}} at most"],
      ],
      { alerts: ["ScalerAtItsMost", "ScalerFrozen"] },
    ),
    lines(
      "Quotas",
      "percentunit",
      ["states"],
      "Used, of what a namespace may take together.",
      [[`max by (namespace, resource) (${QUOTA})`, "{{namespace}} {{resource}}"]],
      { limits: { warning: 0.8, bad: 0.95 } },
    ),
    lines("Network", "Bps", ["cadvisor"], "What pods receive and send.", [
      [
        `sum by (namespace) (rate(container_network_receive_bytes_total{${HERE}}[$__rate_interval]))`,
        "{{namespace}} received",
      ],
      [
        `sum by (namespace) (rate(container_network_transmit_bytes_total{${HERE}}[$__rate_interval]))`,
        "{{namespace}} sent",
      ],
    ]),
    table(
      "Containers that wait",
      "none",
      ["states"],
      "And why: an image that is not there, a start that fails again and again.",
      [
        [
          `sum by (namespace, pod, container, reason) (kube_pod_container_status_waiting_reason{${HERE}} == 1)`,
          "containers",
        ],
      ],
      { calm: "No container waits" },
    ),
  ],
};
