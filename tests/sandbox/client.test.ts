import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { afterEach, expect, test } from "vitest";
import { authority, issue } from "../../sandbox/certificates.ts";
import { ApiFailure, Cluster } from "../../sandbox/client.ts";

const root = authority("root");
const administrator = issue(root, { name: "administrator" });
const identity = issue(root, { name: "server", hosts: ["127.0.0.1"] });

let server: Server | undefined;
let cluster: Cluster | undefined;
afterEach(() => {
  cluster?.close();
  server?.close();
});

const kinds = {
  "/api/v1": [{ name: "configmaps", kind: "ConfigMap", namespaced: true }],
  "/apis/demo.org/v1": [
    { name: "widgets", kind: "Widget", namespaced: false },
    { name: "widgets/status", kind: "Widget", namespaced: false },
  ],
};

/** A server that knows two kinds, and answers the rest as a test wants. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Cluster> {
  const made = createServer({ cert: identity.certificate, key: identity.key }, (request, response) => {
    const resources = kinds[request.url as keyof typeof kinds];
    if (resources !== undefined) response.end(JSON.stringify({ resources }));
    else answer(request, response);
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  const { port } = made.address() as { port: number };
  cluster = new Cluster({
    server: `https://127.0.0.1:${port}`,
    authority: root.certificate,
    ...administrator,
  });
  return cluster;
}

const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "academy", name: "one" } };

test("an object is applied under one manager, with every unknown field refused, and nothing taken from others", async () => {
  const seen: string[] = [];
  const client = await serving((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["content-type"]}`);
    response.end("{}");
  });
  await client.apply(configMap);
  await client.apply({ ...configMap, apiVersion: "demo.org/v1", kind: "Widget", metadata: { name: "two" } });
  expect(seen).toEqual([
    "PATCH /api/v1/namespaces/academy/configmaps/one?fieldManager=arboretum-sandbox&fieldValidation=Strict&force=false application/apply-patch+yaml",
    "PATCH /apis/demo.org/v1/widgets/two?fieldManager=arboretum-sandbox&fieldValidation=Strict&force=false application/apply-patch+yaml",
  ]);
});

test("every remark of the server is heard, quotes and all", async () => {
  const client = await serving((_request, response) => {
    response.setHeader("Warning", ['299 - "it is \\"old\\""', '299 - "and loose", 299 - "and large"']);
    response.end("{}");
  });
  expect((await client.apply(configMap)).warnings).toEqual(['it is "old"', "and loose", "and large"]);
});

test("a server that is busy or away is asked again", async () => {
  let asked = 0;
  const client = await serving((request, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(503).end("{}");
    else if (asked === 2) request.socket.destroy();
    else response.end(JSON.stringify(configMap));
  });
  expect((await client.get({ ...configMap.metadata, apiVersion: "v1", kind: "ConfigMap" }))?.kind).toBe(
    "ConfigMap",
  );
  expect(asked).toBe(3);
});

test("a refusal is said in the words of the server, and asked once", async () => {
  let asked = 0;
  const client = await serving((_request, response) => {
    asked += 1;
    response.writeHead(422).end(JSON.stringify({ reason: "Invalid", message: "spec is immutable" }));
  });
  await expect(client.apply(configMap)).rejects.toEqual(new ApiFailure(422, "Invalid", "spec is immutable"));
  expect(asked).toBe(1);
});

test("what is not there is nothing, and to delete it is no mistake", async () => {
  const client = await serving((_request, response) => response.writeHead(404).end("{}"));
  const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "academy", name: "none" };
  expect(await client.get(reference)).toBeUndefined();
  expect(await client.delete(reference)).toBe(false);
});

test("a kind that the server does not know is named", async () => {
  const client = await serving((_request, response) => response.writeHead(404).end("{}"));
  await expect(client.apply({ ...configMap, kind: "Gadget" })).rejects.toThrow(
    "The cluster has no Gadget of v1.",
  );
});
