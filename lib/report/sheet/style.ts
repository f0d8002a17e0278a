/** Of printed sheets: A4, one section a page; 13 pt where nothing else is said. */
export const SHEET_STYLE = `@page{size:A4;margin:11mm 14mm 13mm 20mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:176mm;color:#000;background:#fff;font:13pt/1.2 Tinos,'Times New Roman','Liberation Serif',serif;text-rendering:geometricPrecision}
section{break-after:page}section:last-child{break-after:auto}
h1{font-size:15pt;line-height:1.25;text-align:center;margin:0}h2{font-size:12pt;margin:1.4mm 0 .2mm;break-after:avoid}
p{margin:.5mm 0}.center{text-align:center}.small{font-size:9.5pt;line-height:1.15}.points{font-size:12pt}
table{width:100%;border-collapse:collapse;font-size:9.5pt;line-height:1.12;margin:.6mm 0}
th,td{border:.5pt solid #000;padding:.3mm 1.1mm;text-align:left;vertical-align:top}
td.n,th.n{text-align:right}td.n,td.w{white-space:nowrap}thead{display:table-header-group}tr{break-inside:avoid}
.about td{overflow-wrap:anywhere}.about th{width:14%;font-weight:normal;color:#333}.about td{width:36%}
.dense h1{font-size:13pt;line-height:1.1}.dense .points{font-size:9.5pt;margin:0}.dense .small{font-size:8pt;margin:0}
.dense table{font-size:7.5pt;line-height:10px;margin:.3mm 0}.dense td,.dense th{padding:0 .8mm}.dense .about{font-size:8pt;line-height:1.1}
.dense tbody td{border-width:0 .5pt}.dense tbody{border-bottom:.5pt solid #000}.dense .about td{border-width:.5pt}
.dense tr:nth-child(even) td{background:#e9edf2;print-color-adjust:exact}.dense .about td,.dense .about tr td{background:none}
figure{margin:0}figcaption{font-size:8.5pt;line-height:1.1}
.charts{display:flex;gap:3mm;break-inside:avoid}.charts figure{flex:1;min-width:0}
svg{width:100%;display:block}svg text{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:3px}
svg .ok{fill:#1f5fa8}svg .range{fill:#a9c6e8}svg .bad{fill:#b3261e}svg .axis{stroke:#444;stroke-width:.6}
svg .limit{stroke:#000;stroke-width:.8;stroke-dasharray:3 2}
.load{display:flex;gap:3mm;margin:1mm 0;break-inside:avoid}.load ol{margin:.3mm 0;padding-left:5mm}
.load>div:last-child{flex:1;min-width:0}
.film{display:flex;gap:1mm}.film figure{width:11.5mm;text-align:center}
.film img{display:block;width:11.5mm;height:22mm;object-fit:cover;object-position:top;border:.4pt solid #777}
.sign{display:flex;justify-content:space-around;margin-top:2.5mm;break-inside:avoid;text-align:center;font-size:12pt}
.sign div{height:20mm}`
