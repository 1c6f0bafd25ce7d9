import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { GREETS } from "../../src/catalog/applications/smtp.ts";
import { RELAY } from "../../src/catalog/django/mail.ts";
import { eximArguments, eximConfiguration } from "../../src/catalog/exim.ts";
import { folderWith, type Running, start, until, withTool } from "./tool.ts";

const HERE = join(import.meta.dirname, "relay");
const DOMAIN = "learn.example.edu";
const isRoot = process.getuid?.() === 0;

interface Taken {
  readonly said: readonly string[];
  readonly message: readonly string[];
}

/** Sends a mail as Django does: by its `smtplib`. */
const send = (to: string, from: string) => `
import smtplib, sys
from email.message import EmailMessage
mail = EmailMessage()
mail["Subject"], mail["From"], mail["To"] = "Activate", "${from}", "${to}"
mail.set_content("A link.")
with smtplib.SMTP("127.0.0.1", ${RELAY.port}, timeout=20) as server:
    server.send_message(mail)
`;

withTool("exim", (program) => {
  if (!isRoot) {
    const reason = "Only root may make a network of its own for the relay and its receivers";
    process.stderr.write(`Skipped: ${reason}\n`);
    test.skip(reason, () => {});
    return;
  }

  describe("the relay as a pod: no root, no right of its own, a file system that is read-only", () => {
    const folder = folderWith({ "exim.conf": eximConfiguration(DOMAIN, RELAY.port) });
    const path = (name: string) => join(folder, name);
    let relay: Running;

    const taken = (): readonly Taken[] =>
      existsSync(path("taken"))
        ? readFileSync(path("taken"), "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Taken)
        : [];
    const takenFor = (recipient: string) =>
      taken().find(({ said }) => said.some((line) => line.startsWith(`RCPT TO:<${recipient}>`)));

    /** Runs something in the pod, and yields its exit code and what it said. */
    async function inPod(script: string): Promise<{ readonly code: number; readonly output: string }> {
      rmSync(path("code"), { force: true });
      writeFileSync(path("ask.part"), script);
      copyFileSync(path("ask.part"), path("ask"));
      await until("an answer of the pod", () => existsSync(path("code")), relay, 40);
      return {
        code: Number(readFileSync(path("code"), "utf8")),
        output: readFileSync(path("output"), "utf8"),
      };
    }
    const quoted = (words: readonly string[]) =>
      words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const mailTo = async (recipient: string, sender = `no-reply@${DOMAIN}`) => {
      const { code, output } = await inPod(`python3 -c '${send(recipient, sender)}'`);
      expect(output).toBe("");
      expect(code).toBe(0);
    };

    beforeAll(async () => {
      copyFileSync(join(HERE, "receiver.ts"), path("receiver.ts"));
      const tool = dirname(dirname(dirname(program)));
      const world = ["sh", join(HERE, "world.sh"), folder, tool, process.execPath, ...eximArguments];
      relay = start("unshare", ["--mount", "--net", "--pid", "--fork", "--kill-child", ...world], folder);
      await until("that it listens", () => relay.said().includes("listening for SMTP"), relay);
    });

    test("greets its readiness probe", async () => {
      expect(await inPod(quoted(GREETS))).toEqual({ code: 0, output: "" });
    });

    test("cannot write anywhere but to its scratch directories", async () => {
      expect((await inPod("touch /etc/exim4/other")).output).toContain("Read-only file system");
    });

    test("brings mail to whoever receives for its domain, and says nothing of the inside of the cluster", async () => {
      await mailTo("ada@campus.example.org");
      await until("the mail", () => takenFor("ada@campus.example.org") !== undefined, relay);
      const { said, message } = takenFor("ada@campus.example.org") as Taken;
      expect(said[0]).toBe(`EHLO ${DOMAIN}`);
      expect(said).toContainEqual(expect.stringMatching(`^MAIL FROM:<no-reply@${DOMAIN}>`));
      expect(message).toContain("A link.");
      expect(message.join("\n")).not.toMatch(/^Received:|127\.0\.0\.1|198\.51\.100\.2\b/m);
    });

    test("comes again where a receiver does not know it yet", async () => {
      await mailTo("later@campus.example.org");
      await until("the refusal", () => relay.said().includes("451 come again"), relay);
      // Five minutes would pass until it does so by itself.
      expect((await inPod("exim -qff")).code).toBe(0);
      await until("the mail", () => takenFor("later@campus.example.org") !== undefined, relay);
    });

    test("tells the sender what it cannot bring, and throws away what nobody takes back", async () => {
      await mailTo("nobody@nowhere.example.org");
      await until("the mail that comes back", () => takenFor(`no-reply@${DOMAIN}`) !== undefined, relay);
      expect((takenFor(`no-reply@${DOMAIN}`) as Taken).message.join("\n")).toContain(
        "nobody@nowhere.example.org",
      );
      await mailTo("nobody@nowhere.example.org", "nobody@nowhere.example.org");
      // It logs where it was started, so that the number is the last of several lines.
      const waiting = async () =>
        Number((await inPod("exim -qff; exim -bpc")).output.trim().split("\n").at(-1));
      await until("an empty queue", async () => (await waiting()) === 0, relay, 30);
    });

    test("logs where its pod does, and ends when it is asked to", async () => {
      expect(relay.said()).toMatch(/=> ada@campus\.example\.org R=receivers T=receiver/);
      expect(relay.said()).not.toMatch(/panic|Permission denied|Cannot open/i);
      writeFileSync(path("stop"), "");
      await until("its end", () => relay.said().includes("ended "), relay);
      expect(relay.said()).toMatch(/ended 0\n/);
    });
  });
});
