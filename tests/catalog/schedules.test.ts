import { describe, expect, test } from "vitest";
import { demoCourse, retireLearners } from "../../src/catalog/python/python.ts";
import { composed, deploymentOf } from "../house.ts";
import { inFolder, python, reason, withPython } from "./pythonTools.ts";

const MAIL = "mail: { host: smtp.example.edu, port: 587, from: no-reply@example.edu }";
const RETIREMENT = `retirement: { image: "registry.example.edu/retirement@sha256:${"7".repeat(64)}", most: 20 }`;

const schedulesOf = (release: string, lines: readonly string[]) =>
  deploymentOf(composed("qa", lines, release)).services.flatMap(({ schedules }) => schedules);

const names = (release: string, lines: readonly string[]) =>
  schedulesOf(release, lines).map(({ name }) => name);

const ALWAYS = ["lms-expired-tokens"];
const REMINDERS = ["lms-reminders", "lms-goal-reminders"];
const DIGESTS = ["lms-daily-digest", "lms-weekly-digest"];

test.each([
  ["sumac", []],
  ["teak", DIGESTS],
  ["ulmo", DIGESTS],
  ["verawood", []],
])(
  "%s sends digests by its calendar where no task does, and reminders once there is mail",
  (release, digests) => {
    expect(names(release, [])).toEqual(ALWAYS);
    expect(names(release, [MAIL])).toEqual([...ALWAYS, ...REMINDERS, ...digests]);
  },
);

test("programmes of the course discovery are read every hour, at its public address", () => {
  const { connections, services } = deploymentOf(composed("qa", [], "ulmo", ["discovery"]));
  const [programs] = services.flatMap(({ schedules }) =>
    schedules.filter(({ name }) => name === "lms-programs"),
  );
  expect(programs?.pod.command?.slice(2)).toEqual(["cache_programs", "--domain", "learn.example.edu"]);
  const asked = connections.filter(
    ({ from, to }) => from.kind === "component" && from.name === "lms-programs" && to.kind === "role",
  );
  expect(new Set(asked.map(({ port }) => port))).toEqual(new Set([10_443, 8443, 443]));
  expect(asked).toMatchObject(asked.map(() => ({ to: { role: "edge" } })));
  expect(names("ulmo", [])).not.toContain("lms-programs");
});

describe("what runs at times of a calendar", () => {
  const of = (name: string) => schedulesOf("ulmo", [MAIL]).find((one) => one.name === name);

  test("is what upstream's commands are called", () => {
    expect(of("lms-expired-tokens")?.pod.command).toEqual(["./manage.py", "lms", "edx_clear_expired_tokens"]);
    expect(of("lms-daily-digest")?.pod.command?.slice(2)).toEqual(["send_email_digest", "Daily"]);
    expect(of("lms-weekly-digest")?.pod.command?.slice(2)).toEqual(["send_email_digest", "Weekly"]);
  });

  test("reminds for the site of the LMS alone, each in its turn whatever becomes of the others", () => {
    const [shell, , script = ""] = of("lms-reminders")?.pod.command ?? [];
    expect(shell).toBe("sh");
    expect(script.match(/^\.\/manage\.py lms send_\w+ learn\.example\.edu \|\| failed=1$/gm)).toHaveLength(4);
    expect(script).toMatch(/exit "\$failed"$/);
  });

  test("reaches the stores, and the mail server where it sends itself", () => {
    const { connections } = deploymentOf(composed("qa", [MAIL], "ulmo"));
    const reached = (name: string) =>
      connections.flatMap(({ from, to, why }) =>
        from.kind === "component" && from.name === name && why !== "uploaded files"
          ? [to.kind === "component" ? to.name : to.kind]
          : [],
      );
    const stores = ["mysql", "mongodb", "cache", "sessions", "broker", "search"];
    expect(reached("lms-daily-digest")).toEqual(stores);
    expect(reached("lms-goal-reminders")).toEqual([...stores, "network"]);
  });

  test("has a name for each minute: no two start at once", () => {
    const times = schedulesOf("ulmo", [MAIL, RETIREMENT]).map(({ cron }) => cron);
    expect(new Set(times).size).toBe(times.length);
    for (const cron of times) expect(cron).not.toMatch(/^0 /);
  });
});

