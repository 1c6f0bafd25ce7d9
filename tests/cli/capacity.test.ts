import { expect, test } from "vitest";
import { arboretum, project, repository } from "./project.ts";

test("capacity says what a stack asks for, what it may ask for, and what gives way first", async () => {
  const { out, code } = await arboretum(["capacity", "production"], { cwd: repository });
  expect(code).toBe(0);
  expect(out).toMatch(/^lms +3–10 +2 processes +0\.7 +2\.0 GiB$/m);
  expect(out).toMatch(/^Quota of academy-production: \d+ CPU, \d+ GiB, \d+ pods/m);
  expect(out).toMatch(/^Connections to MySQL: \d+ at most, of 960 /m);
  expect(out).toMatch(/^What gives way first: processes of the LMS, at about 714 learners at once\. Raise /m);
});

test("too many learners are a problem that says what to raise, and few are none", async () => {
  const ask = (learners: string) => arboretum(["capacity", "qa", "--learners", learners], { cwd: project() });
  const [many, few] = [await ask("50000"), await ask("100")];
  expect([many.code, few.code]).toEqual([1, 0]);
  expect(many.out).toMatch(/It does not carry 50 000 learners at once: .* Raise arboretum:scale\.lms\./);
  expect(few.out).toContain("It carries 100 learners at once.");
});

test.each([
  [["capacity", "qa", "--learners", "many"], "--learners takes a whole number"],
  [["capacity", "platform"], "platform is a platform"],
])("%j is refused with a sentence", async (argv, message) => {
  const { err, code } = await arboretum(argv, { cwd: project() });
  expect(code).toBe(2);
  expect(err).toContain(message);
});
