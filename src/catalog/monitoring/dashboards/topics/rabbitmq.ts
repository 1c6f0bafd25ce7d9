import { figure, HERE, lines, share, type Topic } from "../dashboard.ts";

const most = (metric: string) => `max by (namespace) (rabbitmq_${metric}{${HERE}})`;
const byQueue = (metric: string) => `max by (namespace, queue) (rabbitmq_detailed_queue_${metric}{${HERE}})`;
const rate = (metric: string) => `sum by (namespace) (rate(rabbitmq_${metric}{${HERE}}[$__rate_interval]))`;

const QUEUE = "{{namespace}} {{queue}}";

/** The broker of deployments that have a RabbitMQ of their own. */
export const rabbitmq: Topic = {
  title: "RabbitMQ",
  about: "Whether it takes tasks, what waits in its queues, and who takes it.",
  scope: "deployments",
  panels: [
    figure(
      "Alarms",
      "none",
      ["rabbitmq"],
      "One for memory and one for disk. While there is any it takes no tasks.",
      [
        [
          `sum(${most("alarms_memory_used_watermark")} + ${most("alarms_free_disk_space_watermark")})`,
          "alarms",
        ],
      ],
      { limits: { bad: 1 }, alerts: ["RabbitmqTakesNothing"] },
    ),
    figure(
      "Memory",
      "percentunit",
      ["rabbitmq"],
      "Of what it may use before it takes nothing more: 60 of 100 parts of what the pod has. The fullest of these servers.",
      [[`max(${share(most("process_resident_memory_bytes"), most("resident_memory_limit_bytes"))})`, "used"]],
      { limits: { warning: 0.7, bad: 0.85 }, alerts: ["BrokerMemoryNearItsLimit"] },
    ),
    figure(
      "Disk",
      "bytes",
      ["rabbitmq"],
      "Free before it takes nothing more: it keeps a tenth of its volume. The fullest of these servers.",
      [[`min(${most("disk_space_available_bytes")} - ${most("disk_space_available_limit_bytes")})`, "free"]],
      { limits: { warning: 1_073_741_824, bad: 268_435_456, below: true }, alerts: ["VolumeFillsUp"] },
    ),
    lines(
      "Tasks that wait, by queue",
      "none",
      ["rabbitmq"],
      "Nobody has them. What a worker has taken in advance is below.",
      [[byQueue("messages_ready"), QUEUE]],
      { alerts: ["QueueStuck", "QueueOld"] },
    ),
    lines(
      "Taken and not finished, by queue",
      "none",
      ["rabbitmq"],
      "Tasks that are worked on, and those that were put off: a worker has these until their time comes.",
      [[byQueue("messages_unacked"), QUEUE]],
      { alerts: ["TasksAreHandedOutAgain"] },
    ),
    lines(
      "Who takes from a queue",
      "none",
      ["rabbitmq"],
      "Consumers: one for each worker that serves it.",
      [[byQueue("consumers"), QUEUE]],
      { alerts: ["QueueWithoutWorkers"] },
    ),
    lines(
      "In and out",
      "ops",
      ["rabbitmq"],
      "What was sent, handed out and said to be done. Events of workers count too.",
      [
        [rate("global_messages_received_total"), "{{namespace}} sent"],
        [rate("global_messages_delivered_total"), "{{namespace}} handed out"],
        [rate("global_messages_acknowledged_total"), "{{namespace}} done"],
      ],
    ),
    lines(
      "Handed out again",
      "ops",
      ["rabbitmq"],
      "Somebody had them and went. A worker that ends gives back what was put off.",
      [[rate("global_messages_redelivered_total"), "{{namespace}}"]],
      { alerts: ["TasksAreHandedOutAgain"] },
    ),
    lines("Who is connected", "none", ["rabbitmq"], "Connections, and channels within them.", [
      [most("connections"), "{{namespace}} connections"],
      [most("channels"), "{{namespace}} channels"],
    ]),
    lines(
      "Queues",
      "none",
      ["rabbitmq"],
      "Those that listeners to events make for themselves count too.",
      [
        [most("queues"), "{{namespace}}"],
        [most("consumers"), "{{namespace}} consumers"],
      ],
      { alerts: ["BrokerEventListsPileUp"] },
    ),
    lines(
      "Refused logins",
      "ops",
      ["rabbitmq"],
      "With a password that is not right.",
      [[rate("auth_attempts_failed_total"), "{{namespace}}"]],
      { alerts: ["RabbitmqRefusesLogins"] },
    ),
  ],
};
