import { X509Certificate } from "node:crypto";
import { connect, createServer } from "node:tls";
import { expect, test } from "vitest";
import { authority, issue } from "../../sandbox/certificates.ts";

const root = authority("root");

/** Connects as somebody to a server that only lets in those whom `root` knows. The result is whom it saw. */
function shake(
  client: { certificate: string; key: string },
  trusted = root.certificate,
  host = "127.0.0.1",
): Promise<string> {
  const server = issue(root, { name: "server", hosts: ["127.0.0.1", "metrics.kube-system.svc"] });
  const options = { cert: server.certificate, key: server.key, ca: root.certificate };
  return new Promise((resolve, reject) => {
    const listener = createServer({ ...options, requestCert: true, rejectUnauthorized: true }, (socket) => {
      const { CN, O } = socket.getPeerCertificate().subject;
      socket.end(`${CN} of ${O}`);
    });
    listener.on("tlsClientError", reject);
    listener.listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { port: number };
      const identity = { cert: client.certificate, key: client.key, ca: trusted };
      const socket = connect({
        ...identity,
        port,
        host: "127.0.0.1",
        ...(host === "127.0.0.1" ? {} : { servername: host }),
      });
      let said = "";
      socket.on("data", (chunk) => {
        said += String(chunk);
      });
      socket.on("end", () => resolve(said));
      socket.on("error", reject);
      socket.on("close", () => listener.close());
    });
  });
}

test("server and client know each other by the authority that issued both", async () => {
  const client = issue(root, { name: "administrator", organization: "system:masters" });
  expect(await shake(client)).toBe("administrator of system:masters");
  expect(await shake(client, root.certificate, "metrics.kube-system.svc")).toContain("administrator");
});

test("nobody else gets in, and nobody trusts another authority", async () => {
  const other = authority("other");
  await expect(shake(issue(other, { name: "administrator" }))).rejects.toThrow();
  await expect(shake(issue(root, { name: "administrator" }), other.certificate)).rejects.toThrow();
});

test("a server is not taken for a host that its certificate does not name", async () => {
  await expect(
    shake(issue(root, { name: "one" }), root.certificate, "elsewhere.example.edu"),
  ).rejects.toThrow(/does not match/);
});

test("only an authority may issue", () => {
  const { certificate } = issue(root, { name: "leaf" });
  expect(new X509Certificate(root.certificate).ca).toBe(true);
  expect(new X509Certificate(certificate).ca).toBe(false);
  expect(new X509Certificate(certificate).verify(new X509Certificate(root.certificate).publicKey)).toBe(true);
});

test("a serial number of its own tells one from the other", () => {
  const serials = Array.from(
    { length: 20 },
    () => new X509Certificate(issue(root, { name: "one" }).certificate).serialNumber,
  );
  expect(new Set(serials).size).toBe(20);
});
