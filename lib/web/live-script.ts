/**
 * Fetches a page that has a live part again every 3 s and puts that in place; what was scrolled or had the focus stays so,
 * nothing is replaced while somebody writes or has a selection in it, nor once they have written something to be sent,
 * and a platform that is away is tried on. A button stops it, and has it go on. What could not be fetched for a quarter of a
 * minute says since when it is as it is; a browser that has lost its session is told so at once.
 */
export const LIVE_SCRIPT = `
let written=false
let paused=false
let liveMs=Date.now()
const stale=document.getElementById('stale')
const old=isOut=>{
  if(!isOut&&Date.now()-liveMs<15000)return
  stale.querySelector('time').textContent=new Date(liveMs).toLocaleTimeString(document.documentElement.lang,{timeZone:stale.dataset.zone})
  stale.hidden=false
}
const pause=document.getElementById('renewal')
pause?.classList.add('useful')
pause?.addEventListener('click',()=>{
  paused=!paused
  const shown=pause.textContent
  pause.textContent=pause.dataset.other
  pause.dataset.other=shown
})
document.addEventListener('input',({target})=>{if(target.form?.method==='post')written=true})
if(document.getElementById('live'))setInterval(async()=>{
  const now=document.getElementById('live')
  const active=document.activeElement
  if(written||paused||document.hidden||now.contains(active)&&active.matches('input,select,textarea'))return
  if(!document.getSelection().isCollapsed)return
  try{
    const answer=await fetch(location.href,{headers:{accept:'text/html'}})
    if(!answer.ok||answer.redirected)return old(answer.redirected)
    const next=new DOMParser().parseFromString(await answer.text(),'text/html').getElementById('live')
    if(!next)return old(true)
    liveMs=Date.now()
    stale.hidden=true
    const boxes=root=>[...root.querySelectorAll('.scroll')]
    const label=box=>box.getAttribute('aria-labelledby')
    const kept=boxes(now).map(box=>({label:label(box),left:box.scrollLeft,focused:box===document.activeElement}))
    const open=new Set([...now.querySelectorAll('details[open][id]')].map(({id})=>id))
    now.replaceWith(document.importNode(next,true))
    for(const box of document.querySelectorAll('details[id]'))if(open.has(box.id))box.open=true
    for(const box of boxes(document)){
      const before=kept.find(one=>one.label===label(box))
      if(before)box.scrollLeft=before.left
      if(before?.focused)box.focus({preventScroll:true})
    }
  }catch(error){
    console.warn('Nhịp:',error)
    old(false)
  }
},3000)
`
