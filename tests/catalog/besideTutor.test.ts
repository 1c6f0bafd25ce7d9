import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Variant } from "../../src/catalog/edxapp/variant.ts";
import { AFTER_UPSTREAM } from "../../src/catalog/python/python.ts";
import { composed, deploymentOf } from "../house.ts";

const RELEASES = ["sumac", "teak", "ulmo", "verawood"];
const VARIANTS = ["lms", "cms"] as const;

/** As Tutor renders it: with a mail server, an event bus, buckets, the course discovery and the notes. */
const LINES = [
  "mail: { host: smtp.example.edu, port: 587, from: a@example.edu, user: a, password: { secure: v1:a } }",
  "events: { bus: redis }",
  "objectStorage: { driver: external, endpoint: https://files.example.edu, egress: [internet], account: { accessKey: academy, secretKey: { secure: v1:b } } }",
];

/** Why Tutor writes a setting and we do not. The first that fits counts. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^AWS_AUTO_CREATE_BUCKET$/, "buckets are there before the platform is"],
  [/^AWS_S3_CLIENT_CONFIG$/, "clients of buckets read it from the environment"],
  [/^DJANGO_REDIS_IGNORE_EXCEPTIONS$/, "each cache says it for itself: that of sessions must not"],
  [/^AWS_S3_SECURE_URLS$/, "the address of the server says it"],
  [/^COURSE_IMPORT_EXPORT_STORAGE$/, "upstream makes it of the name of the bucket"],
  [/^PROFILE_IMAGE_BACKEND\.options\.location$/, "pictures have a bucket of their own, and need no folder"],
  [/^(CODE_JAIL$|LOGGING\.|VIDEO_\w+\.)/, "our settings module sets it"],
  [/^EVENT_BUS_REDIS_CONNECTION_URL$/, "our settings module makes it of its parts"],
  [/^(INSTALLED_APPS|DATABASE_ROUTERS|FEATURES\.ENABLE_CSMH_EXTENDED)$/, "the history has its database here"],
  [/^FORUM_MONGODB_/, "discussions are kept in MySQL from the start"],
  [/^MEILISEARCH_MASTER_KEY$/, "the platform has a key of its own, and no need of the master's"],
  [/INDIGO|PARAGON|^FRONTEND_SITE_CONFIG\.theme$|^(TEMPLATES|PIPELINE)\./, "part of Tutor's own theme"],
  [/^SITE_ID$/, "the row of upstream's SITE_ID is given our host"],
  [/^ACE_ROUTING_KEY$/, "upstream has the same queue"],
  [/^CORS_ALLOW_CREDENTIALS$/, "upstream sets it with ENABLE_CORS_HEADERS"],
  [/^CSRF_TRUSTED_ORIGINS$/, "Sumac and Teak hear it by the other name, which has schemes"],
  [/^FEATURES\.ENABLE_OAUTH2_PROVIDER$/, "Verawood has no such toggle: it is always on"],
  [/^FEATURES\.ENABLE_LEARNER_RECORDS$/, "without credentials nobody issues any"],
  [/^REGISTRATION_EXTRA_FIELDS\./, "what learners are asked is the institution's to say"],
  [/^XQUEUE_INTERFACE$/, "without the queue there is nobody to ask"],
  [/^EMAIL_FILE_PATH$/, "only a backend that writes mails into files reads it"],
  [
    /^(BOOK_URL|ADMIN_CONSOLE_MICROFRONTEND_URL|FEATURES\.ENABLE_COMBINED_LOGIN_REGISTRATION)$/,
    "no settings file of these releases names it",
  ],
  [/^(COURSE_AUTHORING|CATALOG)_MICROFRONTEND_URL$/, "the other of the two reads it"],
];

const namesOf = (variant: Variant, release: string): readonly string[] =>
  readFileSync(new URL(`../fixtures/tutor/${variant}-${release}.txt`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

function ours(variant: Variant, release: string): ReadonlySet<string> {
  const { provenance } = deploymentOf(composed("qa", LINES, release, ["discovery", "notes"]));
  const keys = (provenance[variant] ?? []).map(({ key }) => key.replace(`${AFTER_UPSTREAM}.`, ""));
  // Of a block we say the leaves, Tutor the whole: every beginning of a key counts.
  return new Set(
    keys.flatMap((key) => key.split(".").map((_, end, parts) => parts.slice(0, end + 1).join("."))),
  );
}

/** A toggle may stand at the top or under FEATURES. */
const spellings = (name: string): readonly string[] =>
  name.startsWith("FEATURES.") ? [name, name.slice("FEATURES.".length)] : [name, `FEATURES.${name}`];

const missing = (variant: Variant, release: string): readonly string[] => {
  const said = ours(variant, release);
  return namesOf(variant, release).filter((name) => !spellings(name).some((one) => said.has(one)));
};

const reasonOf = (name: string) => REASONS.find(([pattern]) => pattern.test(name));

describe.each(RELEASES)("beside Tutor, in %s", (release) => {
  test.each(VARIANTS)("the %s is told all that Tutor tells it, or there is a reason why not", (variant) => {
    expect(namesOf(variant, release).length).toBeGreaterThan(100);
    expect(missing(variant, release).filter((name) => reasonOf(name) === undefined)).toEqual([]);
  });
});

test("each reason is one for something that we leave out", () => {
  const left = RELEASES.flatMap((release) => VARIANTS.flatMap((variant) => missing(variant, release)));
  const used = new Set(left.map((name) => reasonOf(name)?.[1]));
  expect(REASONS.map(([, why]) => why).filter((why) => !used.has(why))).toEqual([]);
});
