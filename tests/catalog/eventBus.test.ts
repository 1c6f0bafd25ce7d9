import { describe, expect, test } from "vitest";
import { composed, deploymentOf, serviceOf } from "../house.ts";

const SAID = [
  "events:",
  "  bus: redis",
  "  consumers:",
  "    - { application: lms, topic: learning-exam-attempt-lifecycle }",
  "    - { application: discovery, topic: course-catalog-info-changed, group: catalogue }",
].join("\n  ");

describe("consumers of events", () => {
  const blueprint = deploymentOf(composed("qa", [SAID], "verawood", ["discovery"]));
  const workerOf = (service: string, name: string) =>
    serviceOf(blueprint, service).workers.find((one) => one.name === name);

  test("are one process each in the pods of whoever is told, and go on where they were", () => {
    const lms = workerOf("lms", "lms-events-learning-exam-attempt-lifecycle");
    expect(lms?.scaling).toEqual({ by: "fixed", replicas: 1 });
    expect(lms?.pod.command).toEqual([
      "./manage.py",
      "lms",
      "consume_events",
      "--topic=learning-exam-attempt-lifecycle",
      "--group_id=lms",
      '--extra={"consumer_name":"lms","check_backlog":true}',
    ]);
    const discovery = workerOf("discovery", "discovery-events-course-catalog-info-changed");
    expect(discovery?.pod.command?.slice(0, 3)).toEqual(["python", "manage.py", "consume_events"]);
    expect(discovery?.pod.command).toContain("--group_id=catalogue");
  });

  test("reach the bus, which the service itself does not need", () => {
    const callers = blueprint.connections
      .filter(({ to }) => to.kind === "component" && to.name === "broker")
      .flatMap(({ from }) => (from.kind === "component" ? [from.name] : []));
    expect(callers).toContain("discovery-events-course-catalog-info-changed");
    expect(callers).toContain("lms-events-learning-exam-attempt-lifecycle");
    expect(callers).not.toContain("discovery");
  });

  test("are told where it is, under the name of the stack, and without a password in plain text", () => {
    const settings = JSON.stringify(serviceOf(blueprint, "discovery").files);
    expect(settings).toContain('"EVENT_BUS_TOPIC_PREFIX":"academy-qa"');
    expect(settings).toContain('"EVENT_BUS_CONSUMER":"edx_event_bus_redis.RedisEventConsumer"');
    expect(settings).not.toContain("EVENT_BUS_PRODUCER");
    expect(settings).toContain("broker/password");
    expect(
      JSON.stringify(
        serviceOf(deploymentOf(composed("qa", [], "verawood", ["discovery"])), "discovery").files,
      ),
    ).not.toContain('"EVENT_BUS');
  });
});

const problemsOf = (line: string, add: readonly string[] = []) =>
  composed("qa", [line], "verawood", add).problems.filter(({ severity }) => severity === "error");

test.each([
  ["events: { consumers: [{ application: lms, topic: a-topic }] }", "events.consumers"],
  [
    "events: { bus: redis, consumers: [{ application: lms, topic: a }, { application: lms, topic: a }] }",
    "events.consumers[1]",
  ],
  [
    "events: { bus: redis, consumers: [{ application: discovery, topic: a-topic }] }",
    "events.consumers[0].application",
  ],
  [
    "events: { bus: redis, consumers: [{ application: notes, topic: a-topic }] }",
    "events.consumers[0].application",
  ],
])("%s is refused where it stands", (line, path) => {
  expect(problemsOf(line).map((one) => one.path)).toEqual([`arboretum:${path}`]);
});
