import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const INDEX = "application/vnd.oci.image.index.v1+json";
export const MANIFEST = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [] });
export const sha256 = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;
export const DIGEST = sha256(MANIFEST);

export type Answers = (request: IncomingMessage, response: ServerResponse) => void;

export interface Played {
  /** Host and port. */
  readonly host: string;
  /** Every request, as method, path and what it says of who asks. */
  readonly asked: readonly string[];
}

/** A server that answers as a test says, until the test is over. */
export async function played(answers: Answers): Promise<Played> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    asked.push([method, url, headers.authorization].filter(Boolean).join(" "));
    answers(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const manifest = (response: ServerResponse, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(200, { "content-type": INDEX, "docker-content-digest": DIGEST, ...headers });
  response.end(MANIFEST);
};

export const answer = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): void => {
  response.writeHead(status, headers);
  response.end(body);
};
