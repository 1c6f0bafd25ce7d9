import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { plan } from "../../src/render/plan.ts";
import { kindProblems } from "../../src/upgrade/kinds.ts";
import { arboretum, project, repository } from "../cli/project.ts";
import { blueprintOf, projectOf, rendered } from "../house.ts";

const file = (context: string) => `config:
  arboretum:cluster: { identifier: learning${context} }
  arboretum:offers: { monitoring: managed, keda: managed, velero: managed }
`;

const platform = (context = ""): Composition =>
  compose(projectOf({ "Pulumi.platform.yaml": file(context) }), "platform");

/** The platform of before, in which a chart had another version. */
function withChartAt(name: string, version: string, composition = platform()): Composition {
  const blueprint = blueprintOf(composition);
  if (blueprint.kind !== "platform") throw new Error("this is no platform");
  const charts = blueprint.charts.map((chart) => (chart.name === name ? { ...chart, version } : chart));
  return { ...composition, blueprint: { ...blueprint, charts } };
}

async function said(from: Composition, to: Composition) {
  const changes = plan(await rendered(from, "preview"), await rendered(to, "preview"));
  return kindProblems([{ stack: "platform", changes }], [to]);
}

describe("a chart that moves to another version", () => {
  test("leaves its kinds behind, and the line that renews them is told", async () => {
    expect(await said(withChartAt("monitoring", "87.0.0"), platform())).toMatchObject([
      {
        rule: "kinds-left-behind",
        severity: "warning",
        stack: "platform",
        message: "monitoring moves from 87.0.0 to 88.5.3, and Helm leaves its kinds as they are.",
        remedy:
          "Renew them before the update: `helm show crds oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack --version 88.5.3 | kubectl apply --server-side --force-conflicts -f -`.",
      },
    ]);
  });

  test("and has a repository and a cluster of a name: the line says both", async () => {
    const to = platform(", context: campus");
    const [problem] = await said(withChartAt("velero", "11.0.0", to), to);
    expect(problem?.remedy).toContain(
      "crds velero --repo https://vmware-tanzu.github.io/helm-charts --version",
    );
    expect(problem?.remedy).toContain("kubectl apply --context campus --server-side");
  });

  test("and has its kinds among its templates needs nobody", async () => {
    expect(await said(withChartAt("keda", "2.19.0"), platform())).toEqual([]);
  });
});

test("a chart that stays where it is needs nobody", async () => {
  expect(await said(platform(), platform())).toEqual([]);
});

describe("arboretum kinds", () => {
  test("is a script that renews every kind that Helm would not", async () => {
    const root = project({ "Pulumi.platform.yaml": file("") });
    const { code, out } = await arboretum(["kinds", "platform"], { cwd: root });
    expect(code).toBe(0);
    const lines = out.split("\n").filter((line) => line.startsWith("helm "));
    expect(lines.map((line) => line.split(" ")[3])).toEqual([
      "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack",
      "velero",
    ]);
    for (const line of lines) expect(line).toMatch(/ \| kubectl apply --server-side --force-conflicts -f -$/);
  });

  test("is told to machines as well", async () => {
    const root = project({ "Pulumi.platform.yaml": file("") });
    const { out } = await arboretum(["kinds", "platform", "--format", "json"], { cwd: root });
    expect(JSON.parse(out)).toMatchObject({
      stack: "platform",
      charts: [{ name: "monitoring" }, { name: "velero" }],
    });
  });

  test("of a deployment is wrong use", async () => {
    const { code, err } = await arboretum(["kinds", "qa"], { cwd: repository });
    expect(code).toBe(2);
    expect(err).toContain("Name its platform stack.");
  });
});
