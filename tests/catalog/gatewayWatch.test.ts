import { describe, expect, test } from "vitest";
import { producers } from "../../src/catalog/monitoring/metrics/table.ts";
import { watchGateways } from "../../src/catalog/python/python.ts";
import { inFolder, python, reason, withPython } from "./pythonTools.ts";

const stripe = {
  name: "stripe",
  title: "Stripe",
  card: true,
  url: "stripe",
  always: true,
  failover: "cybersource-rest",
};
const cybersource = {
  ...stripe,
  name: "cybersource-rest",
  title: "CyberSource",
  url: "cyber",
  always: false,
  failover: "paypal",
};
const paypal = { name: "paypal", title: "PayPal", card: false, url: "paypal", always: false, failover: null };

/** A day of a shop: per round, the letters of the gateways that answer. */
interface Day {
  readonly gateways?: readonly object[];
  readonly rounds: readonly string[];
  /** Switches that are off when the watch starts. */
  readonly off?: readonly string[];
}

interface Said {
  readonly round: number;
  readonly offered?: readonly string[];
  readonly told?: string;
}

const MAIN = `
import json, runpy, sys

wanted = json.load(open("day.json"))
program = runpy.run_path("watch.py")
said, shown, rounds = [], [], {"now": -1}

class Shop:
    def is_on(self, name): return name not in wanted["off"]
    def offer(self, gateways, names): said.append({"round": rounds["now"], "offered": names, "card": program["card_processor"](gateways, names)})
    def tell(self, subject, text, to): said.append({"round": rounds["now"], "told": text, "subject": subject, "to": to})

asked = {"count": 0}
def ask(url):
    rounds["now"] = asked["count"] // len(wanted["gateways"])
    asked["count"] += 1
    return url[0] in wanted["rounds"][rounds["now"]]

program["watch"](
    {"gateways": wanted["gateways"], "site": "Academy", "tell": "ops@example.edu"},
    Shop(), shown.append, ask, lambda seconds: None, len(wanted["rounds"]),
)
print(json.dumps({"said": said, "shown": shown}))
`;

/** What it did, and what it showed after each round. */
async function lived({ gateways = [stripe, paypal], rounds, off = [] }: Day) {
  const files = {
    "watch.py": watchGateways,
    "main.py": MAIN,
    "day.json": JSON.stringify({ gateways, rounds, off }),
  };
  return inFolder(files, async (folder) => {
    const { stdout, stderr, code } = await python(folder, "main.py");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    return JSON.parse(stdout) as {
      readonly said: readonly (Said & { readonly card?: string; readonly subject?: string })[];
      readonly shown: readonly string[];
    };
  });
}

const day = async (one: Day) => (await lived(one)).said;

const times = (count: number, who: string) => Array.from({ length: count }, () => who);
const two = [{ ...stripe, failover: "paypal" }, paypal];
const offers = (said: readonly Said[]) =>
  said.flatMap(({ round, offered }) => (offered ? [[round, offered]] : []));
const told = (said: readonly Said[]) => said.flatMap(({ told: text }) => text ?? []);

