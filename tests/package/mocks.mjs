// Stands beside the program of a stranger: runs it with the SDK's own mocks, and prints what it registers.
import { generateKeyPairSync } from "node:crypto";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";

const key = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;

const outputs = {
  "random:index/randomPassword:RandomPassword": () => ({ result: "generated" }),
  "random:index/randomUuid:RandomUuid": () => ({ result: "00000000-0000-4000-8000-000000000000" }),
  "random:index/randomBytes:RandomBytes": () => ({
    base64: Buffer.alloc(32).toString("base64"),
    hex: "00".repeat(32),
  }),
  "tls:index/privateKey:PrivateKey": () => ({ privateKeyPem: key() }),
};

const resources = [];
const mocks = {
  newResource: ({ type, name, inputs, id }) => {
    resources.push({ type, name, inputs });
    return { id: id || `${name}-id`, state: { ...inputs, ...outputs[type]?.() } };
  },
  call: ({ inputs }) => inputs,
};
await pulumi.runtime.setMocks(mocks, "campus", "production", false);
pulumi.runtime.setAllConfig({
  "campus:libraryDatabase": "books",
  "campus:smtpPassword": "letters",
  "campus:paypal": "coins",
});

const exported = await pulumi.runtime.runInPulumiStack(async () => ({
  ...(await import(pathToFileURL(process.argv[2]).href)),
}));
await pulumi.runtime.disconnect();
const settled = await new Promise((resolve) => pulumi.output(exported).apply(resolve));
process.stdout.write(JSON.stringify({ resources, outputs: settled }));
