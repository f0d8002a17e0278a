import { GUTTER_STYLE } from './charts/chart.ts'
import { EVALUATION_STYLE } from './evaluation-style.ts'

/**
 * Calm and dense: one accent, colours only for states, light and dark as the reader has it, from 360 px on. Below 60 rem
 * the rows of tables become cards. `fontFaces` are the `@font-face` rules.
 */
export function style(fontFaces: string): string {
  return `${fontFaces}${STYLE}${GUTTER_STYLE}${EVALUATION_STYLE}`
}

const STYLE = `
:root{color-scheme:light dark;--bg:#f6f8f7;--card:#fff;--fg:#16211f;--quiet:#51605c;--line:#d9e1de;--head:#eef2f0;--accent:#0a6459;--accentbg:#dff1ed;--onaccent:#fff;--ok:#0f6440;--okbg:#dcf1e5;--okbar:#2f9e6b;--bad:#9d1a28;--badbg:#fbe2e4;--badbar:#cf3343;--warn:#6f4400;--warnbg:#fdeed0;--warnbar:#d48a00;--nonebar:#c3ccc9;--planbar:#6c84b3;--radius:.5rem}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0f1514;--card:#161e1c;--fg:#e5ecea;--quiet:#a4b2ae;--line:#2b3734;--head:#1c2624;--accent:#6bd0c1;--accentbg:#123a34;--onaccent:#06201c;--ok:#86d9ae;--okbg:#12382a;--okbar:#3aa876;--bad:#f6adb3;--badbg:#4a1a20;--badbar:#e0606d;--warn:#f1cd88;--warnbg:#43330f;--warnbar:#d9a036;--nonebar:#4a5753;--planbar:#7f97c7}}
*{box-sizing:border-box}
html{scrollbar-gutter:stable}
@media(min-width:150rem){html{font-size:125%}}
@media(min-width:210rem){html{font-size:162.5%}}
body{margin:0;overflow-wrap:break-word;background:var(--bg);color:var(--fg);font:400 .9375rem/1.5 "Be Vietnam Pro","Noto Sans","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible,input:focus-within:not(:focus){outline:2px solid var(--accent);outline-offset:2px;border-radius:.2rem}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;z-index:2;background:var(--card);padding:.5rem .75rem}
body>header{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.5rem;padding:.5rem max(1.25rem,(100% - 97.5rem)/2);background:var(--card);border-bottom:1px solid var(--line)}
.brand{display:flex;align-items:center;gap:.5rem;font-weight:600;font-size:1.2rem;text-decoration:none;color:inherit}
.brand svg{width:1.75rem;height:1.75rem;color:var(--accent)}
nav ul{display:flex;flex-wrap:wrap;gap:.125rem}
nav a{display:block;padding:.375rem .7rem;border-radius:var(--radius);text-decoration:none;color:var(--quiet)}
nav a:hover{background:var(--head);color:var(--fg)}
nav a[aria-current]{background:var(--accentbg);color:var(--accent);font-weight:600}
.who{margin-left:auto;display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;color:var(--quiet)}
.who a,.who button{min-height:1.5rem}
body>footer{padding:1rem 1.25rem 2rem;color:var(--quiet);max-width:100rem;margin:0 auto}
main{padding:.75rem 1.25rem 2rem;max-width:100rem;margin:0 auto}
h1{margin:.75rem 0 .5rem;font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
h2{margin:1.75rem 0 .5rem;font-size:1.125rem}
h3{margin:1rem 0 .25rem;font-size:1rem}
h1,h2,h3,th,b,strong{font-weight:600}
p{margin:.75rem 0;max-width:75ch}
.quiet,.listed td,small{color:var(--quiet)}
small{font-size:.87em}
time{white-space:nowrap}
ul,ol{list-style:none;padding:0;margin:0}
main p a,main li a{text-decoration:underline}
.scroll{overflow-x:auto}
.card,.scroll{background:var(--card);border:1px solid var(--line);border-radius:var(--radius)}
.card{padding:.75rem 1rem}
nav.parts{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.75rem 0}
nav.parts :is(a,span){padding:.25rem 0}
nav.parts a{color:var(--accent);text-decoration:underline}
main>section.card+section.card{margin-top:.75rem}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.5rem .6rem;color:var(--quiet)}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right}
thead th{background:var(--head);white-space:nowrap;position:sticky;top:0}
tbody th{min-width:12rem;overflow-wrap:anywhere}
.portals td:last-child{min-width:10rem}
tbody tr{border-top:1px solid var(--line)}
tbody th,tbody td{border-top:1px solid var(--line)}
tr:target{background:var(--accentbg)}
.chips,.locations{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem}
.chips{gap:.5rem;margin-bottom:.75rem}
.badge{display:inline-block;border-radius:.4rem;padding:0 .5rem;font-weight:600;white-space:nowrap}
.passed{white-space:nowrap}
.chips .badge{padding:.15rem .7rem}
.ok,.info{background:var(--okbg);color:var(--ok)}
.down,.page{background:var(--badbg);color:var(--bad)}
.regional,.slow,.ticket{background:var(--warnbg);color:var(--warn)}
.unknown{background:var(--head);color:var(--quiet)}
.passed{color:var(--ok)}
.failed{color:var(--bad)}
.inconclusive{color:var(--warn)}
code,pre{font:.87em/1.5 ui-monospace,"DejaVu Sans Mono",Consolas,monospace;overflow-wrap:anywhere}
img{max-width:100%;height:auto}
pre{margin:.5rem 0;padding:.6rem .75rem;background:var(--head);border-radius:.4rem;white-space:pre-wrap}
blockquote{margin:.5rem 0;padding-left:.75rem;border-left:3px solid var(--line)}
form.card>:is(h3,p){margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.375rem}
main .tile{display:block;height:100%;min-height:2.9rem;padding:.25rem .5rem;border:1px solid var(--line);border-left:.3rem solid var(--nonebar);border-radius:.4rem;background:var(--card);color:inherit;text-decoration:none;font-size:.8125rem;line-height:1.35}
main .tile:hover{background:var(--head)}
.tile b{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.tile small{display:block;font-variant-numeric:tabular-nums}
main .tile-ok{border-left-color:var(--okbar)}
main .tile-slow,main .tile-regional{border-left-color:var(--warnbar);background:var(--warnbg);color:var(--warn)}
main .tile-down{border-left-color:var(--badbar);background:var(--badbg);color:var(--bad)}
.tile-slow small,.tile-regional small,.tile-down small{color:inherit}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:.75rem 0}
.facts dt{color:var(--quiet)}
.facts dd{margin:0}
.plain li{padding:.3rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
details li{display:block;padding:.15rem 0;border:0;overflow-wrap:anywhere}
summary{cursor:pointer;padding:.125rem 0}
.alerts>li{display:grid;grid-template-columns:minmax(4.75rem,max-content) 6.5rem 1fr;gap:0 .75rem;padding:.4rem 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
form{margin:0}
form.stack{display:grid;gap:.75rem;align-content:start;max-width:36rem;margin:.75rem 0}
form.line{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:end;margin:.75rem 0}
label{display:grid;gap:.2rem;font-weight:600;min-width:0;max-width:100%}
label small{font-weight:400}
input,select,textarea,button{font:inherit;color:inherit}
input,select,textarea{font-weight:400;padding:.4rem .6rem;border:1px solid var(--quiet);border-radius:.4rem;background:var(--card);min-height:2.375rem;min-width:0;max-width:100%}
textarea{min-height:5rem;resize:vertical}
button,.button{display:inline-block;padding:.4rem .9rem;min-height:2.375rem;border:1px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--onaccent);font-weight:600;text-decoration:none;cursor:pointer;width:max-content}
button.second,.button.second{background:none;color:var(--accent)}
button.link{border:0;padding:0;min-height:1.5rem;background:none;color:var(--accent);font-weight:400;text-decoration:underline;text-underline-offset:.15em}
#renewal:not(.useful){visibility:hidden}
.notice{padding:.6rem .9rem;border-radius:var(--radius);background:var(--accentbg);max-width:75ch}
.notice.bad{background:var(--badbg);color:var(--bad)}
#stale{position:fixed;z-index:2;left:1rem;right:1rem;bottom:1rem;margin:auto;box-shadow:0 0 0 1px var(--bad)}
svg text{font-family:inherit;fill:var(--quiet);font-size:.75rem}
.okbar{fill:var(--okbar)}.warnbar{fill:var(--warnbar)}.badbar{fill:var(--badbar)}.nonebar{fill:var(--nonebar)}.planbar{fill:var(--planbar)}
.chart,.daybars{display:block}
.chart{overflow:visible}
.sample{vertical-align:-.1em}
.gridline{stroke:var(--line)}
.tick{paint-order:stroke;stroke:var(--card);stroke-width:3px}
.band{fill:var(--accent);opacity:.28}
.midline,.lowline{fill:none;stroke:var(--accent);stroke-width:2;vector-effect:non-scaling-stroke}
.lowline{stroke-width:1;opacity:.6}
.midbar,.dot{fill:var(--accent)}
.trackbar{fill:var(--line)}
.sharebar{display:block;min-width:3rem;margin-top:.4rem}
.bars :is(th,td){padding-inline:.35rem}
.bars thead th{white-space:normal;vertical-align:bottom}
.bars tbody th{min-width:0;white-space:nowrap}
.bars :is(th,td):last-child{width:24%}
.bars thead td{background:var(--head)}
.scroll.plain{border:0}
.card+.grid{margin-top:1rem}
.told-course{position:relative;container-type:inline-size}
.area{touch-action:pan-y pinch-zoom;user-select:none;cursor:crosshair}
.here,.tip,.outside,.range{visibility:hidden}
.ranged .range{visibility:visible}
.range{fill:var(--fg);opacity:.18}
.told .here,.told .tip{visibility:visible}
.here{stroke:var(--fg)}
.tip{position:absolute;top:1.25rem;left:0;max-width:75%;margin:0;padding:.2rem .5rem;border:1px solid var(--line);border-radius:.4rem;background:var(--card);font-size:.8125rem;pointer-events:none}
.told-bars .tip{top:calc(100% + .15rem);z-index:1}
.told-bars .area{cursor:auto}
.tip.right{transform:translateX(calc(100cqw - 100%))}
.zoom{position:absolute;top:-2.25rem;right:0;display:flex;gap:.25rem}
.zoom button{min-width:1.75rem;min-height:1.75rem;padding:0 .4rem}
.zoom button:disabled{opacity:.4;cursor:default}
.plain.card>li:first-child{border-top:0}
.release,.instrument{stroke:var(--fg);stroke-dasharray:2 3}
.instrument{stroke-dasharray:7 2}
svg .markname{fill:var(--fg);font-weight:600}
.acts{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
.numbered,.lettered{list-style:decimal;padding-left:1.75rem;margin:.5rem 0}
.lettered{list-style:upper-latin}
.markspan{fill:var(--fg);opacity:.35}
.wrapped thead th{white-space:normal}
.incidentspan{fill:var(--badbar);opacity:.35}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0;color:var(--quiet);font-size:.87em}
.ends{display:flex;justify-content:space-between;max-width:none;margin:.15rem 0 .5rem;color:var(--quiet);font-size:.8em}
.ways{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:.75rem 0}
.crumbs,.facts dd,.who{overflow-wrap:anywhere}
.crumbs{margin:.75rem 0 0;color:var(--quiet)}
.hidden{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.grid.wide{grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr))}
.grid.trio{grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr))}
.grid.quad{grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr))}
.card>h2,.card>h3{margin-top:.25rem}
.card:has(>.told-course:not(.told-bars))>h3{padding-right:6.25rem}
@media screen and (max-width:60rem){
main,body>header,body>footer{padding-inline:.75rem}
.who{margin-left:0;column-gap:.75rem}
body>header nav ul{margin-inline:-.5rem}
body>header nav a{padding:.25rem .5rem}
table.cards,.cards tbody,.cards tr,.cards tbody th,.cards tbody td{display:block}
table.cards caption{display:block}
.cards td time{white-space:normal}
.cards thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.cards tbody tr,.cards tbody th,.cards tbody td{border:0}
.cards tbody tr{padding:.25rem 0 .5rem}
.cards tbody tr.first{border-top:1px solid var(--line)}
.cards tbody th{padding:.4rem .6rem .1rem}
.cards tbody td{padding:.1rem .6rem}
.cards tbody td[data-label]{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:.5rem}
.cards tbody td[data-label]::before{content:attr(data-label);color:var(--quiet)}
td .badge{justify-self:start}
.alerts>li{grid-template-columns:max-content 1fr}
.alerts>li>:last-child{grid-column:1/-1}
}
@media print{
:root{color-scheme:light}
html{font-size:66%}
body{background:none}
nav,.who,.skip,form,.zoom,#renewal,details:not([open]){display:none!important}
.card,.scroll{border:0;overflow:visible}
.scroll,table{max-width:100%}
.badge{white-space:normal}
tr,.card{break-inside:avoid}
h2,h3{break-after:avoid}
a{color:inherit}
}
`