describe(`the watch of the gateways${reason}`, () => {
  withPython("offers the first while all answer, and turns nothing again", async () => {
    expect(offers(await day({ gateways: two, rounds: times(10, "sp") }))).toEqual([[0, ["stripe"]]]);
  });

  withPython("offers the second when the first has not answered three times, and says so", async () => {
    const said = await day({ gateways: two, rounds: [...times(2, "sp"), ...times(4, "p")] });
    expect(offers(said)).toEqual([
      [0, ["stripe"]],
      [4, ["paypal"]],
    ]);
    expect(told(said)).toEqual(["Stripe does not answer.\nOffered now: PayPal."]);
    expect(said.at(-1)).toMatchObject({
      to: "ops@example.edu",
      subject: "Academy: a payment gateway changed",
    });
  });

  withPython("says that the second is down, and goes on with the first", async () => {
    const said = await day({ gateways: two, rounds: times(4, "s") });
    expect(offers(said)).toEqual([
      [0, ["stripe"]],
      [2, ["stripe"]],
    ]);
    expect(told(said)).toEqual(["PayPal does not answer.\nOffered now: Stripe."]);
  });

  withPython("leaves the first on the page when both are down, and says that nobody can pay", async () => {
    const said = await day({ gateways: two, rounds: times(4, "") });
    expect(offers(said).at(-1)).toEqual([2, ["stripe"]]);
    expect(told(said)[0]).toContain(
      "No gateway answers. Nobody can pay until one does; Stripe stays on the page.",
    );
    expect(said.at(-1)).toMatchObject({ subject: "Academy: payments are down" });
  });

  withPython("goes back to the first when it has answered five times, and not before", async () => {
    const said = await day({
      gateways: two,
      rounds: [...times(3, "p"), ...times(5, "sp"), ...times(3, "sp")],
    });
    expect(offers(said)).toEqual([
      [0, ["stripe"]],
      [2, ["paypal"]],
      [7, ["stripe"]],
    ]);
    expect(told(said).at(-1)).toBe("Stripe answers again.\nOffered now: Stripe.");
  });

  withPython("recovers from both being down by the one that is back first", async () => {
    const said = await day({ gateways: two, rounds: [...times(3, ""), ...times(5, "p"), ...times(5, "sp")] });
    expect(offers(said).map(([, names]) => names)).toEqual([["stripe"], ["stripe"], ["paypal"], ["stripe"]]);
  });

  withPython("is not moved by one answer that is lost, nor by one that comes through", async () => {
    const lost = ["sp", "p", "p", "sp", "p", "p", "sp"];
    expect(offers(await day({ gateways: two, rounds: lost }))).toEqual([[0, ["stripe"]]]);
    const through = [...times(3, "p"), "sp", "p", "sp", "p", "sp", "p"];
    expect(offers(await day({ gateways: two, rounds: through })).at(-1)).toEqual([2, ["paypal"]]);
  });

  withPython("goes down the whole chain, and takes cards by the first of it that takes cards", async () => {
    const said = await day({
      gateways: [stripe, cybersource, paypal],
      rounds: [...times(3, "cp"), ...times(3, "p"), ...times(5, "scp")],
    });
    const all = said.flatMap(({ offered, card }) => (offered ? [[offered, card]] : []));
    expect(all).toEqual([
      [["stripe"], "stripe"],
      [["cybersource-rest"], "cybersource-rest"],
      [["paypal"], ""],
      [["stripe"], "stripe"],
    ]);
  });

  withPython(
    "offers two beside each other where both are always offered, and each alone when the other is down",
    async () => {
      const beside = [two[0] ?? {}, { ...paypal, always: true }];
      expect(offers(await day({ gateways: beside, rounds: [...times(1, "sp"), ...times(3, "s")] }))).toEqual([
        [0, ["stripe", "paypal"]],
        [3, ["stripe"]],
      ]);
      expect(offers(await day({ gateways: beside, rounds: times(3, "p") })).at(-1)).toEqual([2, ["paypal"]]);
    },
  );

  withPython("begins where it left off: who was off stays off until it has answered five times", async () => {
    const said = await day({ gateways: two, off: ["stripe"], rounds: times(6, "sp") });
    expect(offers(said)).toEqual([
      [0, ["paypal"]],
      [4, ["stripe"]],
    ]);
  });
});

