import { describe, expect } from "vitest";
import { platformSetup } from "../../src/catalog/python/python.ts";
import { inFolder, python, reason, withPython } from "./pythonTools.ts";

/** As much of Django as the program uses: tables in memory, and commands that are noted. */
const MODELS = `
import json

class Rows:
    def __init__(self, model): self.model, self.all = model, []
    def filter(self, **wanted):
        return Found([row for row in self.all if all(getattr(row, key) == value for key, value in wanted.items())])
    def exists(self): return bool(self.all)
    def create(self, **values): self.model(**values).save()
    def get(self, **wanted): return self.filter(**wanted).first()
    def get_or_create(self, defaults={}, **wanted):
        row = self.get(**wanted)
        if row is not None: return row, False
        row = self.model(**wanted, **defaults)
        row.save()
        return row, True
    def update_or_create(self, defaults={}, **wanted):
        row, created = self.get_or_create(defaults, **wanted)
        for key, value in defaults.items(): setattr(row, key, value)
        return row, created

class Found(list):
    def first(self): return self[0] if self else None
    def delete(self):
        for row in self: type(row).objects.all.remove(row)
    def exclude(self, pk): return Found([row for row in self if row.pk != pk])

class Row:
    pk = None
    def __init__(self, **values): self.__dict__.update(values)
    def save(self):
        if self not in type(self).objects.all: type(self).objects.all.append(self)

def table(name):
    model = type(name, (Row,), {})
    model.objects = Rows(model)
    return model

Site, User, Client, Access, Flag, Switch = map(table, ["Site", "User", "Client", "Access", "Flag", "Switch"])
SiteValues, Catalog = table("SiteValues"), table("Catalog")
SiteValues.enabled, SiteValues.site_values = False, None
ran = []

# The newest row counts, and saving one adds another: so it is upstream.
class CatalogIntegration(Catalog):
    objects = Catalog.objects
    enabled, internal_api_url, cache_ttl = False, "", 0
    @classmethod
    def current(cls):
        rows = Catalog.objects.all
        return cls(**rows[-1].__dict__) if rows else cls()
    def save(self): Catalog.objects.all.append(self)

def call_command(*arguments, **options):
    ran.append([*arguments, options] if options else [*arguments])
    if arguments[0] == "manage_user": User.objects.update_or_create({"email": arguments[2]}, username=arguments[1])

plain = lambda value: value.username if isinstance(value, User) else value.name if isinstance(value, Client) else value
def shown():
    tables = [Site, Client, Access, Flag, Switch, SiteValues, Catalog]
    rows = {t.__name__: [{k: plain(v) for k, v in r.__dict__.items()} for r in t.objects.all] for t in tables}
    return json.dumps({**rows, "ran": ran})
`;

const FAKES = {
  "fakes.py": MODELS,
  "django/conf.py": "class settings: SITE_ID = 1\n",
  "django/contrib/sites/models.py": "from fakes import Site\n",
  "django/contrib/auth/__init__.py": "from fakes import User\nget_user_model = lambda: User\n",
  "django/core/management.py": "from fakes import call_command\n",
  "oauth2_provider/models.py": "from fakes import Client\nget_application_model = lambda: Client\n",
  "openedx/core/djangoapps/oauth_dispatch/models.py": "from fakes import Access as ApplicationAccess\n",
  "django/apps.py":
    "from fakes import CatalogIntegration\nclass apps: get_model = {'catalog.CatalogIntegration': CatalogIntegration}.get\n",
  "openedx/core/djangoapps/site_configuration/models.py":
    "from fakes import SiteValues as SiteConfiguration\n",
  "waffle/__init__.py":
    "from fakes import Flag, Switch\nget_waffle_flag_model = lambda: Flag\nget_waffle_switch_model = lambda: Switch\n",
  "search/meilisearch.py": "from fakes import ran\ncreate_indexes = lambda: ran.append(['indexes'])\n",
};

