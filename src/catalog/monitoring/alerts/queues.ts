import { isRabbit } from "../../addresses.ts";
import { type AlertKind, matching, range, type Watched, type WatchedQueue } from "./kind.ts";
import { onRabbitmq } from "./rabbitmq.ts";

/** How long nothing may be begun of what waits: as long as the longest task, which may hold every process, and then a while. */
const stuckAfter = ({ longest }: WatchedQueue): number => longest + 30 * 60;

const perQueue = (expr: (queue: string, one: WatchedQueue) => string) => (watched: Watched) =>
  watched.has("celery")
    ? watched.queues.map((one) => ({
        expr: expr(matching({ namespace: watched.home, queue_name: one.name }), one),
        labels: { queue_name: one.name },
      }))
    : [];

/** Cache and sessions are on a Redis even where the broker is none. */
const isOnRedis = ({ has, settings }: Watched): boolean => has("redis") && !isRabbit(settings.stores);

const broker =
  (metric: string, beyond: (watched: Watched) => number, more: Readonly<Record<string, string>>) =>
  (watched: Watched): readonly string[] =>
    isOnRedis(watched)
      ? [
          `max(${metric}${matching({ namespace: watched.home, store: "broker", ...more })}) > ${beyond(watched)}`,
        ]
      : [];

/** More than ever listen at a time. */
const EVENT_LISTS = 50;

const LOOK = [
  "Open the dashboard of the queues: what waits, who works, how long tasks take.",
  "Look at the workers: `kubectl -n <namespace> get deploy -l app.kubernetes.io/component=worker`.",
  "Read what they say: `kubectl -n <namespace> logs deploy/lms-worker --since=30m`. Workers of Studio are `cms-worker`.",
];

/** A command in the pod of the broker, which finds the password where the server reads it. */
const ON_BROKER = (command: string) =>
  `kubectl -n <namespace> exec broker-0 -- sh -c 'export REDISCLI_AUTH="$(sed -n "s/^requirepass //p" /run/configuration/redis.conf | tr -d \\")"; ${command}'`;