describe("retirement of learners", () => {
  test("is there where somebody gives its image, and has an account with the LMS", () => {
    expect(names("verawood", [])).not.toContain("retirement");
    const { services, preparations, secrets } = deploymentOf(composed("qa", [RETIREMENT]));
    expect(services.find(({ name }) => name === "retirement")?.schedules).toHaveLength(1);
    const wanted = preparations.flatMap(({ files }) => files).find(({ name }) => name === "lms-setup")
      ?.entries["wanted.json"];
    expect(JSON.stringify(wanted)).toContain('"grant":"client-credentials","id":"retirement"');
    expect(secrets.map(({ name }) => name)).toContain("retirement/oauth");
  });

  test("goes through states that the LMS knows", () => {
    const { services } = deploymentOf(composed("qa", [RETIREMENT]));
    const entry = (service: string, object: string, file: string) => {
      const content = services.find(({ name }) => name === service)?.files.find(({ name }) => name === object)
        ?.entries[file];
      return content?.format === "yaml" ? (content.tree as Record<string, unknown>) : {};
    };
    const states = entry("lms", "lms-configuration", "lms.env.yml").RETIREMENT_STATES as string[];
    const pipeline = entry("retirement", "retirement", "pipeline.yml").retirement_pipeline as string[][];
    expect(pipeline.length).toBeGreaterThan(3);
    const used = pipeline.flatMap((step) => step.slice(0, 2));
    expect(used.filter((state) => !states.includes(state))).toEqual([]);
    expect(states.indexOf("LMS_COMPLETE")).toBeGreaterThan(states.indexOf("ENROLLMENTS_COMPLETE"));
    expect([states[0], states.at(-1)]).toEqual(["PENDING", "COMPLETE"]);
  });

  const LIST = [
    "import os, sys",
    'folder = next(a.split("=")[1] for a in sys.argv if a.startswith("--output_dir"))',
    "os.mkdir(folder)",
    'for name in ("ada", "grace"):',
    '  open(os.path.join(folder, "learner_retire_" + name), "w").write("RETIREMENT_USERNAME=" + name.title() + chr(10))',
    "print(sys.argv[1:])",
  ].join("\n");

  const run = (list: string, one: string) => {
    const files = {
      "scripts/user_retirement/get_learners_to_retire.py": list,
      "scripts/user_retirement/retire_one_learner.py": one,
      "run/retire.py": retireLearners,
      "run/wanted.json": JSON.stringify({ coolOffDays: 14, most: 20 }),
    };
    return inFolder(files, (folder) => python(folder, "run/retire.py"));
  };

  withPython(`retires each account that the LMS lists${reason}`, async () => {
    const { stdout, code } = await run(LIST, "import sys; print('retired', sys.argv[2])");
    expect(code).toBe(0);
    expect(stdout).toContain("--cool_off_days=14");
    expect(stdout.match(/^retired --username=.*$/gm)).toEqual([
      "retired --username=Ada",
      "retired --username=Grace",
    ]);
  });

  withPython(`goes on after one that fails, and says so in the end without a name${reason}`, async () => {
    const { stdout, code } = await run(LIST, "import sys; sys.exit('Ada' in sys.argv[2])");
    expect(code).toBe(1);
    expect(stdout).toContain("1 accounts could not be retired");
    expect(stdout).not.toContain("Ada");
  });

  withPython(`retires nobody where the list is refused${reason}`, async () => {
    const { stderr, stdout, code } = await run("raise SystemExit(9)", "print('retired')");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("does not say who");
  });
});

describe("the demo course", () => {
  const lines = ["studio: { demoCourse: true, imports: { by: routing } }"];

  test("is a chain that nothing waits for, with a way to the internet", () => {
    const { preparations, services, connections } = deploymentOf(composed("ci", lines));
    expect(preparations.at(-1)?.name).toBe("edxapp-demo");
    expect(services.flatMap(({ needs }) => needs)).not.toContain("edxapp-demo");
    const outside = connections.filter(({ to }) => to.kind === "network");
    expect(outside).toMatchObject([
      { from: { name: "edxapp-demo" }, port: 443, to: { network: "internet" } },
    ]);
    const usual = deploymentOf(composed("ci")).preparations.map(({ name }) => name);
    expect(usual).not.toContain("edxapp-demo");
  });

  test("is refused in every stage but the first, at its place", () => {
    const [problem, ...more] = composed("production", lines).problems;
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: "demo-course-here",
      path: "arboretum:studio.demoCourse",
      place: { file: "Pulumi.production.yaml", line: 5 },
    });
  });

  /** Runs the program with a git that copies a folder, and a platform that notes what it is asked. */
  const imported = (there: boolean, course = '<course org="OpenedX" course="DemoX" url_name="Demo"/>') => {
    const git = ["#!/bin/sh", 'for folder; do :; done; mkdir -p "$folder"', 'cp -r published/. "$folder"'];
    const files = {
      "bin/git": git.join("\n"),
      "published/demo-course/course.xml": course,
      "published/README.md": "",
      "django/core/management.py": "def call_command(*a): print('ran', a[0], a[2].split('/')[-1])\n",
      "opaque_keys/edx/keys.py": "class CourseKey:\n  from_string = staticmethod(lambda text: text)\n",
      "xmodule/modulestore/django.py": `class modulestore:\n  def has_course(self, key): print('asked', key); return ${there ? "True" : "False"}\n`,
      "demo.py": demoCourse,
      "wanted.json": JSON.stringify({ repository: "https://example.edu/demo", ref: "release/verawood.1" }),
      "main.py":
        "import os, runpy\nos.chmod('bin/git', 0o755)\nos.environ['PATH'] = os.getcwd() + '/bin:' + os.environ['PATH']\nrunpy.run_path('demo.py')\n",
    };
    return inFolder(files, (folder) => python(folder, "main.py"));
  };

  withPython(`is imported once, whatever its folder is called${reason}`, async () => {
    const { stdout, code } = await imported(false);
    expect(code).toBe(0);
    expect(stdout).toBe(
      "asked course-v1:OpenedX+DemoX+Demo\nran import demo-course\ncourse-v1:OpenedX+DemoX+Demo is imported.\n",
    );
  });

  withPython(`is left as it is where it is there${reason}`, async () => {
    const { stdout } = await imported(true);
    expect(stdout).not.toContain("ran import");
    expect(stdout).toContain("course-v1:OpenedX+DemoX+Demo is there.");
  });
});
