import { notebooksOf } from "../../notebooks/settings.ts";
import { type AlertKind, perPlace } from "./kind.ts";

/** Servers that did not start within a quarter of an hour. One is the code of one learner, or a node that was just leaving. */
const FEW = 3;

export const notebookKinds: readonly AlertKind[] = [
  {
    name: "NotebooksDoNotStart",
    severity: "ticket",
    for: "5m",
    summary: "{{ $value | humanize }} notebooks did not start within a quarter of an hour",
    when: perPlace(
      "jupyterhub",
      (here) =>
        `sum(increase(jupyterhub_server_spawn_duration_seconds_count${here({ status: "failure" })}[15m])) >= ${FEW}`,
    ),
    runbook: {
      means: "Learners wait for their notebook, and then the hub says that it did not start.",
      look: [
        "What the hub saw: `kubectl -n <namespace> logs deploy/hub --tail=200`.",
        "Their pods: `kubectl -n <namespace> get pods -l arboretum.dev/component=notebook`, then `kubectl -n <namespace> describe pod <pod>`: pending for a node, a disk, a quota or an image.",
        "The quota: `kubectl -n <namespace> describe resourcequota`.",
      ],
      mend: [
        "No node has room: the pool of `notebooks.pool` is at its end, or smaller than `notebooks.seats`.",
        "An image takes too long: `notebooks.prePull`, and `notebooks.start` for how long is waited.",
        "A disk does not come: the storage class of `notebooks.homes`.",
      ],
    },
  },
  {
    name: "NotebooksFull",
    severity: "ticket",
    for: "15m",
    summary: "All {{ $value | humanize }} seats of the notebooks are taken",
    when: perPlace(
      "jupyterhub",
      (here, { settings }) => `max(jupyterhub_running_servers${here()}) >= ${notebooksOf(settings).seats}`,
    ),
    runbook: {
      means: "Whoever opens a notebook now is asked to come back later. Those that run go on.",
      look: [
        "Who is there: `jupyterhub_active_users` by `period` in Prometheus, and the page of the hub for administrators, where somebody is one.",
        "Whether anybody works: a server that is idle is ended after `notebooks.idle.after`.",
      ],
      mend: [
        "More seats: `notebooks.seats`. The quota of the namespace follows, nodes do not by themselves.",
        "Fewer idle ones: a shorter `notebooks.idle.after`.",
      ],
    },
  },
];