export const queueKinds: readonly AlertKind[] = [
  {
    name: "QueueStuck",
    severity: "page",
    for: "10m",
    summary: "Tasks wait in {{ $labels.queue_name }}, and nothing of it is begun",
    when: perQueue(
      (queue, one) =>
        `max by (queue_name) (celery_queue_length${queue}) > 0 unless on (queue_name) sum by (queue_name) (increase(celery_task_started_total${queue}[${range(stuckAfter(one))}])) > 0`,
    ),
    runbook: {
      means:
        "Something waits and nobody takes it, for longer than the longest task of this queue lasts: grades, mails, certificates or imports do not come.",
      look: [
        ...LOOK,
        "Workers that run and take nothing have lost the broker: look for `Connection` in their log, and at the memory of the broker.",
      ],
      mend: [
        "Workers that have lost the broker: `kubectl -n <namespace> rollout restart deploy/<worker>`. They end their tasks first.",
        "A broker that is full refuses new tasks: see BrokerMemoryNearItsLimit.",
        "An autoscaler that does not move: see ScalerFrozen.",
      ],
    },
  },
  {
    name: "QueueOld",
    severity: "ticket",
    for: "15m",
    summary:
      "What is put into {{ $labels.queue_name }} now is begun in {{ $value | humanizeDuration }}, at the pace of the last quarter of an hour",
    when: perQueue(
      (queue) =>
        `max by (queue_name) (celery_queue_length${queue}) / (sum by (queue_name) (rate(celery_task_started_total${queue}[15m])) > 0) > 600`,
    ),
    runbook: {
      means:
        "Tasks are done, but more come than workers begin: whoever waits for one waits for more than ten minutes. Authors and learners notice that nothing happens.",
      look: [...LOOK, "One kind of task that fills the queue: sort `celery_task_received_total` by `name`."],
      mend: [
        "More workers: raise `scale.<worker>.replicas.max`.",
        "Mass regrades and bulk mail: let them run at night, or give the queue workers of its own (profile `large`).",
      ],
    },
  },
  {
    name: "QueueWithoutWorkers",
    severity: "page",
    for: "10m",
    summary: "Nobody works on {{ $labels.queue_name }}",
    when: perQueue((queue) => `max by (queue_name) (celery_active_worker_count${queue}) == 0`),
    runbook: {
      means: "No worker answers that it serves this queue. What is put there waits for ever.",
      look: [
        ...LOOK,
        "Pods that do not start: `kubectl -n <namespace> describe pod <pod>`: image, quota, a node without room.",
      ],
      mend: [
        "A quota that is full: see `arboretum capacity <stack>`, and whose pods they are.",
        "A broker that answers nobody: see RedisDown.",
      ],
    },
  },
  {
    name: "TasksFail",
    severity: "ticket",
    for: "15m",
    summary: "{{ $value | humanizePercentage }} of the tasks {{ $labels.name }} fail",
    when: (watched) => {
      if (!watched.has("celery")) return [];
      const here = matching({ namespace: watched.home });
      const failed = `sum by (name) (increase(celery_task_failed_total${here}[1h]))`;
      const done = `sum by (name) (increase(celery_task_succeeded_total${here}[1h]))`;
      return [`${failed} / (${failed} + ${done}) > 0.2 and ${failed} > 10`];
    },
    runbook: {
      means:
        "More than one in five runs of one kind of task ends with an exception, ten within an hour at least.",
      look: [
        "Find the exception: `celery_task_failed_total` has it as the label `exception`.",
        "Read the trace: `kubectl -n <namespace> logs deploy/<worker> --since=1h | grep -A20 Traceback`.",
      ],
      mend: [
        "A service outside that refuses (mail, proctoring): its own state page, then its settings.",
        "A mistake of the code: report it with the trace, and go back to the image before if it came with an update.",
      ],
    },
  },
  {
    name: "TaskNeverAcknowledged",
    severity: "ticket",
    for: "15m",
    summary: "A task was taken {{ $value | humanizeDuration }} ago, and nobody has said that it is done",
    when: broker("redis_script_values", ({ visibilityTimeout }) => visibilityTimeout, {
      key: "oldest_unacknowledged_seconds",
    }),
    runbook: {
      means:
        "Redis hands out again what is not acknowledged within the visibility timeout. This task is older than that, so nobody has given it back: it is lost, or still runs in a worker that hangs.",
      look: [
        "Who has it: `kubectl -n <namespace> exec deploy/lms-worker -- celery --app=lms.celery inspect active`.",
        "Instructor tasks hang most often: the tab of pending tasks of the course.",
      ],
      mend: [
        "A worker that hangs: `kubectl -n <namespace> delete pod <pod>`; its task is handed out again if it may repeat.",
        "An instructor task that is stuck as running: mark it as failed in the administration of the LMS, and start it again.",
      ],
    },
  },
  {
    name: "BrokerMemoryNearItsLimit",
    severity: "page",
    for: "5m",
    summary:
      "The broker has used {{ $value | humanizePercentage }} of its memory; when it is full it refuses tasks",
    when: (watched) => {
      const redis = matching({ namespace: watched.home, store: "broker" });
      const used = onRabbitmq(
        (here) =>
          `max(rabbitmq_process_resident_memory_bytes${here}) / max(rabbitmq_resident_memory_limit_bytes${here}) > 0.85`,
      );
      return [
        ...(isOnRedis(watched)
          ? [`max(redis_memory_used_bytes${redis}) / (max(redis_memory_max_bytes${redis}) > 0) > 0.85`]
          : []),
        ...used(watched),
      ];
    },
    runbook: {
      means:
        "The broker forgets nothing. When it is full, whoever wants to put a task there gets an error: enrolments, submissions and mails fail for learners.",
      look: [
        `What fills it: \`${ON_BROKER("redis-cli --bigkeys")}\`. Of RabbitMQ: \`kubectl -n <namespace> exec broker-rabbitmq-0 -- rabbitmqctl list_queues name messages memory\`.`,
        "A long queue: QueueStuck or QueueOld. Lists that begin with `celeryev`: BrokerEventListsPileUp.",
      ],
      mend: [
        "Raise `stores.broker.memory`; the pod restarts with what its volume has.",
        "Purge what nobody needs: `celery --app=lms.celery purge -Q <queue>` drops every task of the queue, and nothing brings them back.",
      ],
    },
  },
  {
    name: "BrokerEventListsPileUp",
    severity: "ticket",
    for: "30m",
    summary: "{{ $value }} lists of events lie on the broker that nobody reads",
    when: (watched) => [
      ...broker("redis_keys_count", () => EVENT_LISTS, { key: "celeryev.*" })(watched),
      ...onRabbitmq((lists) => `count(rabbitmq_detailed_queue_messages${lists}) > ${EVENT_LISTS}`, {
        queue: "~celeryev.*",
      })(watched),
    ],
    runbook: {
      means:
        "Whoever listens to workers gets a list of its own. Lists of those that went without a word stay and grow: elsewhere they came to 65 GiB.",
      look: [
        `Count them: \`${ON_BROKER("redis-cli --scan --pattern celeryev.* | wc -l")}\`. Of RabbitMQ: \`kubectl -n <namespace> exec broker-rabbitmq-0 -- rabbitmqctl list_queues name consumers | grep celeryev\`.`,
        "Who listens: exporters of other deployments on the same broker, Flower, forgotten shells.",
      ],
      mend: [
        `Delete the lists: \`${ON_BROKER("redis-cli --scan --pattern celeryev.* | xargs redis-cli del")}\`. Whoever is there makes its own again. Of RabbitMQ: \`kubectl -n <namespace> exec broker-rabbitmq-0 -- rabbitmqctl delete_queue <queue>\`.`,
        "Workers of ours run without gossip and mingle; keep it so.",
      ],
    },
  },
];
