import { expect, test } from "vitest";
import { tidy } from "../../src/cli/memory.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

test("what finished stacks have left is gone after forty of them", async () => {
  const left = (() => new WeakRef({ rendering: "x".repeat(1000) }))();
  // A weak reference holds its object until the turn in which it was made is over.
  await turn();
  tidy(40);
  expect(left.deref()).toBeUndefined();
});
