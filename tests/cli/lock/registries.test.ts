import { describe, expect, test } from "vitest";
import { challengeOf } from "../../../src/cli/registry/challenge.ts";
import type { Credentials } from "../../../src/cli/registry/credentials.ts";
import { chartDigest, imageDigest } from "../../../src/cli/registry/digests.ts";
import { registryNameOf } from "../../../src/cli/registry/name.ts";
import { RegistryRefusal } from "../../../src/cli/registry/refused.ts";
import { Registries } from "../../../src/cli/registry/registries.ts";
import type { Patience } from "../../../src/cli/registry/web.ts";
import { type Answers, answer, DIGEST, manifest, type Played, played, sha256 } from "./playedRegistry.ts";

const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Waits for nothing, and keeps how long it would have. */
function impatient(seconds = 5): Patience & { readonly waited: number[] } {
  const waited: number[] = [];
  const pause = async (long: number) => void waited.push(long);
  return { seconds, longest: 60, pause, waited };
}

const asking = (
  { host }: Played,
  known?: Credentials,
  patience: Patience = impatient(),
  image = "campus/openedx:1",
) => imageDigest(new Registries(async () => known, patience), `${host}/${image}`, patience);

async function refusal(promise: Promise<unknown>): Promise<RegistryRefusal> {
  const said = await promise.then(
    (value) => `it answered ${String(value)}`,
    (cause: unknown) => cause,
  );
  if (said instanceof RegistryRefusal) return said;
  throw said instanceof Error ? said : new Error(String(said));
}

const PASSWORD: Credentials = { kind: "password", user: "robot", password: "only-for-tests" };

describe("the name of an image leads to", () => {
  test.each([
    ["redis:7.4", "registry-1.docker.io", "library/redis", "7.4"],
    ["docker.io/redis:7.4", "registry-1.docker.io", "library/redis", "7.4"],
    ["docker.io/overhangio/openedx:22.0.3", "registry-1.docker.io", "overhangio/openedx", "22.0.3"],
    ["registry.k8s.io/pause:3.10.1", "registry.k8s.io", "pause", "3.10.1"],
    ["localhost:5000/a/b", "localhost:5000", "a/b", "latest"],
    [`quay.io/a/b:1@${DIGEST}`, "quay.io", "a/b", DIGEST],
  ])("%s", (image, host, repository, reference) => {
    expect(registryNameOf(image)).toEqual({ host, repository, reference });
  });
});

test.each([
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    {
      scheme: "bearer",
      realm: "https://auth.docker.io/token",
      service: "registry.docker.io",
      scope: "repository:a/b:pull,push",
    },
  ],
  ['Negotiate, Basic realm="campus"', { scheme: "basic" }],
  ['BEARER realm="https://quay.io/v2/auth"', { scheme: "bearer", realm: "https://quay.io/v2/auth" }],
  ['Bearer error="invalid_token"', undefined],
  [null, undefined],
])("%s is understood", (header, challenge) => {
  expect(challengeOf(header)).toEqual(challenge);
});

test("a tag is asked for without its content, and what the registry says of it is its digest", async () => {
  const registry = await played((_, response) => manifest(response));
  expect(await asking(registry)).toBe(DIGEST);
  expect(registry.asked).toEqual(["HEAD /v2/campus/openedx/manifests/1"]);
});

test("a registry that says no digest is asked for the content, and that is counted", async () => {
  const registry = await played((_, response) => manifest(response, { "docker-content-digest": "" }));
  expect(await asking(registry)).toBe(DIGEST);
  expect(registry.asked.map((line) => line.split(" ")[0])).toEqual(["HEAD", "GET"]);
});

test("content that is not what the registry calls it is refused", async () => {
  const registry = await played(({ method }, response) =>
    manifest(response, { "docker-content-digest": method === "HEAD" ? "" : sha256("something else") }),
  );
  const { message } = await refusal(asking(registry));
  expect(message).toContain(
    `calls ${registry.host}/campus/openedx:1 ${sha256("something else")} and sends ${DIGEST}`,
  );
});

/** Who gives out tokens, and a registry that lets in whoever has one. */
const guarded =
  (lets: (authorization: string | undefined) => boolean): Answers =>
  ({ url = "", headers }, response) => {
    if (url.startsWith("/token")) {
      if (!lets(headers.authorization)) return answer(response, 401);
      return answer(response, 200, {}, JSON.stringify({ token: "pass" }));
    }
    if (headers.authorization === "Bearer pass") return manifest(response);
    const realm = `http://${headers.host}/token`;
    answer(response, 401, {
      "www-authenticate": `Bearer realm="${realm}",service="campus",scope="repository:campus/openedx:pull"`,
    });
  };

