/**
 * What a browser adds to charts over days: the nearest day's values under a pointer or by arrow keys, and, but for bars of
 * days, zoom by keys, buttons and dragging over the days that are wanted; Escape undoes the last one. A chart says in
 * `data-says` what each day was, line by line; whatever comes here lies over it, so that nothing moves, and without it the
 * chart and its table are as they were.
 */
export const CHART_SCRIPT = `
for(const box of document.querySelectorAll('[data-says]')){
  const svg=box.querySelector('svg')
  const plot=svg.querySelector('svg[viewBox]')
  const says=box.dataset.says.split('\\n')
  const words=box.dataset.words.split('|')
  const count=says.length
  const isFixed=words.length===1
  const make=(name,css,text)=>{const one=document.createElement(name);one.className=css;if(text)one.textContent=text;return one}
  const tip=make('p','tip')
  tip.setAttribute('role','status')
  const line=document.createElementNS('http://www.w3.org/2000/svg','line')
  line.setAttribute('class','here')
  line.setAttribute('y1',plot.getAttribute('y'))
  line.setAttribute('y2',+plot.getAttribute('y')+ +plot.getAttribute('height'))
  svg.append(line)
  const range=document.createElementNS('http://www.w3.org/2000/svg','rect')
  range.setAttribute('class','range')
  range.setAttribute('height',100)
  plot.append(range)
  const placed=[...svg.querySelectorAll('.dot,.release,.instrument,.markname')].map(one=>{
    const names=['cx','x','x1','x2'].filter(name=>one.hasAttribute(name))
    return{one,names,at:parseFloat(one.getAttribute(names[0]))/100*count}
  })
  const ends=[...svg.querySelectorAll('.end')]
  const known=ends.map(end=>end.textContent)
  const past=[]
  let from=0,to=count,now=null,drag=null
  const place=at=>(at-from)/(to-from)*100
  const show=day=>{
    now=day
    box.classList.toggle('told',day!==null)
    if(day===null)return
    const x=place(day+.5).toFixed(2)+'%'
    line.setAttribute('x1',x)
    line.setAttribute('x2',x)
    tip.textContent=says[day]
    tip.classList.toggle('right',day+.5<(from+to)/2)
  }
  const view=(start,width)=>{
    from=start
    to=start+width
    plot.setAttribute('viewBox',from+' 0 '+width+' 100')
    for(const{one,names,at}of placed){
      for(const name of names)one.setAttribute(name,place(at).toFixed(2)+'%')
      one.classList.toggle('outside',at<from||at>to)
    }
    const days=[from,from+Math.floor(width/2),to-1]
    ends.forEach((end,index)=>{end.textContent=width===count?known[index]:says[days[index]].slice(0,5)})
    less.disabled=all.disabled=width===count
    more.disabled=width<=7
    if(now!==null)show(Math.max(from,Math.min(to-1,now)))
  }
  const zoom=(middle,span)=>{
    if(isFixed)return
    const width=Math.min(count,Math.max(7,Math.round(span)))
    const start=Math.max(0,Math.min(count-width,Math.round(middle-width/2)))
    if(width!==to-from)past.push([from,to-from])
    view(start,width)
  }
  const by=factor=>zoom(now===null?(from+to)/2:now+.5,(to-from)*factor)
  const button=(text,label,act)=>{
    const one=make('button','second',text)
    one.type='button'
    one.setAttribute('aria-label',label+': '+box.querySelector('title').textContent)
    one.addEventListener('click',act)
    return one
  }
  const more=button('+',words[1],()=>by(.5))
  const less=button('−',words[2],()=>by(2))
  const all=button('↔',words[3],()=>zoom(0,count))
  less.disabled=all.disabled=true
  const bar=make('div','zoom')
  bar.append(more,less,all)
  const area=make('div','area')
  area.tabIndex=0
  area.setAttribute('role','group')
  area.setAttribute('aria-label',box.querySelector('title').textContent+'. '+words[0])
  svg.replaceWith(area)
  area.append(svg)
  box.append(...isFixed?[tip]:[bar,tip])
  const under=event=>{
    const{left,width}=svg.getBoundingClientRect()
    return Math.max(from,Math.min(to-1,Math.floor(from+(event.clientX-left)/width*(to-from))))
  }
  const days=()=>[Math.min(drag.day,now),Math.abs(drag.day-now)+1]
  const drop=()=>{
    drag=null
    box.classList.remove('ranged')
  }
  area.addEventListener('pointermove',event=>{
    show(under(event))
    if(drag===null||event.pointerId!==drag.id)return
    if(Math.abs(event.clientX-drag.x)>12)box.classList.add('ranged')
    const[start,width]=days()
    range.setAttribute('x',start)
    range.setAttribute('width',width)
  })
  area.addEventListener('pointerdown',event=>{
    show(under(event))
    if(isFixed||event.button!==0||!event.isPrimary)return drop()
    drag={id:event.pointerId,x:event.clientX,day:now}
    area.setPointerCapture(event.pointerId)
  })
  area.addEventListener('pointerup',event=>{
    if(drag===null||event.pointerId!==drag.id)return
    const[start,width]=days()
    if(box.classList.contains('ranged')&&width<to-from)zoom(start+width/2,width)
    drop()
  })
  area.addEventListener('pointercancel',drop)
  area.addEventListener('pointerleave',event=>{if(event.pointerType==='mouse')show(null)})
  area.addEventListener('focus',()=>{if(now===null&&area.matches(':focus-visible'))show(to-1)})
  area.addEventListener('blur',()=>{
    drop()
    show(null)
  })
  area.addEventListener('keydown',event=>{
    const to1=to-1
    const day=now===null?to1:now
    const keys={ArrowLeft:()=>show(Math.max(0,day-1)),ArrowRight:()=>show(Math.min(count-1,day+1)),Home:()=>show(from),End:()=>show(to1),Escape:()=>drag?drop():past.length?view(...past.pop()):show(null),'+':()=>by(.5),'-':()=>by(2)}
    const act=!event.ctrlKey&&!event.metaKey&&!event.altKey&&keys[event.key]
    if(!act)return
    event.preventDefault()
    act()
    if(now!==null&&(now<from||now>=to))zoom(now+.5,to-from)
  })
}
`
