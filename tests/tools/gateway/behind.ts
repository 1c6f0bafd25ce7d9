import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Made } from "../charts.ts";

/** What somebody behind the gateway has been asked. */
export interface Asked {
  readonly component: string;
  readonly pod: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** Pods behind each Service that a route names, as far as Envoy can tell. */
export interface Behind {
  /** Where they are, as Kubernetes says it. */
  readonly slices: readonly Made[];
  /** What reached them, in order. */
  readonly asked: Asked[];
  /** One of them goes, and nobody has heard of it yet. */
  readonly leave: (component: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const PODS = [0, 1];

export async function behind(objects: readonly Made[]): Promise<Behind> {
  const asked: Asked[] = [];
  const services = objects.filter(({ kind, metadata }) => kind === "Service" && metadata.namespace);
  const pods = await Promise.all(
    services.flatMap((service) => PODS.map((pod) => podOf(service.metadata.name, pod, asked))),
  );
  return {
    asked,
    slices: pods.map(({ port, pod }, index) => sliceOf(services[Math.floor(index / PODS.length)], port, pod)),
    leave: async (component) => {
      for (const one of pods) if (one.component === component && one.pod === 0) await stopped(one);
    },
    stop: async () => {
      for (const one of pods) await stopped(one);
    },
  };
}

function stopped({ server }: Pod): Promise<unknown> {
  const over = new Promise((done) => server.close(done));
  server.closeAllConnections();
  return over;
}

interface Pod {
  readonly server: Server;
  readonly component: string;
  readonly pod: number;
  readonly port: number;
}

function podOf(component: string, pod: number, asked: Asked[]): Promise<Pod> {
  const server = createServer({ maxHeaderSize: 1 << 17 }, (request, response) => {
    answer(component, pod, asked, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket) => {
    const key = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
    );
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  });
  return new Promise((found) =>
    server.listen(0, "127.0.0.1", () =>
      found({ server, component, pod, port: (server.address() as AddressInfo).port }),
    ),
  );
}

/** Tells what it was asked. `/late/300` takes its time, and `/long` has more to tell. */
async function answer(
  component: string,
  pod: number,
  asked: Asked[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let bytes = 0;
  for await (const part of request) bytes += part.length;
  const path = request.url ?? "";
  const told: Asked = { component, pod, path, headers: request.headers as Asked["headers"], bytes };
  asked.push(told);
  const [, late] = /^\/late\/(\d+)/.exec(path) ?? [];
  setTimeout(
    () => {
      const more = path === "/long" ? { more: "x".repeat(4000) } : {};
      response.setHeader("Content-Type", "application/json").end(JSON.stringify({ ...told, ...more }));
    },
    Number(late ?? 0),
  );
}

const sliceOf = ({ metadata, spec }: Made, port: number, pod: number): Made => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: {
    name: `${metadata.name}-${pod}`,
    namespace: metadata.namespace,
    labels: { "kubernetes.io/service-name": metadata.name },
  },
  addressType: "IPv4",
  ports: spec.ports.map(({ name }: Made) => ({ name, port, protocol: "TCP" })),
  endpoints: [{ addresses: ["127.0.0.1"], conditions: { ready: true } }],
});
