import { describe, expect, test } from "vitest";
import { egressConnections, egressProblems } from "../../src/blueprint/egress.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { type Connection, component, edge } from "../../src/vocabulary/connection.ts";
import { draftOf } from "./draft.ts";

const settings = (...egress: readonly object[]) => ({ egress }) as unknown as Settings;
const opening = (more: object) => ({
  to: "campus",
  network: "192.0.2.0/24",
  ports: [443],
  from: ["lms"],
  ...more,
});

describe("an opening to the outside", () => {
  test("is a connection for each of its components and ports", () => {
    const made = egressConnections(settings(opening({ ports: [443, 636], from: ["lms", "cms"] })));
    expect(made.map(({ from, port }) => [from, port])).toEqual([
      [component("lms"), 443],
      [component("lms"), 636],
      [component("cms"), 443],
      [component("cms"), 636],
    ]);
    for (const { to, why } of made) {
      expect(to).toEqual({ kind: "network", name: "campus", network: "192.0.2.0/24" });
      expect(why).toBe("opened by the settings: campus");
    }
  });

  test("says why, where somebody has written it", () => {
    expect(egressConnections(settings(opening({ why: "single sign-on" })))[0]?.why).toBe("single sign-on");
  });
});

describe("an opening for a component", () => {
  const from = (from: Connection["from"], to: Connection["to"]): Connection => ({
    from,
    to,
    port: 1,
    why: "because",
  });
  const connections = [
    from(component("worker"), component("mysql")),
    from(edge, component("lms")),
    from(component("mail"), { kind: "apiServer" }),
  ];
  const loaded = {
    file: "Pulumi.qa.yaml",
    sourceOf: (path: readonly unknown[]) => ({ line: 10 + Number(path[1]), column: Number(path[3]) + 1 }),
  };
  const problemsOf = (...egress: readonly object[]) =>
    egressProblems(draftOf({ connections, loaded: { ...loaded, settings: settings(...egress) } }));

  test.each(["lms", "worker", "mysql"])("that is there is right: %s", (name) => {
    expect(problemsOf(opening({ from: [name] }))).toEqual([]);
  });

  test("that nobody knows is refused where it is written, with the nearest and with all that there are", () => {
    expect(problemsOf(opening({}), opening({ from: ["lms", "mysq", "mail"] }))).toEqual([
      {
        severity: "error",
        rule: "component-unknown",
        place: { file: "Pulumi.qa.yaml", line: 11, column: 2 },
        path: "arboretum:egress[1].from[1]",
        message: 'There is no component "mysq" here. Did you mean "mysql"?',
        remedy: "One of: lms, mysql, worker",
      },
      expect.objectContaining({ path: "arboretum:egress[1].from[2]" }),
    ]);
  });
});
