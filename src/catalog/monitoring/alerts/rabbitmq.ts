import { type AlertKind, matching, monitorsBy, type Watched } from "./kind.ts";

/** Of the one server of the deployment; of one that somebody else runs, that one knows. */
export const onRabbitmq =
  (expr: (here: string) => string, more: Readonly<Record<string, string>> = {}) =>
  (watched: Watched): readonly string[] =>
    watched.has("rabbitmq") ? [expr(matching({ namespace: watched.home, ...more }))] : [];

const LOOK = [
  "Its pod: `kubectl -n <namespace> get pods -l arboretum.dev/component=broker-rabbitmq`, then `describe` and `logs --previous`.",
  "What it says itself: `kubectl -n <namespace> exec broker-rabbitmq-0 -- rabbitmq-diagnostics status`; it names alarms, memory and disk.",
];

export const rabbitmqKinds: readonly AlertKind[] = [
  {
    name: "RabbitmqDown",
    severity: "page",
    for: "2m",
    summary: "RabbitMQ does not answer",
    when: (watched) =>
      monitorsBy(watched, "rabbitmq").map(
        ({ component, namespace }) => `max(up${matching({ namespace, component })}) == 0`,
      ),
    runbook: {
      means:
        "No task is sent and none is taken. Enrolments, submissions and mails fail at once for whoever is at them.",
      look: [
        ...LOOK,
        "After a crash it reads every queue again before it answers: minutes, with long queues.",
      ],
      mend: [
        "Out of memory: raise `stores.broker.memory`. A full volume: raise `stores.broker.volume`.",
        "Workers find it again by themselves once it answers.",
      ],
    },
  },
  {
    name: "RabbitmqTakesNothing",
    severity: "page",
    for: "1m",
    summary: "RabbitMQ takes no more tasks: its memory or its disk is used up",
    when: onRabbitmq(
      (here) =>
        `max(rabbitmq_alarms_memory_used_watermark${here}) == 1 or max(rabbitmq_alarms_free_disk_space_watermark${here}) == 1`,
    ),
    runbook: {
      means:
        "It has raised an alarm, and lets whoever wants to send wait until there is room again. Requests of learners hang, then end with an error. Workers go on taking.",
      look: [
        ...LOOK,
        "Which queue is long: `rabbitmqctl list_queues name messages memory`. Nobody takes it: QueueStuck, QueueWithoutWorkers.",
      ],
      mend: [
        "More workers let it drain: raise `scale.<worker>.replicas.max`.",
        "Raise `stores.broker.memory` or `stores.broker.volume`; the pod restarts with what its disk has.",
      ],
    },
  },
  {
    name: "RabbitmqRefusesLogins",
    severity: "ticket",
    for: "5m",
    summary: "RabbitMQ has refused {{ $value | humanize }} logins within a quarter of an hour",
    when: onRabbitmq((here) => `sum(increase(rabbitmq_auth_attempts_failed_total${here}[15m])) > 5`),
    runbook: {
      means:
        "Somebody tries to get in with a password that is not right: a pod with an old one, or a stranger.",
      look: ["Who: `kubectl -n <namespace> logs broker-rabbitmq-0 | grep -i refused` has address and user."],
      mend: [
        "After a rotated password pods that did not restart have the old one: `pulumi up`, or `kubectl -n <namespace> rollout restart deploy/<worker>`.",
        "An address that is none of ours: network policies let nobody else there; see who is in the namespace.",
      ],
    },
  },
  {
    name: "TasksAreHandedOutAgain",
    severity: "ticket",
    for: "30m",
    summary: "RabbitMQ hands out {{ $value | humanize }} tasks a minute for another time",
    when: onRabbitmq((here) => `60 * sum(rate(rabbitmq_global_messages_redelivered_total${here}[10m])) > 1`),
    runbook: {
      means:
        "Tasks come back that a worker had taken and not done, again and again: a task that kills its worker each time, or workers that die for another reason. Each runs many times, and others wait behind it.",
      look: [
        "Workers that restart: KilledForMemory, `kubectl -n <namespace> get pods` with their restarts.",
        "What each was at: `kubectl -n <namespace> logs <pod> --previous | tail -50`; the task that stands last in all of them.",
        "Once, after an update or a smaller number of workers, is nothing: what was put off goes to another.",
      ],
      mend: [
        "Memory: raise `scale.<worker>.memory`.",
        "One task that kills: purge its queue when nothing else is in it, or revoke it: `celery --app=lms.celery control revoke <id>`.",
      ],
    },
  },
];
