import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { Deployer } from "../../sandbox/pulumi/deployer.ts";
import { start } from "../../sandbox/pulumi/running.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string, hear?: (line: string) => void, longest = 60) =>
  start("/bin/sh", ["-c", script], {
    cwd: folder,
    env: process.env,
    longest,
    ...(hear === undefined ? {} : { hear }),
  });

test("what is killed leaves none of its children behind", async () => {
  const child = Promise.withResolvers<string>();
  const running = shell("sleep 60 & echo $!; wait", child.resolve);
  const pid = await child.promise;
  running.kill();
  // It has ended only when nobody holds its output any more.
  expect(await running.ended).toMatchObject({ code: 137, out: `${pid}\n` });
});

test("what is interrupted may still say why it ends", async () => {
  const ready = Promise.withResolvers<void>();
  const running = shell("trap 'echo stopping >&2; exit 3' INT; echo ready; while :; do sleep 0.1; done", () =>
    ready.resolve(),
  );
  await ready.promise;
  running.interrupt();
  expect(await running.ended).toEqual({ code: 3, out: "ready\n", err: "stopping\n", missing: false });
});

test("what hangs is killed when its time is over", async () => {
  expect((await shell("sleep 60", undefined, 0.2).ended).code).toBe(137);
});

test("what is not there says so", async () => {
  const { ended } = start(join(folder, "nothing"), [], { cwd: folder, env: process.env, longest: 1 });
  expect((await ended).missing).toBe(true);
});

test("a stack with a kubeconfig and a context of its own goes to the given cluster all the same", async () => {
  const [root, bin] = [join(folder, "root"), join(folder, "bin")];
  for (const each of [root, bin, join(root, "node_modules")]) mkdirSync(each);
  writeFileSync(join(root, "package.json"), "{}");
  writeFileSync(join(root, "Pulumi.yaml"), "name: demo\n");
  const config =
    "config:\n  arboretum:cluster: { kubeconfig: { secure: x } }\n  arboretum:mail: { password: { secure: y } }\n";
  writeFileSync(join(root, "Pulumi.qa.yaml"), config);
  const kubeconfig = join(folder, "given");
  writeFileSync(
    kubeconfig,
    "contexts: [{ name: sandbox, context: { cluster: c } }]\ncurrent-context: sandbox\n",
  );
  writeFileSync(
    join(bin, "pulumi"),
    '#!/bin/sh\necho "$KUBECONFIG $@" >> "$0.calls"\n[ "$3" != ls ] || echo "[]"\n',
  );
  chmodSync(join(bin, "pulumi"), 0o755);

  const environment = { PATH: [bin, process.env.PATH].join(delimiter), KUBECONFIG: "/somebody/elses" };
  const deployer = new Deployer({ root, folder, kubeconfig, context: "learning", node: bin, environment });
  await deployer.prepare("qa");
  await deployer.start("qa", ["up"]).ended;

  const calls = readFileSync(join(bin, "pulumi.calls"), "utf8").trim().split("\n");
  const seen = join(folder, "kubeconfig");
  expect(calls.map((call) => call.split(" ").slice(1).join(" "))).toEqual([
    "stack --non-interactive ls --json",
    "stack --non-interactive init qa --secrets-provider passphrase --no-select",
    'config --non-interactive set --secret --path --stack qa -- arboretum:mail["password"] not a secret',
    "up --non-interactive --stack qa",
  ]);
  expect(new Set(calls.map((call) => call.split(" ")[0]))).toEqual(new Set([seen]));
  expect(parse(readFileSync(seen, "utf8"))).toEqual({
    contexts: [{ name: "learning", context: { cluster: "c" } }],
    "current-context": "learning",
  });
});
