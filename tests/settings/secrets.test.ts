import { describe, expect, test } from "vitest";
import { configurationSecret, whereIs } from "../../src/settings/late.ts";
import { LEAST, loadFiles, loadWith } from "./files.ts";

const MAIL = "host: smtp.example.edu, port: 587, from: a@example.edu, user: academy";

describe("an encrypted value", () => {
  const loaded = loadWith(`  arboretum:mail: { ${MAIL}, password: { secure: "v1:abc" } }
  arboretum:secrets: { given: { lms/secret-key: { secure: "v1:def" } } }
  arboretum:django: { lms: { SENTRY_DSN: { secure: "v1:ghi" }, LIST: [a, { secure: "v1:jkl" }] } }`);
  const settings = loaded.kind === "deployment" ? loaded.settings : undefined;

  test("becomes a reference to the place where Pulumi keeps it", () => {
    const reference = (path: string) => ({
      late: "configuration",
      path,
      revision: expect.stringMatching(/^[0-9a-f]{10}$/),
    });
    expect(loaded.problems).toEqual([]);
    expect(settings?.mail?.via === "server" && settings.mail.password).toEqual(reference("mail.password"));
    expect(settings?.secrets.given["lms/secret-key"]).toEqual(reference("secrets.given.lms/secret-key"));
    expect(settings?.django.lms).toEqual({
      SENTRY_DSN: reference("django.lms.SENTRY_DSN"),
      LIST: ["a", reference("django.lms.LIST.1")],
    });
  });

  test("has another revision when somebody sets it again, and only then", () => {
    const [first, again, other] = ["v1:aaaa", "v1:aaaa", "v1:bbbb"].map((text) =>
      configurationSecret(["mail", "password"], text),
    );
    expect(first).toEqual(again);
    expect(first?.revision).not.toBe(other?.revision);
  });

  test("is never part of the settings", () => {
    expect(JSON.stringify(settings)).not.toContain("v1:");
  });

  test("can be looked up by section and keys", () => {
    const secret = settings?.secrets.given["lms/secret-key"];
    expect(secret && whereIs(secret)).toEqual({ section: "secrets", keys: ["given", "lms/secret-key"] });
  });

  test("knows who wrote it", () => {
    expect(loaded.sourceOf(["mail", "password"])).toMatchObject({ layer: "Pulumi.qa.yaml", line: 5 });
  });

  test.each([
    [
      "  arboretum:edge2: {}\n  arboretum:images: { registry: { secure: v1:a } }",
      "arboretum:images.registry",
      "This is no secret",
    ],
    ["  arboretum:mail: { secure: v1:a }", "arboretum:mail", "A section is not encrypted as a whole."],
    ["  arboretum:stores: { mysql: { secure: v1:a } }", "arboretum:stores.mysql", "This is no secret"],
    [
      "  arboretum:django: { lms: { A: { b.c: { secure: v1:a } } } }",
      'arboretum:django.lms.A["b.c"]',
      "The names above a secret may hold no dot.",
    ],
  ])("%s is refused where no secret belongs", (text, path, message) => {
    const { problems } = loadWith(text);
    const misplaced = problems.filter(({ rule }) => rule === "secret-misplaced");
    expect(misplaced).toMatchObject([{ path }]);
    expect(misplaced[0]?.message.startsWith(message)).toBe(true);
    expect(problems.filter((problem) => problem.path === path)).toHaveLength(1);
  });

  test("is refused in a layer, which no stack has the key of", () => {
    const stack = LEAST.replace("config:", "config:\n  arboretum:layers: [a.yaml]");
    const { problems } = loadFiles({
      "Pulumi.qa.yaml": stack,
      "a.yaml": `mail: { ${MAIL}, password: { secure: v1:x } }`,
    });
    expect(problems).toMatchObject([
      { rule: "secret-misplaced", path: "mail.password", place: { file: "a.yaml", line: 1 } },
    ]);
    expect(problems[0]?.remedy).toContain(
      "pulumi config set --path --secret arboretum:mail.password --stack qa",
    );
  });
});