const WANTED = {
  sites: { own: "learn.example.edu", others: ["studio.learn.example.edu"] },
  clients: [
    {
      name: "cms-sso",
      user: { name: "cms", email: "cms@learn.example.edu", staff: false, superuser: false },
      grant: "authorization-code",
      id: "cms-sso",
      secret: "a secret",
      redirects: ["https://studio.learn.example.edu/complete/edx-oauth2/"],
      scopes: ["user_id"],
    },
  ],
  users: [{ name: "reader", email: "reader@learn.example.edu", staff: true, superuser: false }],
  site: { COURSE_CATALOG_API_URL: "https://discovery.example.edu/api/v1" },
  configurations: [
    {
      model: "catalog.CatalogIntegration",
      first: { enabled: true },
      always: { internal_api_url: "https://discovery.example.edu/api/v1" },
    },
  ],
  leadingNowhere: [{ name: "d.flag", kind: "flag", on: true }],
  toggles: [
    { name: "a.flag", kind: "flag", on: true },
    { name: "b.flag", kind: "flag", on: false },
    { name: "c.switch", kind: "switch", on: true },
  ],
  searchIndexes: true,
  commands: [["load_policies"], ["reindex_studio", "--init"]],
};

/** Runs the program once or more, after some lines of Python that prepare the tables. */
async function setUp(before: readonly string[] = [], wanted: object = WANTED, times = 1) {
  const main = [
    "import runpy, sys",
    "from fakes import *",
    ...before,
    ...Array.from({ length: times }, () => 'runpy.run_path("setup.py")'),
    "print(shown(), file=sys.stderr)",
  ].join("\n");
  const files = {
    ...FAKES,
    "setup.py": platformSetup,
    "wanted.json": JSON.stringify(wanted),
    "main.py": main,
  };
  return inFolder(files, async (folder) => {
    const { stdout, stderr, code } = await python(folder, "main.py");
    return { stdout, stderr, code, ...(code === 0 ? JSON.parse(stderr) : {}) };
  });
}

const EXAMPLE = 'Site(pk=1, domain="example.com", name="example.com").save()';