test("a registry that wants a token leads to whoever gives one, and the token serves for the next question too", async () => {
  const registry = await played(guarded(() => true));
  const registries = new Registries(async () => undefined, impatient());
  const ask = () => imageDigest(registries, `${registry.host}/campus/openedx:1`, impatient());
  expect([await ask(), await ask()]).toEqual([DIGEST, DIGEST]);
  expect(registry.asked).toEqual([
    "HEAD /v2/campus/openedx/manifests/1",
    "GET /token?service=campus&scope=repository%3Acampus%2Fopenedx%3Apull",
    "HEAD /v2/campus/openedx/manifests/1 Bearer pass",
    "HEAD /v2/campus/openedx/manifests/1 Bearer pass",
  ]);
});

test("a kept login is shown to whoever gives tokens, and to nobody else", async () => {
  const registry = await played(guarded((said) => said === `Basic ${btoa("robot:only-for-tests")}`));
  expect(await asking(registry, PASSWORD)).toBe(DIGEST);
  const shown = registry.asked.filter((line) => line.includes("Basic"));
  expect(shown.map((line) => line.slice(0, 10))).toEqual(["GET /token"]);
});

test("a token that a login has left is exchanged for one of the registry", async () => {
  const registry = await played(guarded(() => true));
  expect(await asking(registry, { kind: "token", token: "left" })).toBe(DIGEST);
  expect(registry.asked).toContain("POST /token");
});

test("a login that is not accepted says where to log in again", async () => {
  const registry = await played(guarded(() => false));
  const { message, remedy } = await refusal(asking(registry, PASSWORD));
  expect(message).toBe(`${registry.host} does not accept the login that is kept for ${registry.host}.`);
  expect(remedy).toContain(`docker login ${registry.host}`);
});

test("a password goes to a registry that asks for one, and only then", async () => {
  const basic: Answers = ({ headers }, response) =>
    headers.authorization === `Basic ${btoa("robot:only-for-tests")}`
      ? manifest(response)
      : answer(response, 401, { "www-authenticate": 'Basic realm="campus"' });
  const registry = await played(basic);
  expect(await asking(registry, PASSWORD)).toBe(DIGEST);
  expect(registry.asked[0]).not.toContain("Basic");
  const { message, remedy } = await refusal(asking(registry));
  expect(message).toContain("does not let us read campus/openedx: it answers 401");
  expect(remedy).toContain("docker login");
});

test("whoever wants a login and does not say which is taken for a proxy", async () => {
  const registry = await played((_, response) => answer(response, 401));
  expect((await refusal(asking(registry, PASSWORD))).message).toContain(
    "wants a login, and does not say which",
  );
});

test("the page of a proxy is no image", async () => {
  const page = { "content-type": "text/html; charset=utf-8" };
  const registry = await played((_, response) => answer(response, 200, page, "<html>Log in</html>"));
  const { message, remedy } = await refusal(asking(registry));
  expect(message).toContain("with a page for people");
  expect(remedy).toContain("proxy");
});

test("a manifest of the old kind is no image", async () => {
  const old = { "content-type": "application/vnd.docker.distribution.manifest.v1+prettyjws" };
  const registry = await played((_, response) => answer(response, 200, old, "{}"));
  expect((await refusal(asking(registry))).message).toContain("no image of today");
});

test("a tag that is not there says what to look at", async () => {
  const registry = await played((_, response) => answer(response, 404));
  const { message, remedy } = await refusal(asking(registry));
  expect(message).toBe(`${registry.host} has no campus/openedx:1.`);
  expect(remedy).toContain("arboretum images --format copy");
});

test("whoever is asked too often is asked again when he says so", async () => {
  let times = 0;
  const registry = await played((_, response) => {
    times += 1;
    if (times < 3) return answer(response, 429, { "retry-after": "7" });
    manifest(response);
  });
  const patience = impatient();
  expect(await asking(registry, undefined, patience)).toBe(DIGEST);
  expect(patience.waited).toEqual([7, 7]);
});

