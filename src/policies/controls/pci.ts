import type { ControlList } from "./control.ts";

const SHOP = "tests/catalog/ecommerce.test.ts";
const WATCH = "tests/catalog/gatewayWatch.test.ts";

/**
 * What a merchant answers for whose gateways alone see the numbers of cards. Requirements that are about people, contracts and
 * paper are listed too: whoever fills in the questionnaire should find every row here.
 */
export const pciSaqA: ControlList = {
  title: "PCI DSS: self-assessment questionnaire A",
  source:
    "Numbers of PCI DSS v4.0.1, questionnaire A as it is since 2025; the questionnaire itself is in the document library of https://www.pcisecuritystandards.org, and what it says counts",
  controls: [
    {
      id: "eligibility: fields",
      asks: "Every element that takes a card's number comes from the gateway alone.",
      met: [{ test: SHOP, named: "numbers of cards in a form of the shop itself" }],
      note: "A gateway that takes cards is refused without the micro-frontend whose fields the gateway hosts",
    },
    {
      id: "eligibility: scripts",
      asks: "The site is not open to attacks by scripts that could reach the payment page.",
      yours:
        "The pages are those of the micro-frontend payment; which scripts it loads follows from its build, and its gateway or an assessor says whether that is enough.",
    },
    {
      id: "boundary",
      asks: "What pays is apart from everything else.",
      met: [
        { test: SHOP, named: "lives by itself, and alone reaches the gateways" },
        {
          test: SHOP,
          named:
            "is reached by the gateway of the cluster and its own workers, and by nobody of the platform",
        },
        { rule: "network-exact" },
      ],
      note: "A network policy knows addresses and no names: how narrow the way to a gateway is, is said by its `networks`",
    },
    {
      id: "2.2.2",
      asks: "No account or password of a vendor's default is left.",
      met: [
        { rule: "secret-not-shown" },
        {
          test: SHOP,
          named: "keeps what pays to itself: no secret of a gateway is mounted or named anywhere else",
        },
      ],
      note: "Passwords are generated, and keys of gateways have to be given",
    },
    {
      id: "3.2.1",
      asks: "Account data is kept no longer than it is needed.",
      met: [{ test: SHOP, named: "numbers of cards in a form of the shop itself" }],
      note: "None comes here that could be kept",
    },
    {
      id: "6.3.1",
      asks: "Weaknesses are found and ranked.",
      partly: [
        { test: SHOP, named: "runs every three months against the public host, and reaches nothing else" },
      ],
      but: "Upstream has archived the shop: nobody publishes its weaknesses any more, so the map has to say `unsupported`, and why, wherever it is kept after Sumac.",
    },
    {
      id: "6.3.3",
      asks: "Critical patches are in place within a month.",
      yours: "Images are yours to build anew: upstream publishes no patch of the shop any more.",
    },
    {
      id: "8.2.1, 8.2.2, 8.2.5",
      asks: "Everybody has an account of their own, which ends when they leave.",
      yours: "Staff log in to the shop through the LMS; who is staff there is yours to say.",
    },
    {
      id: "8.3.1, 8.3.5–8.3.9",
      asks: "Passwords are strong, and changed where they are all that there is.",
      yours: "The rules for passwords are those of the LMS, or of your identity provider.",
    },
    {
      id: "9.4",
      asks: "Paper with account data is locked away and destroyed.",
      yours: "There is no paper in a cluster.",
    },
    {
      id: "11.3.2, 11.3.2.1",
      asks: "An approved vendor scans the site every three months, and after every large change.",
      partly: [
        { test: SHOP, named: "runs every three months against the public host, and reaches nothing else" },
      ],
      but: "`ecommerce.scan` keeps the rhythm with a scanner of yours. The scan that counts comes from outside, by a vendor that the council has approved.",
    },
    {
      id: "12.8",
      asks: "The companies that see account data are listed, bound by contract, and asked for their compliance every year.",
      yours: "They are those in `ecommerce.gateways`; contracts are yours.",
    },
    {
      id: "12.10.1",
      asks: "There is a plan for incidents.",
      partly: [
        {
          test: WATCH,
          named: "leaves the first on the page when both are down, and says that nobody can pay",
        },
      ],
      but: "Whoever is told in `ecommerce.tell` has to know what to do next.",
    },
  ],
};
