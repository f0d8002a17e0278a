/** Plain and readable: light and dark, from 360 px of width on. Below 60 rem the rows of the tables become cards. */
export const OVERVIEW_STYLE = `
:root{color-scheme:light dark;--line:#d9dee5;--quiet:#56606c;--ok:#116638;--okbg:#dff3e6;--bad:#9b1c1c;--badbg:#fbe3e3;--warn:#744600;--warnbg:#fdefd3;--bg:#fff;--fg:#1b222b;--head:#f3f5f8;--link:#0b57a4;--mark:#eef5fd}
@media(prefers-color-scheme:dark){:root{--line:#39424e;--quiet:#a9b3bf;--ok:#8fd8ab;--okbg:#173a26;--bad:#f7b0b0;--badbg:#4a1d1d;--warn:#f2cf8d;--warnbg:#46340f;--bg:#14181d;--fg:#e8ecf1;--head:#1d232b;--link:#8cc0f5;--mark:#1b2a3a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 "Be Vietnam Pro","Noto Sans","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;padding:.75rem 1.25rem;background:var(--head);border-bottom:1px solid var(--line)}
header p{margin:0;color:var(--quiet);flex:1}
h1{margin:0;font-size:1.35rem}
h2{margin:1.75rem 0 .5rem;font-size:1.1rem}
main{padding:.25rem 1.25rem 2rem;max-width:90rem;margin:0 auto}
p{margin:.75rem 0}
.quiet,.listed td,small{color:var(--quiet)}
small{font-size:.87em}
time{white-space:nowrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--head);font-weight:600;white-space:nowrap}
tbody th{font-weight:600;min-width:12rem}
.portals td:last-child{min-width:10rem}
tbody tr{border-top:1px solid var(--line)}
tbody th,tbody td{border-top:1px solid var(--line)}
tr:target{background:var(--mark)}
ul,ol{list-style:none;padding:0;margin:0}
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
.home{font-weight:700;font-size:1.35rem;text-decoration:none;color:inherit}
main h1{margin:1.25rem 0 .5rem;font-size:1.5rem;overflow-wrap:anywhere}
h3{margin:1rem 0 .25rem;font-size:1rem}
code,pre{font:.87em/1.5 ui-monospace,"DejaVu Sans Mono",Consolas,monospace;overflow-wrap:anywhere}
pre{margin:.5rem 0;padding:.6rem .75rem;background:var(--head);border-radius:.4rem;white-space:pre-wrap}
blockquote{margin:.5rem 0;padding-left:.75rem;border-left:3px solid var(--line)}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:.75rem 0}
.facts dt{color:var(--quiet)}
.facts dd{margin:0}
.plain li{padding:.3rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
details li{display:block;padding:.15rem 0;border:0;overflow-wrap:anywhere}
.alerts>li{display:grid;grid-template-columns:minmax(4.75rem,max-content) 6.5rem 1fr;gap:0 .75rem;padding:.4rem 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
@media(max-width:60rem){
main,header{padding-inline:.75rem}
table,tbody,tr,tbody th,tbody td{display:block}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tbody tr,tbody th,tbody td{border:0}
tbody tr{padding:.25rem 0 .5rem}
tbody tr.first{border-top:1px solid var(--line)}
tbody th{padding:.4rem 0 .1rem}
tbody td{padding:.1rem 0}
tbody td[data-label]{display:grid;grid-template-columns:8.5rem 1fr;gap:.5rem}
tbody td[data-label]::before{content:attr(data-label);color:var(--quiet)}
td .badge{justify-self:start}
.alerts>li{grid-template-columns:max-content 1fr}
.alerts>li>:last-child{grid-column:1/-1}
}
`

/**
 * Fetches the page again every 3 s and puts its main part in place; what was scrolled or had the focus stays so, and
 * a platform that is away is tried on.
 */
export const OVERVIEW_SCRIPT = `
setInterval(async()=>{
  if(document.hidden)return
  try{
    const answer=await fetch(location.href,{headers:{accept:'text/html'}})
    if(!answer.ok)return
    const next=new DOMParser().parseFromString(await answer.text(),'text/html').getElementById('live')
    if(!next)return
    const now=document.getElementById('live')
    const boxes=root=>[...root.querySelectorAll('.scroll')]
    const label=box=>box.getAttribute('aria-labelledby')
    const kept=boxes(now).map(box=>({label:label(box),left:box.scrollLeft,focused:box===document.activeElement}))
    now.replaceWith(document.importNode(next,true))
    for(const box of boxes(document)){
      const before=kept.find(one=>one.label===label(box))
      if(before)box.scrollLeft=before.left
      if(before?.focused)box.focus({preventScroll:true})
    }
  }catch(error){console.warn('Nhịp:',error)}
},3000)
`