test("whoever asks for longer than a person waits is not waited for", async () => {
  const registry = await played((_, response) => answer(response, 429, { "retry-after": "3600" }));
  const patience = impatient();
  const { message } = await refusal(asking(registry, undefined, patience));
  expect(message).toContain("answers 429 and wants to be asked again in 3600 seconds");
  expect(patience.waited).toEqual([]);
});

test("a registry that stays broken is asked four times, less and less often", async () => {
  const registry = await played((_, response) => answer(response, 503));
  const patience = impatient();
  expect((await refusal(asking(registry, undefined, patience))).message).toContain("answers 503");
  expect(patience.waited).toEqual([0.5, 1, 2]);
});

test("a registry that breaks off is asked again", async () => {
  let times = 0;
  const registry = await played(({ socket }, response) => {
    times += 1;
    if (times === 1) return void socket.destroy();
    manifest(response);
  });
  expect(await asking(registry)).toBe(DIGEST);
});

test("a registry that never answers is given up", async () => {
  const registry = await played(() => {});
  expect((await refusal(asking(registry, undefined, impatient(0.1)))).message).toContain(
    "does not answer within 0.1 seconds",
  );
});

test("a registry that leads to another is followed, and the other's way in is taken, without our login", async () => {
  const other = await played(guarded(() => true));
  const first = await played(({ url }, response) =>
    answer(response, 307, { location: `http://${other.host}${url}` }),
  );
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    return host === first.host ? PASSWORD : undefined;
  };
  const registries = new Registries(lookup, impatient());
  expect(await imageDigest(registries, `${first.host}/campus/openedx:1`, impatient())).toBe(DIGEST);
  expect(asked).toEqual([other.host]);
  expect(other.asked.join("\n")).not.toContain("Basic");
});

describe("a chart", () => {
  const ARCHIVE = "what Helm packs";
  const HELM_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
  const asking = (chart: { chart: string; version: string; repository?: string }) =>
    chartDigest(new Registries(async () => undefined, impatient()), chart, impatient());
  const repository =
    (index: string): Answers =>
    ({ url }, response) =>
      url === "/charts/index.yaml"
        ? answer(response, 200, { "content-type": "text/yaml" }, index)
        : url === "/charts/archive.tgz"
          ? answer(response, 200, {}, ARCHIVE)
          : answer(response, 404);
  const at = async (index: string) => `http://${(await played(repository(index))).host}/charts/`;

  test("of a repository has the digest of its list", async () => {
    const index = `entries: { keda: [{ version: v1.0.0, digest: ${sha256(ARCHIVE).slice(7)}, urls: [nowhere.tgz] }] }`;
    expect(await asking({ chart: "keda", version: "1.0.0", repository: await at(index) })).toBe(
      sha256(ARCHIVE),
    );
  });

  test("of a list without digests is counted itself", async () => {
    const index = "entries: { keda: [{ version: 1.0.0, urls: [archive.tgz] }] }";
    expect(await asking({ chart: "keda", version: "1.0.0", repository: await at(index) })).toBe(
      sha256(ARCHIVE),
    );
  });

  test("that is not in the list says so", async () => {
    const address = await at("entries: { keda: [] }");
    const { message } = await refusal(asking({ chart: "keda", version: "1.0.0", repository: address }));
    expect(message).toBe(`${address} has no keda 1.0.0.`);
  });

  test("of a page for people says so", async () => {
    const address = await at("<html></html>");
    expect(
      (await refusal(asking({ chart: "keda", version: "1.0.0", repository: address }))).message,
    ).toContain("is no list of charts");
  });

  const inRegistry = async (layers: readonly object[]) => {
    const text = JSON.stringify({ schemaVersion: 2, layers });
    const registry = await played((_, response) =>
      answer(response, 200, { "content-type": OCI_MANIFEST, "docker-content-digest": sha256(text) }, text),
    );
    return { registry, chart: `oci://${registry.host}/charts/keda` };
  };

  test("of a registry is its archive, whose name has no plus there", async () => {
    const { registry, chart } = await inRegistry([{ mediaType: HELM_LAYER, digest: sha256(ARCHIVE) }]);
    expect(await asking({ chart, version: "1.0.0+2" })).toBe(sha256(ARCHIVE));
    expect(registry.asked).toEqual(["GET /v2/charts/keda/manifests/1.0.0_2"]);
  });

  test("is no image", async () => {
    const { chart } = await inRegistry([
      { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: DIGEST },
    ]);
    expect((await refusal(asking({ chart, version: "1.0.0" }))).message).toContain("is no chart");
  });
});