describe(`what Prometheus is shown${reason}`, () => {
  /** Each figure of a round, without the time, which no test knows. */
  const figuresOf = (text = "") =>
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !line.includes("timestamp"));

  withPython("is who is up and who is offered, and for one that is down who is offered instead", async () => {
    const { shown } = await lived({ gateways: two, rounds: [...times(3, "sp"), ...times(3, "p")] });
    expect(figuresOf(shown[2])).toEqual([
      'arboretum_payment_gateway_up{gateway="Stripe"} 1',
      'arboretum_payment_gateway_up{gateway="PayPal"} 1',
      'arboretum_payment_gateway_offered{gateway="Stripe"} 1',
      'arboretum_payment_gateway_offered{gateway="PayPal"} 0',
    ]);
    expect(figuresOf(shown[5])).toEqual([
      'arboretum_payment_gateway_up{gateway="Stripe"} 0',
      'arboretum_payment_gateway_up{gateway="PayPal"} 1',
      'arboretum_payment_gateway_offered{gateway="Stripe"} 0',
      'arboretum_payment_gateway_offered{gateway="PayPal"} 1',
      'arboretum_payment_gateway_replaced{gateway="Stripe",by="PayPal"} 1',
    ]);
  });

  withPython("says of nobody that somebody stands in for it, when all are down", async () => {
    const { shown } = await lived({ gateways: two, rounds: times(3, "") });
    expect(figuresOf(shown[2]).filter((line) => line.includes("replaced"))).toEqual([]);
    expect(figuresOf(shown[2])).toContain('arboretum_payment_gateway_offered{gateway="Stripe"} 1');
  });

  withPython("has the metrics of the table, and no others", async () => {
    const { shown } = await lived({ gateways: two, rounds: times(3, "p") });
    const names = [...(shown[2] ?? "").matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name);
    expect(names).toEqual(Object.keys(producers.gateways.metrics));
  });

  const SERVED = `
import json, runpy, urllib.error, urllib.request

program = runpy.run_path("watch.py")
page = program["Page"](0, "127.0.0.1")
at = f"http://127.0.0.1:{page.server.server_port}"
one = {"name": "a", "title": 'Kasse "Nord"\\\\'}
page.show(program["figures"]([one], {"a": True}, ["a"], 1700000000.5))
with urllib.request.urlopen(at + "/metrics") as answer:
    text, kind = answer.read().decode(), answer.headers["Content-Type"]
try:
    urllib.request.urlopen(at + "/")
except urllib.error.HTTPError as error:
    elsewhere = error.code
print(json.dumps({"text": text, "kind": kind, "elsewhere": elsewhere}))
`;

  withPython("is served at one page, with names as people write them", async () => {
    await inFolder({ "watch.py": watchGateways, "main.py": SERVED }, async (folder) => {
      const { stdout, stderr } = await python(folder, "main.py");
      expect(stderr).toBe("");
      const { text, kind, elsewhere } = JSON.parse(stdout) as Readonly<Record<string, string>>;
      expect(text).toContain('arboretum_payment_gateway_up{gateway="Kasse \\"Nord\\"\\\\"} 1\n');
      expect(text).toContain("arboretum_payment_gateway_asked_timestamp_seconds 1700000000\n");
      expect(kind).toBe("text/plain; version=0.0.4; charset=utf-8");
      expect(elsewhere).toBe(404);
    });
  });
});

describe(`a gateway${reason}`, () => {
  const ANSWERS = `
import json, runpy, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Gateway(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path[1:]))
        self.end_headers()
    def log_message(self, *_): pass

server = HTTPServer(("127.0.0.1", 0), Gateway)
threading.Thread(target=server.serve_forever, daemon=True).start()
answers = runpy.run_path("watch.py")["answers"]
at = f"http://127.0.0.1:{server.server_port}/"
said = {code: answers(at + code) for code in ["200", "401", "405", "500", "503"]}
server.shutdown()
server.server_close()
print(json.dumps({**said, "gone": answers(at + "200", 1), "nonsense": answers("no address")}))
`;

  withPython(
    "answers where it refuses a call without a login, and not where it fails or is not there",
    async () => {
      await inFolder({ "watch.py": watchGateways, "main.py": ANSWERS }, async (folder) => {
        const { stdout } = await python(folder, "main.py");
        expect(JSON.parse(stdout)).toEqual({
          "200": true,
          "401": true,
          "405": true,
          "500": false,
          "503": false,
          gone: false,
          nonsense: false,
        });
      });
    },
  );
});

test("the watch starts inside Django alone, so that its parts can be tried elsewhere", () => {
  expect(watchGateways.trimEnd().split("\n").slice(-2)).toEqual([
    'if os.environ.get("DJANGO_SETTINGS_MODULE"):',
    "    main()",
  ]);
});
