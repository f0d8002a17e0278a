/** Plain and readable; the dashboard proper comes later. */
export const OVERVIEW_STYLE = `
:root{color-scheme:light dark;--line:#d9dee5;--quiet:#5c6672;--ok:#116638;--okbg:#dff3e6;--bad:#9b1c1c;--badbg:#fbe3e3;--warn:#7a4b00;--warnbg:#fdefd3;--bg:#fff;--fg:#1b222b;--head:#f4f6f9}
@media(prefers-color-scheme:dark){:root{--line:#39424e;--quiet:#a3adba;--ok:#8fd8ab;--okbg:#173a26;--bad:#f5a9a9;--badbg:#4a1d1d;--warn:#f2cf8d;--warnbg:#46340f;--bg:#14181d;--fg:#e8ecf1;--head:#1d232b}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 "Be Vietnam Pro","Noto Sans","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem 1rem;padding:.75rem 1.25rem;background:var(--head);border-bottom:1px solid var(--line)}
header p{margin:0;color:var(--quiet);flex:1}
h1{margin:0;font-size:1.35rem}
h2{margin:1.5rem 0 .5rem;font-size:1.05rem}
main{padding:.5rem 1.25rem 2rem;max-width:100rem;margin:0 auto}
.now,.quiet,.listed td{color:var(--quiet)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{background:var(--head);font-weight:600;white-space:nowrap}
tbody th{font-weight:600;min-width:14rem}
td:nth-last-child(n+2){white-space:nowrap}
small{color:var(--quiet)}
.chips{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.5rem}
.chips li{border:1px solid var(--line);border-radius:.5rem;padding:.2rem .6rem}
.badge{display:inline-block;border-radius:.4rem;padding:0 .5rem;font-weight:600;white-space:nowrap}
.ok,.info{background:var(--okbg);color:var(--ok)}
.down,.page{background:var(--badbg);color:var(--bad)}
.regional,.slow,.ticket{background:var(--warnbg);color:var(--warn)}
.unknown{background:var(--head);color:var(--quiet)}
.passed{color:var(--ok)}
.failed{color:var(--bad)}
.inconclusive{color:var(--warn)}
.alerts{list-style:none;padding:0;margin:0}
.alerts li{padding:.35rem 0;border-bottom:1px solid var(--line)}
.alerts time{color:var(--quiet)}
@media(max-width:40rem){main,header{padding-inline:.75rem}}
`

/** Fetches the page again every 3 s and puts its main part in place; a hub that is away is tried on. */
export const OVERVIEW_SCRIPT = `
setInterval(async()=>{
  if(document.hidden)return
  try{
    const answer=await fetch(location.href,{headers:{accept:'text/html'}})
    if(!answer.ok)return
    const next=new DOMParser().parseFromString(await answer.text(),'text/html').getElementById('live')
    if(next)document.getElementById('live').replaceWith(document.importNode(next,true))
  }catch(error){console.warn('Nhịp:',error)}
},3000)
`
