import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { searchAccount } from "../../src/catalog/python/python.ts";
import { searchKeyUid } from "../../src/catalog/stores/shared.ts";
import { isError } from "../../src/documents/problem.ts";
import { composedWith, deploymentOf, PLATFORM, serviceOf } from "../house.ts";
import { neighbours, SHARES } from "../neighbours.ts";
import { type Asked, inFolder, python, reason, withPython, withServer } from "./pythonTools.ts";

const blueprint = deploymentOf(compose(neighbours, "qa"));
const job = blueprint.preparations.find(({ name }) => name === "search-key");
const ACADEMY = { deployment: "academy", stage: "qa" };

const errors = (platform: string, line: string) =>
  composedWith(platform, "qa", [line]).problems.filter(isError);

describe("a part of a search server of many", () => {
  test("is a key that is made where the master key is, and no stack of a deployment has that", () => {
    expect([job?.namespace, job?.component]).toEqual(["arboretum-stores", "academy-qa-search-key"]);
    const mounts = job?.jobs.flatMap(({ pod }) => pod.mounts) ?? [];
    expect(mounts.flatMap((one) => (one.from === "secret" ? [one.secret] : []))).toEqual([
      "search-administrator",
    ]);
    expect(blueprint.secrets.map(({ name }) => name).filter((name) => name.startsWith("search/"))).toEqual(
      [],
    );
  });

  test("is told to the platform with the beginning of its indexes, and with what its key is called", () => {
    const [content] = serviceOf(blueprint, "cms").files.flatMap(
      ({ entries }) => entries["cms.env.yml"] ?? [],
    );
    expect(content?.format === "yaml" ? content.tree : {}).toMatchObject({
      MEILISEARCH_URL: "https://search.example.edu:443",
      MEILISEARCH_PUBLIC_URL: "https://search.example.edu:443",
      MEILISEARCH_INDEX_PREFIX: "academy_qa_",
      ARBORETUM_SEARCH_KEY_UID: searchKeyUid(ACADEMY, 1),
    });
    const alone = deploymentOf(composedWith(PLATFORM, "qa", []));
    expect(JSON.stringify(serviceOf(alone, "cms").files)).not.toContain('ARBORETUM_SEARCH_KEY_UID":');
  });

  test("has a key that says nothing of that of another deployment, stage or generation", () => {
    const all = [
      searchKeyUid(ACADEMY, 1),
      searchKeyUid(ACADEMY, 2),
      searchKeyUid({ ...ACADEMY, stage: "production" }, 1),
      searchKeyUid({ ...ACADEMY, deployment: "campus" }, 1),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const uid of all)
      expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("is refused without its key, with the line that sets it", () => {
    const [problem, ...others] = errors(SHARES, "stores: { search: { driver: shared } }");
    expect(others).toEqual([]);
    expect([problem?.rule, problem?.path]).toEqual(["search-key-unsaid", "arboretum:stores.search"]);
    expect(problem?.remedy).toBe(
      "npx arboretum search-key qa | pulumi config set --path --secret arboretum:stores.search.key --stack qa",
    );
  });

  test("is refused where the platform shares none", () => {
    const line = "stores: { search: { driver: shared, key: { secure: v1:abc } } }";
    expect(errors(PLATFORM, line).map(({ rule }) => rule)).toEqual(["store-not-shared"]);
  });
});

/** What a Meilisearch does with keys: it computes them, and lets nobody but the master key at them. No registry has the server itself. */
function meilisearch(master: string) {
  const keys = new Map<string, Record<string, unknown>>();
  const keyOf = (uid: string) => createHmac("sha256", master).update(uid).digest("hex");
  const answer = ({ method, url, authorization, body }: Asked) => {
    if (authorization !== `Bearer ${master}`) return { status: 403 };
    if (method === "GET") return { status: 200, body: { results: [...keys.values()] } };
    if (method === "DELETE") return { status: keys.delete(url.split("/").at(-1) ?? "") ? 204 : 404 };
    const key = body as Record<string, unknown>;
    const uid = String(key.uid);
    if (keys.has(uid)) return { status: 409 };
    keys.set(uid, { ...key, key: keyOf(uid) });
    return { status: 201, body: keys.get(uid) };
  };
  return { keys, keyOf, answer };
}

describe(`the script for its key${reason}`, () => {
  const MASTER = "the master key of all";

  const run = (address: string, deployment: string, key: string, generation = 1) => {
    const whose = { ...ACADEMY, deployment };
    const wanted = {
      host: "127.0.0.1",
      port: Number(new URL(address).port),
      tls: false,
      user: `${deployment}-qa`,
      password: key,
      uid: searchKeyUid(whose, generation),
      indexes: `${deployment}_qa_*`,
    };
    const files = { "wanted.json": JSON.stringify(wanted), password: MASTER, "account.py": searchAccount };
    const start =
      "import os, runpy; os.environ.update(WANTED='wanted.json', STORE_ADMINISTRATOR_PASSWORD='password'); runpy.run_path('account.py')";
    return inFolder(files, (folder) => python(folder, "-c", start));
  };

  withPython("lets no key of a deployment at the indexes, the keys or the dumps of another", async () => {
    const server = meilisearch(MASTER);
    await withServer(server.answer, async (address) => {
      for (const deployment of ["academy", "campus"]) {
        const key = server.keyOf(searchKeyUid({ ...ACADEMY, deployment }, 1));
        expect(await run(address, deployment, key)).toMatchObject({ code: 0 });
        expect(await run(address, deployment, key)).toMatchObject({ code: 0 });
      }
    });
    const keys = [...server.keys.values()];
    expect(keys.map(({ name, indexes }) => [name, indexes])).toEqual([
      ["academy-qa", ["academy_qa_*"]],
      ["campus-qa", ["campus_qa_*"]],
    ]);
    // These are of the whole server, whatever indexes a key has.
    for (const { actions } of keys)
      expect(String(actions)).not.toMatch(
        /(^|,)\*|keys|dumps|snapshots|export|webhooks|network|experimental|tasks\.\*/,
      );
  });

  withPython("takes away a key that somebody has widened, and the one of a generation before", async () => {
    const server = meilisearch(MASTER);
    await withServer(server.answer, async (address) => {
      const [first, second] = [1, 2].map((generation) => searchKeyUid(ACADEMY, generation));
      const wide = { uid: first, name: "academy-qa", actions: ["*"], indexes: ["*"] };
      server.keys.set(first ?? "", { ...wide, key: server.keyOf(first ?? "") });
      await run(address, "academy", server.keyOf(first ?? ""));
      expect(server.keys.get(first ?? "")?.indexes).toEqual(["academy_qa_*"]);
      await run(address, "academy", server.keyOf(second ?? ""), 2);
      expect([...server.keys.keys()]).toEqual([second]);
    });
  });

  withPython("fails where the key of the stack is not the one of the server", async () => {
    const server = meilisearch(MASTER);
    await withServer(server.answer, async (address) => {
      const { code, stderr } = await run(address, "academy", "of another server");
      expect([code, stderr]).toEqual([1, expect.stringContaining("`arboretum search-key`")]);
    });
  });
});
