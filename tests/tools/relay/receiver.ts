import { createSocket } from "node:dgram";
import { appendFileSync } from "node:fs";
import { createServer } from "node:net";

/** The internet as a relay sees it: names, and one server that takes mail for all of them but asks strangers to come again. */
const [folder = "", address = ""] = process.argv.slice(2);

const MAIL = "mx.example.org";
const DOMAINS = ["campus.example.org", "learn.example.edu"];
const MX = 15;
const A = 1;

const encoded = (name: string): Buffer =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

function asked(message: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** A record of the name that was asked for, which stands at byte 12. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function answers(name: string, type: number): readonly Buffer[] {
  if (DOMAINS.includes(name) && type === MX)
    return [record(MX, Buffer.concat([Buffer.from([0, 10]), encoded(MAIL)]))];
  if (name === MAIL && type === A) return [record(A, Buffer.from(address.split(".").map(Number)))];
  return [];
}

const names = createSocket("udp4");
names.on("message", (message, { port, address: from }) => {
  const { name, type, end } = asked(message);
  const found = answers(name, type);
  const head = Buffer.alloc(12);
  message.copy(head, 0, 0, 2);
  head.writeUInt16BE([...DOMAINS, MAIL].includes(name) ? 0x8580 : 0x8583, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(found.length, 6);
  names.send(Buffer.concat([head, message.subarray(12, end), ...found]), port, from);
});
names.bind(53, address);

/** One mail a line, as JSON: what was said, and the message. */
const taken = (mail: object) => appendFileSync(`${folder}/taken`, `${JSON.stringify(mail)}\n`);

const strangers = new Set<string>();

createServer((client) => {
  let rest = "";
  let said: string[] = [];
  let message: string[] | undefined;
  const answer = (line: string): string => {
    if (message !== undefined) {
      if (line !== ".") {
        message.push(line);
        return "";
      }
      taken({ said, message });
      [said, message] = [[], undefined];
      return "250 taken\r\n";
    }
    const [verb = ""] = line.split(/[ :]/);
    if (verb === "EHLO") [said] = [[line]];
    else said.push(line);
    if (verb === "RCPT" && line.includes("<later@") && !strangers.has(line)) {
      strangers.add(line);
      return "451 come again\r\n";
    }
    if (verb === "DATA") message = [];
    return (
      { EHLO: "250-mx\r\n250 SIZE 50000000\r\n", DATA: "354 go on\r\n", QUIT: "221 bye\r\n" }[verb] ??
      "250 ok\r\n"
    );
  };
  client.write(`220 ${MAIL}\r\n`);
  client.on("error", () => client.destroy());
  client.on("data", (data) => {
    rest += String(data);
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const reply = answer(line);
      if (reply) client.write(reply);
      if (line === "QUIT") client.end();
    }
  });
}).listen(25, address);
