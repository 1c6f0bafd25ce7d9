import { type Case, either, N, type Series, series } from "./case.ts";

const server = { namespace: N };
const stack = "RabbitMQ";
const alarm = (of: "memory_used" | "free_disk_space", value: string): Series => ({
  [series("rabbitmq_alarms_memory_used_watermark", server)]: of === "memory_used" ? value : "0x10",
  [series("rabbitmq_alarms_free_disk_space_watermark", server)]: of === "free_disk_space" ? value : "0x10",
});
const used = (bytes: string): Series => ({
  [series("rabbitmq_process_resident_memory_bytes", server)]: bytes,
  [series("rabbitmq_resident_memory_limit_bytes", server)]: "100x20",
});
const lists = (count: number): Series =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      series("rabbitmq_detailed_queue_messages", {
        ...server,
        vhost: "academy-qa",
        queue: `celeryev.${index}`,
      }),
      "0x60",
    ]),
  );

export const rabbitmqCases: readonly Case[] = [
  {
    ...either("RabbitmqDown", "10m", "up", { ...server, component: "broker-rabbitmq" }, "0x20", "1x20"),
    stack,
  },
  {
    alert: "RabbitmqTakesNothing",
    stack,
    at: "5m",
    fires: alarm("memory_used", "1x10"),
    silent: alarm("memory_used", "0x10"),
  },
  {
    alert: "RabbitmqTakesNothing",
    stack,
    at: "5m",
    fires: alarm("free_disk_space", "1x10"),
    silent: alarm("free_disk_space", "0x10"),
  },
  {
    ...either(
      "RabbitmqRefusesLogins",
      "40m",
      "rabbitmq_auth_attempts_failed_total",
      server,
      "0+1x60",
      "3x60",
    ),
    stack,
  },
  {
    // Workers that end give back what was put off: a hundred at once are nothing.
    ...either(
      "TasksAreHandedOutAgain",
      "60m",
      "rabbitmq_global_messages_redelivered_total",
      { ...server, protocol: "amqp091", queue_type: "rabbit_classic_queue" },
      "0+5x60",
      "0x30 100x30",
    ),
    stack,
  },
  { alert: "BrokerMemoryNearItsLimit", stack, at: "10m", fires: used("90x20"), silent: used("50x20") },
  { alert: "BrokerEventListsPileUp", stack, at: "40m", fires: lists(60), silent: lists(3) },
];