describe(`the rows of a new site${reason}`, () => {
  withPython(
    "are the site by its public name, under the number that code outside of requests asks for",
    async () => {
      const { Site } = await setUp([EXAMPLE]);
      expect(Site).toEqual([
        { pk: 1, domain: "learn.example.edu", name: "learn.example.edu" },
        { domain: "studio.learn.example.edu", name: "studio.learn.example.edu" },
      ]);
    },
  );

  withPython("are refused where another row is that site, with the setting that says so", async () => {
    const { stderr, code, stdout } = await setUp([
      EXAMPLE,
      'Site(pk=4, domain="learn.example.edu", name="L").save()',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("row 4, and SITE_ID is 1. Say SITE_ID: 4 in arboretum:django.lms");
    expect(stdout).toBe("");
  });

  withPython("are one client for each who logs in, with its account and its scopes", async () => {
    const { Client, Access, ran } = await setUp();
    expect(Client).toEqual([
      {
        name: "cms-sso",
        user: "cms",
        client_id: "cms-sso",
        client_secret: "a secret",
        client_type: "confidential",
        authorization_grant_type: "authorization-code",
        redirect_uris: "https://studio.learn.example.edu/complete/edx-oauth2/",
        skip_authorization: true,
      },
    ]);
    expect(Access).toEqual([{ application: "cms-sso", scopes: ["user_id"] }]);
    expect(ran[1]).toEqual([
      "manage_user",
      "cms",
      "cms@learn.example.edu",
      { staff: false, superuser: false, unusable_password: true },
    ]);
  });

  withPython("are toggles in the state that the release wants", async () => {
    const { Flag, Switch } = await setUp();
    expect(Flag).toEqual([
      { name: "a.flag", everyone: true },
      { name: "b.flag", everyone: false },
    ]);
    expect(Switch).toEqual([{ name: "c.switch", active: true }]);
  });

  withPython("come before the commands, and these stand in their order", async () => {
    const { ran } = await setUp();
    expect(ran.slice(2)).toEqual([["indexes"], ["load_policies"], ["reindex_studio", "--init"]]);
  });
});

describe(`what services want of the platform${reason}`, () => {
  const address = "https://discovery.example.edu/api/v1";

  withPython("is said of the site, and what was said of it before stays", async () => {
    const before = [EXAMPLE, 'SiteValues(site_id=1, enabled=True, site_values={"ours": 1}).save()'];
    const { SiteValues } = await setUp(before);
    expect(SiteValues).toEqual([
      { site_id: 1, enabled: true, site_values: { ours: 1, COURSE_CATALOG_API_URL: address } },
    ]);
  });

  withPython("is the first row of a configuration", async () => {
    const { Catalog } = await setUp();
    expect(Catalog).toEqual([{ enabled: true, internal_api_url: address }]);
  });

  withPython("is the newest row, with all that somebody has decided since", async () => {
    const { Catalog } = await setUp([
      'CatalogIntegration(enabled=False, internal_api_url="http://old", cache_ttl=300).save()',
    ]);
    expect(Catalog).toHaveLength(2);
    expect(Catalog[1]).toEqual({ enabled: false, internal_api_url: address, cache_ttl: 300 });
  });

  withPython("is an account that nobody logs in with", async () => {
    const { ran } = await setUp();
    expect(ran[0]).toEqual([
      "manage_user",
      "reader",
      "reader@learn.example.edu",
      { staff: true, superuser: false, unusable_password: true },
    ]);
  });

  withPython("leaves a site alone of which nobody wants anything", async () => {
    const { SiteValues } = await setUp([], { ...WANTED, site: {} });
    expect(SiteValues).toEqual([]);
  });
});

withPython(`a flag goes that leads to a micro-frontend which is not there${reason}`, async () => {
  const { Flag } = await setUp(['Flag(name="d.flag", everyone=True).save()']);
  expect(Flag.map(({ name }: { name: string }) => name)).toEqual(["a.flag", "b.flag"]);
});

describe(`a second run${reason}`, () => {
  withPython("changes nothing", async () => {
    const [once, twice] = [await setUp([EXAMPLE]), await setUp([EXAMPLE], WANTED, 2)];
    for (const table of ["Site", "Client", "Access", "Flag", "Switch", "SiteValues", "Catalog"]) {
      expect(once[table].length).toBeGreaterThan(0);
      expect(twice[table]).toEqual(once[table]);
    }
  });

  withPython("leaves a toggle that somebody has turned", async () => {
    const { Flag, Switch } = await setUp([
      'Flag(name="a.flag", everyone=False).save()',
      'Switch(name="c.switch", active=False).save()',
    ]);
    expect(Flag[0]).toEqual({ name: "a.flag", everyone: false });
    expect(Switch).toEqual([{ name: "c.switch", active: false }]);
  });

  withPython("gives a client of the same name the new secret and address", async () => {
    const { Client } = await setUp([
      'User(username="old").save()',
      'Client(name="cms-sso", user=User.objects.get(username="old"), client_secret="leaked", redirect_uris="http://old").save()',
    ]);
    expect(Client).toMatchObject([{ user: "cms", client_secret: "a secret" }]);
    expect(Client[0].redirect_uris).toMatch(/^https:\/\/studio/);
  });

  withPython("leaves an account the address that it has", async () => {
    const { ran } = await setUp(['User(username="cms", email="cms@openedx").save()']);
    expect(ran[1].slice(0, 3)).toEqual(["manage_user", "cms", "cms@openedx"]);
  });
});

withPython(`no secret of a client is in what the program says${reason}`, async () => {
  const { stdout } = await setUp();
  expect(stdout).toContain("There is a client cms-sso.");
  expect(stdout).not.toContain("a secret");
});
