import { expect, test } from "vitest";
import { composedWith, PLATFORM, PLATFORM_WITH_OWN_GATEWAY } from "../house.ts";

const told = (
  stage: string,
  lines: readonly string[] = [],
  platform = PLATFORM_WITH_OWN_GATEWAY,
  add: readonly string[] = [],
) =>
  composedWith(platform, stage, lines, add).problems.filter(({ rule }) => rule === "certificate-unbelieved");

const ELSEWHERE =
  'objectStorage: { driver: external, endpoint: "https://s3.example.edu", egress: [10.1.2.0/24], account: { accessKey: a, secretKey: { secure: v1:abc } }, keep: { submissions: 5y, grades: 5y, tracking: forever } }';

test("pods do not know an authority of one's own, nor the one for trying of the first stage, and somebody says so before files get lost", () => {
  expect(told("ci")).toMatchObject([
    { severity: "warning", remedy: expect.stringContaining("staging: false") },
  ]);
  expect(told("ci")[0]?.message).toContain(
    "cms, cms-worker, edxapp-migrations, edxapp-search, 4 more ask public hosts",
  );
  expect(told("qa", ["certificates: { issuer: own }"])).toMatchObject([
    { remedy: expect.stringContaining("update-ca-certificates") },
  ]);
});

test("nothing is said where the world believes it, where nobody here certifies, or where no pod asks", () => {
  expect(told("qa")).toEqual([]);
  expect(told("ci", ["certificates: { issuer: letsEncrypt, staging: false }"])).toEqual([]);
  expect(told("ci", [], PLATFORM)).toEqual([]);
  expect(told("ci", [ELSEWHERE])).toEqual([]);
  expect(told("ci", [ELSEWHERE], PLATFORM_WITH_OWN_GATEWAY, ["discovery"])).toHaveLength(1);
});
