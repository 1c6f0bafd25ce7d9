import {
  type ClientRequest,
  type IncomingHttpHeaders,
  request as inTheClear,
  type RequestOptions,
} from "node:http";
import { request as overTls } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as secure, type TLSSocket } from "node:tls";
import type { Asked } from "./behind.ts";
import type { Ports } from "./envoy.ts";

export interface Question {
  readonly host: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer;
  /** Milliseconds after which the last byte follows the others. */
  readonly pause?: number;
  /** An address of this machine: who asks. */
  readonly from?: string;
  /** In the clear. Default: over TLS. */
  readonly clear?: boolean;
  /** The host that TLS names. Default: the one that is asked. */
  readonly named?: string;
  /** What a load balancer says of who asks: a line of the PROXY protocol. */
  readonly proxied?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** What somebody behind it was asked, if anybody was. */
  readonly asked: Asked;
}

/** Of the first address of this machine Envoy says another, for it would be its own. */
export const STRANGER = "127.0.0.9";

/** Asks the gateway as somebody outside would. */
export async function ask(ports: Ports, question: Question): Promise<Answer> {
  const { host, path = "/", method = "GET", headers = {}, body, clear = false } = question;
  const socket = await reach(ports, question);
  const options: RequestOptions = {
    createConnection: () => socket,
    method,
    path,
    headers: { host, ...headers },
  };
  return new Promise((found, failed) => {
    const asking: ClientRequest = (clear ? inTheClear : overTls)(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => (text += part));
      response.on("end", () => {
        socket.destroy();
        const { statusCode: status = 0, headers: answered } = response;
        found({ status, headers: answered, text, asked: told(answered, text) });
      });
      response.on("error", failed);
    });
    asking.on("error", failed);
    if (body !== undefined && question.pause !== undefined) {
      asking.write(body.slice(0, -1));
      setTimeout(() => asking.end(body.slice(-1)), question.pause);
    } else {
      asking.end(body);
    }
  });
}

const told = (headers: IncomingHttpHeaders, text: string): Asked =>
  headers["content-type"] === "application/json" && headers["content-encoding"] === undefined
    ? JSON.parse(text)
    : NOBODY;

const NOBODY: Asked = { component: "nobody", pod: -1, path: "", headers: {}, bytes: 0 };

/** A connection to the gateway, over which nothing has been asked. */
export async function reach(
  { http, https }: Ports,
  { host, named = host, from = STRANGER, clear = false, proxied }: Question,
): Promise<Socket | TLSSocket> {
  const port = clear ? http : https;
  const plain = connect({ host: "127.0.0.1", port, localAddress: from });
  if (proxied) plain.write(proxied);
  if (clear) return plain;
  return new Promise((found, failed) => {
    plain.on("error", failed);
    // Whoever signed it is nobody's concern here, and whose it is is looked at.
    const socket = secure({ socket: plain, servername: named, rejectUnauthorized: false }, () =>
      found(socket),
    );
    socket.on("error", failed);
    plain.on("close", () => failed(new Error("closed")));
  });
}
