/** Looks of the page, in light and in dark. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f7f6f1, #14170f);
  --card: light-dark(#fff, #1c2016);
  --ink: light-dark(#20261a, #e6e9dd);
  --soft: light-dark(#646b5b, #9ba48d);
  --line: light-dark(#e1e0d6, #31372a);
  --held: light-dark(#2f7d3b, #78c583);
  --failed: light-dark(#b3261e, #ff8a80);
  --bar: light-dark(#c98a3a, #d79b52);
  --skipped: light-dark(#8a6d1a, #d9b95c);
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
h1 { margin: .2rem 0 .4rem; font-size: clamp(1.7rem, 4.5vw, 2.6rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance; }
h2 { margin: 0; font-size: 1.2rem; letter-spacing: -.01em; }
h3 { margin: 1.4rem 0 .5rem; font-size: .95rem; }
code { font: .86em var(--mono); }
.kicker, .meta, footer { color: var(--soft); font-size: .875rem; margin: 0; }
.kicker { letter-spacing: .06em; text-transform: uppercase; font-size: .75rem; font-weight: 600; }
h1.held { color: var(--held); } h1.failed { color: var(--failed); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.75rem 0 1rem; }
.tiles div { display: flex; flex-direction: column-reverse; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.tiles dt { color: var(--soft); font-size: .8rem; }
.tiles dd { margin: 0; font-size: 1.35rem; white-space: nowrap; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tiles dd.held { color: var(--held); } .tiles dd.failed { color: var(--failed); }
.timeline { display: flex; gap: 2px; margin-bottom: 1.75rem; border-radius: .5rem; overflow: hidden; }
.timeline a { flex: 1 1 0; min-width: 6px; padding: .25rem 0; overflow: hidden; color: var(--paper); text-decoration: none; font-size: .72rem; font-weight: 600; }
.timeline span { display: block; padding: 0 .5rem; white-space: nowrap; text-overflow: ellipsis; overflow: hidden; }
.timeline .held { background: var(--held); } .timeline .failed { background: var(--failed); }
.step { margin: 0 0 1rem; padding: 1.25rem 1.4rem 1.4rem; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--held); border-radius: .75rem; scroll-margin-top: 1rem; }
.step.failed { border-left-color: var(--failed); } .step.skipped { border-left-color: var(--skipped); }
.title { display: flex; align-items: baseline; gap: .6rem; flex-wrap: wrap; }
.sign { font-weight: 700; color: var(--held); } .failed .sign { color: var(--failed); } .skipped .sign { color: var(--skipped); }
.figures { margin: 0 0 0 auto; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.proves { margin: .35rem 0 .5rem; max-width: 46rem; text-wrap: pretty; }
.command { margin: 0 0 .75rem; }
.command code { padding: .15rem .45rem; border-radius: .35rem; background: var(--paper); border: 1px solid var(--line); color: var(--soft); }
.failures { margin: .75rem 0; padding: .75rem 1rem .75rem 2rem; border-radius: .5rem; color: var(--failed); background: color-mix(in srgb, var(--failed) 9%, transparent); overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .1rem 1.75rem; margin: .75rem 0 0; }
.facts div { align-self: start; display: flex; align-items: baseline; gap: .75rem; padding: .25rem 0; border-bottom: 1px solid var(--line); font-size: .875rem; }
.facts dt { color: var(--soft); flex: 1; } .facts dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; text-align: right; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .85rem; }
th, td { padding: .4rem .9rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 550; vertical-align: bottom; }
td:first-child { min-width: 11rem; }
.solid { white-space: nowrap; font-variant-numeric: tabular-nums; } .number { text-align: right; }
td.bar { min-width: 7rem; background: linear-gradient(var(--bar), var(--bar)) right bottom / var(--share) 3px no-repeat content-box; }
.note { margin: .5rem 0 0; color: var(--soft); font-size: .8rem; max-width: 46rem; }
details { margin-top: 1rem; }
summary { cursor: pointer; font-size: .95rem; font-weight: 600; }
summary span { color: var(--soft); font-weight: 400; font-size: .85rem; }
details .scroll, details ul { margin-top: .5rem; }
.skipped { padding-left: 1.1rem; font-size: .875rem; overflow-wrap: anywhere; }
.step .skipped b { font-weight: 550; }
footer { margin-top: 2rem; }
@media print { body { max-width: none; padding: 0; } .step { break-inside: avoid-page; } }
`;
