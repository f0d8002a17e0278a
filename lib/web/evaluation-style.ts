/** What scores and their evaluation have of their own. */
export const EVALUATION_STYLE = `
.dots{display:block;width:11.25rem}
form.line label,form.stack label{grid-template-columns:minmax(0,1fr)}
form.line select{max-width:24rem}
.scores td:nth-last-child(4),.scores td:nth-last-child(3){white-space:nowrap}
.scores td:last-child{min-width:9rem}
.said{white-space:pre-line;overflow-wrap:anywhere}
.period{margin:1rem 0}
.period h2{margin-top:.25rem}
.dots .axis,.dots .bounds,.dots .interval{fill:none;stroke:var(--nonebar);stroke-width:1}
.dots .bounds{stroke:var(--nonebar);stroke-width:7}
.dots .interval{stroke:var(--accent);stroke-width:2;opacity:.75}
.slopecard{max-width:50rem}
.chart.slopes{overflow:hidden}
.slope line{stroke:var(--accent);stroke-width:1.5}
.slope circle{fill:var(--accent)}
.fallen>line{stroke-dasharray:5 3}
.slope line.whisker{stroke-width:2;opacity:.4}
.slopes:has(.slope:hover) .slope:not(:hover){opacity:.2}
.slope:hover>line:first-of-type{stroke-width:3}
.slope .leader{fill:none;stroke:var(--nonebar)}
.slope text{fill:var(--fg)}
svg.over{overflow:visible}
.dots circle{fill:var(--accent)}
.aside{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.scores thead th{white-space:normal;vertical-align:bottom}
.scores thead th small{display:block;font-weight:400}
tr.kind th{padding-top:.75rem;color:var(--quiet);font-weight:400;background:var(--card)}
details.ways{display:block}
.ways{margin:0 0 1rem}
.ways .plain{padding:.25rem 0}
.ways .badge{white-space:normal}
.period .badge{white-space:normal;font-size:.9375rem}
.big{font-size:1.25rem}
small.before{display:block}
main .sub a{text-decoration:none}
.name::first-letter{text-transform:uppercase}
.results thead th{white-space:normal;vertical-align:bottom}
.results thead th::first-letter{text-transform:uppercase}
small.bounds{display:block;white-space:nowrap}
.hours{display:block;width:100%;max-width:40rem;height:auto}
.hours .axis{fill:none;stroke:var(--line)}
.hours .limit{fill:none;stroke:var(--fg);stroke-dasharray:4 3}
.hours .range{fill:var(--accent);opacity:.3}
.hours .middle{fill:var(--accent)}
.method p{margin:.35rem 0}
.formula code{display:block;padding:.35rem .6rem;background:var(--head);border-radius:.4rem}
.results th{min-width:0}
.results code{white-space:nowrap}
figure{margin:.75rem 0}
.sub ul{gap:.125rem .25rem;margin-bottom:.25rem}
.sub a{padding:.2rem .6rem}
progress{width:100%;max-width:36rem;height:.75rem;accent-color:var(--accent)}
.hash{overflow-wrap:anywhere}
@media screen and (max-width:60rem){
.cards tbody td.n{text-align:left}
.cards tr.kind{padding-bottom:0}
.dots{max-width:100%}
.scores td:nth-last-child(-n+4){white-space:normal}
form.line label{width:100%}
.results tbody tr{display:flex;flex-wrap:wrap;gap:0 .9rem;padding:.35rem .6rem}
.results tbody th{flex-basis:100%;padding:0}
.results tbody td,.results tbody td[data-label]{display:flex;gap:.3rem;padding:0}
.results tbody td.none,.scores tbody td.none[data-label]{display:none}
form.line select,form.line input{width:100%;max-width:none}
}
`