describe("a secret in plain text", () => {
  test.each([
    [`  arboretum:mail: { ${MAIL}, password: hunter2 }`, "mail.password"],
    ["  arboretum:secrets: { given: { lms/secret-key: hunter2 } }", "secrets.given.lms/secret-key"],
    ["  arboretum:secrets: { given: { a: { value: hunter2 } } }", "secrets.given.a"],
    ["  arboretum:secrets: { given: { a: [hunter2] } }", "secrets.given.a"],
    ["  arboretum:secrets: { given: { a: { secure: [hunter2] } } }", "secrets.given.a"],
    ["  arboretum:django: { lms: { EMAIL_HOST_PASSWORD: hunter2 } }", "django.lms.EMAIL_HOST_PASSWORD"],
    [
      "  arboretum:django: { lms: { JWT_AUTH: { JWT_SECRET_KEY: hunter2 } } }",
      "django.lms.JWT_AUTH.JWT_SECRET_KEY",
    ],
    ["  arboretum:django: { lms: { FERNET_KEYS: [hunter2] } }", "'arboretum:django.lms.FERNET_KEYS[0]'"],
  ])("%s is answered with the line that encrypts it", (text, path) => {
    const { problems } = loadWith(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ rule: "secret-plain", place: { file: "Pulumi.qa.yaml", line: 5 } });
    const key = path.startsWith("'") ? path : `arboretum:${path}`;
    expect(problems[0]?.remedy).toBe(
      `Take it out, and run: pulumi config set --path --secret ${key} --stack qa`,
    );
  });

  test("in a kubeconfig of many lines is found at its first", () => {
    const text = LEAST.replace(
      "{ identifier: learning }",
      "\n    identifier: learning\n    kubeconfig: |\n      hunter2\n      hunter2",
    );
    const { problems } = loadFiles({ "Pulumi.qa.yaml": text });
    expect(problems).toMatchObject([
      { rule: "secret-plain", path: "arboretum:cluster.kubeconfig", place: { line: 5 } },
    ]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  test.each(["PASSWORD_RESET_TIMEOUT", "API_KEYS_URL", "SESSION_COOKIE_NAME", "SECRET_SANTA"])(
    "is not seen in a Django setting called %s",
    (name) => {
      expect(loadWith(`  arboretum:django: { lms: { ${name}: text } }`).problems).toEqual([]);
    },
  );

  test("is not seen where a password is empty, a switch or a number", () => {
    expect(
      loadWith('  arboretum:django: { lms: { A_PASSWORD: "", B_SECRET: true, C_TOKEN: 5 } }').problems,
    ).toEqual([]);
  });
});

describe("a secret is never shown", () => {
  test.each([
    `  arboretum:mail: { ${MAIL}, password: hunter2 }`,
    `  arboretum:mail: { ${MAIL}, password: [hunter2] }`,
    `  arboretum:mail: { ${MAIL}, password: { secure: v1:x, also: hunter2 } }`,
    `  arboretum:mail: { ${MAIL}, pasword: hunter2 }`,
    "  arboretum:mail: hunter2",
    "  arboretum:mail: [hunter2]",
    "  arboretum:mail: { password: hunter2 }",
    "  arboretum:secrets: hunter2",
    "  arboretum:secrets: { given: hunter2 }",
    "  arboretum:secrets: { given: [hunter2] }",
    "  arboretum:secrets: { given: { BAD: hunter2 } }",
    "  arboretum:secrets: { given: { a: hunter2: x } }",
    "  arboretum:secrets: { given: { a: *hunter2 } }",
    "  arboretum:secrets: { given: { a: !hunter2 x } }",
    "  arboretum:secrets: { given: { a: @hunter2 } }",
    "  arboretum:SMTP_PASSWORD: hunter2",
    "  arboretum:mail.password: hunter2",
    "  SMTP_PASSWORD: hunter2",
    "hunter: hunter2",
    "  arboretum:django: { lms: { API_KEY: hunter2 } }",
    "  arboretum:django: { lms: { api_key: hunter2 } }",
  ])("when %s is wrong", (text) => {
    const { problems } = loadWith(text);
    expect(problems).not.toHaveLength(0);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  test.each(["1.10", "2026-01-01", "0777"])("when it is read as something else, like %s", (value) => {
    const texts = [
      `  arboretum:mail: { password: ${value} }`,
      `  arboretum:mail: { pasword: ${value} }`,
      `  arboretum:django: { lms: { A_SECRET: ${value} } }`,
    ];
    for (const text of texts) {
      const { problems } = loadWith(text);
      expect(problems).not.toHaveLength(0);
      expect(JSON.stringify(problems)).not.toContain(value);
    }
  });
});
