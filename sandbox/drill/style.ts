/** Looks of the page, in light and in dark. */
export const style = `
:root { color-scheme: light dark;
  --paper: light-dark(#f7f6f1, #14170f); --card: light-dark(#fff, #1c2016); --ink: light-dark(#20261a, #e6e9dd);
  --soft: light-dark(#646b5b, #9ba48d); --line: light-dark(#e1e0d6, #31372a);
  --held: light-dark(#2f7d3b, #78c583); --failed: light-dark(#b3261e, #ff8a80);
  --load: light-dark(#c98a3a, #d79b52); --pods: light-dark(#2f7d3b, #6fbf7c); --need: light-dark(#20261a, #f1f3ea); --limit: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
h1 { margin: .2rem 0 .4rem; font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
h1.failed { color: var(--failed); } h1.held { color: var(--held); }
h2 { margin: 2rem 0 .75rem; font-size: 1.15rem; }
.kicker { margin: 0; color: var(--soft); letter-spacing: .06em; text-transform: uppercase; font-size: .75rem; font-weight: 600; }
.meta, footer { color: var(--soft); font-size: .875rem; margin: 0; }
ul.findings { list-style: none; margin: 1.5rem 0; padding: 0; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); }
.findings li { display: grid; grid-template-columns: 1.6rem 13rem 1fr; gap: .25rem .5rem; padding: .65rem 1rem; border-top: 1px solid var(--line); }
.findings li:first-child { border-top: 0; }
.findings b { font-weight: 600; } .findings .sign { font-weight: 700; color: var(--held); } .findings .failed .sign, .findings .failed b { color: var(--failed); }
.findings p { margin: 0; font-size: .925rem; text-wrap: pretty; }
figure { margin: 0 0 .9rem; padding: .8rem 1rem .5rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
figcaption { display: flex; flex-wrap: wrap; gap: .15rem .5rem; align-items: baseline; font-size: .9rem; margin-bottom: .3rem; }
figcaption i { color: var(--soft); font-style: normal; font-size: .82rem; }
.legend { margin-left: auto; display: flex; flex-wrap: wrap; gap: .15rem 1rem; color: var(--soft); font-size: .8rem; }
.legend span::before { content: ""; display: inline-block; width: 1.1rem; height: 0; margin-right: .35rem; vertical-align: middle; border-top: 2px solid var(--tone); }
.legend .area::before { border-top-width: .6rem; opacity: .5; } .legend .dashed::before { border-top-style: dashed; }
.load { --tone: var(--load); } .pods { --tone: var(--pods); } .need { --tone: var(--need); } .limit { --tone: var(--limit); }
svg { display: block; width: 100%; height: auto; }
path { fill: none; stroke: var(--tone); stroke-width: 1.6; vector-effect: non-scaling-stroke; }
path.area { fill: color-mix(in srgb, var(--tone) 24%, transparent); } path.dashed { stroke-dasharray: 5 4; stroke-width: 1.3; }
.grid { stroke: var(--line); stroke-width: 1; } .tick { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.notes { color: var(--soft); font-size: .875rem; max-width: 46rem; } .notes li { margin-bottom: .3rem; }
@media (max-width: 40rem) { .findings li { grid-template-columns: 1.6rem 1fr; } .findings p { grid-column: 2; } }
@media print { body { max-width: none; padding: 0; } figure { break-inside: avoid-page; } }
`;
