import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the range from which the kernel takes ports for connections that go out: nobody gets one of these by accident. */
const LOWEST = 21_000;
const HIGHEST = 31_000;

/** Ports of the loopback interface on which nobody listens. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
