/** The one stylesheet of the page; the policy admits it by its hash, so no style stands elsewhere. */
export const STYLESHEET = `
:root{color-scheme:light dark;--page:#f5f6f7;--paper:#fff;--ink:#1b242d;--muted:#586472;--line:#dde2e7;--soft:#f2f4f6;--accent:#1c5d8c;--mark:#fdeeb5;
--pass:#1d6f4d;--fail:#b3261e;--warn:#8a5a00;--skip:#4257a3;--attest:#6d45a5;--error:#6b5344;--omit:#66717d;--waived:#9c4a41}
@media (prefers-color-scheme:dark){:root{--page:#11161b;--paper:#192026;--ink:#e5eaee;--muted:#9dabb7;--line:#2e3841;--soft:#212931;--accent:#82bdec;--mark:#574712;
--pass:#62c79a;--fail:#ff8f86;--warn:#e6b54d;--skip:#a3b6ff;--attest:#caadf6;--error:#d2bba9;--omit:#9aa5af;--waived:#f1a79f}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,table{margin:0}
ul,ol{padding:0;list-style:none}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;font-weight:650}
h2{font-size:1.3rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
h3{font-size:1.06rem;line-height:1.35;font-weight:650}
h4{font-size:1rem;line-height:1.4;font-weight:550;display:inline}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:1px}
code,pre{font:.84em/1.5 ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.muted,.fine{color:var(--muted)}.fine{font-size:.86rem}
.lead{color:var(--muted);margin-top:.25rem;max-width:46rem}
.skip-link{position:absolute;left:-99rem;top:.5rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
.skip-link:focus{left:.5rem}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header,.body{max-width:82rem;margin:0 auto;padding:0 1.5rem}
header{padding-top:2.2rem;padding-bottom:1.4rem}
.kind{font-size:.86rem;color:var(--muted);margin-bottom:.35rem}
.facts{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin-top:.7rem;font-size:.92rem}
.facts div{display:flex;gap:.45rem}.facts dt{color:var(--muted);white-space:nowrap}
.notice{margin-top:1rem;padding:.7rem 1rem;border-left:4px solid var(--warn);background:var(--paper);border-radius:4px}
.body{display:grid;grid-template-columns:12.5rem minmax(0,1fr);gap:2.2rem;align-items:start}
nav{position:sticky;top:1rem;font-size:.92rem;padding-top:.4rem}
nav a{display:flex;justify-content:space-between;gap:.6rem;padding:.3rem .6rem;border-radius:5px;color:var(--ink);text-decoration:none}
nav a:hover{background:var(--paper)}nav span{color:var(--muted);font-variant-numeric:tabular-nums}
main>section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1.5rem 1.7rem;margin-bottom:1.3rem}
footer{color:var(--muted);font-size:.86rem;padding:.4rem 0 2.5rem;max-width:46rem}
.answer{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:1.8rem;align-items:center;margin-top:1.1rem}
.answer .ring{width:9rem}.answer .said{font-size:1.55rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
.answer figcaption{text-align:center;font-size:.86rem;color:var(--muted);margin-top:.3rem}
.answer p+p{margin-top:.35rem;max-width:40rem}
.ring{display:block;width:3.4rem;height:auto}.ring circle{fill:none;stroke-width:4.5}.ring .track{stroke:var(--line)}
.ring .arc{stroke:var(--c)}.ring text{font-size:9px;font-weight:650;fill:var(--ink)}
.strip{display:block;width:100%;height:.5rem;min-width:4rem}.strip .part{fill:var(--c)}
.pass{--c:var(--pass)}.fail{--c:var(--fail)}.warn{--c:var(--warn)}.skip{--c:var(--skip)}.attest{--c:var(--attest)}.error{--c:var(--error)}.omit{--c:var(--omit)}.waived{--c:var(--waived)}
.ready{--c:var(--pass)}.not-ready{--c:var(--fail)}.not-demonstrated{--c:var(--skip)}
.worse{--c:var(--fail)}.better{--c:var(--pass)}.shifted,.appeared{--c:var(--skip)}.disappeared{--c:var(--omit)}
.tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin-top:1.4rem}
.tiles li{flex:1 1 9rem;border-top:3px solid var(--c);background:var(--soft);border-radius:0 0 6px 6px;padding:.6rem .9rem .7rem}
.tiles b{display:block;font-size:1.5rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
.tiles span{font-size:.92rem;color:var(--muted)}
.badge{display:inline-block;justify-self:start;white-space:nowrap;font-size:.78rem;line-height:1.3;font-weight:600;color:var(--c);border:1px solid var(--c);border-radius:4px;padding:.08rem .4rem;background:color-mix(in srgb,var(--c) 8%,var(--paper))}
.in-the-way{margin-top:1.5rem}.in-the-way li,.remaining li,.reached li{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.7rem;align-items:baseline;padding:.34rem 0}
.in-the-way ul{margin-top:.35rem}.in-the-way li+li{border-top:1px solid var(--line)}
.scope{margin-top:1.3rem;padding-top:.9rem;border-top:1px solid var(--line)}
.criteria{margin-top:.9rem}
.criteria>li{display:grid;grid-template-columns:3.4rem minmax(0,1fr) auto;gap:1.1rem;align-items:center;padding:.85rem 0;border-top:1px solid var(--line)}
.criteria .cite{font-size:.84rem;color:var(--muted)}
.criteria details{grid-column:2/-1;margin-top:-.5rem}
.remaining,.reached{font-size:.92rem;margin-top:.3rem}
summary{cursor:pointer}
.fold>summary{color:var(--accent);font-size:.92rem;width:fit-content;max-width:100%}
.matrix{width:100%;border-collapse:collapse;margin-top:1rem;font-size:.92rem;font-variant-numeric:tabular-nums}
.matrix th{font-weight:550;text-align:left;padding:.4rem .5rem;vertical-align:bottom}.matrix thead th{white-space:nowrap;font-size:.82rem;color:var(--muted);font-weight:500}
.matrix thead th+th,.matrix td{text-align:center}.matrix td{padding:.4rem .5rem;border:2px solid var(--paper);min-width:3.2rem}
.matrix td.bar{min-width:6rem;width:18%}
.heat-0{color:var(--muted)}
.heat-1{background:color-mix(in srgb,var(--c) 12%,var(--paper))}.heat-2{background:color-mix(in srgb,var(--c) 22%,var(--paper))}
.heat-3{background:color-mix(in srgb,var(--c) 34%,var(--paper))}.heat-4{background:color-mix(in srgb,var(--c) 46%,var(--paper))}
.causes>li{padding:1rem 0;border-top:1px solid var(--line)}.causes{margin-top:.9rem}
.causes .reach{font-size:.88rem;color:var(--muted)}
.remedy{border-left:3px solid var(--accent);padding-left:.75rem;margin-top:.5rem;max-width:52rem}
.remedy b{font-weight:600;font-size:.86rem;color:var(--accent);margin-right:.35rem}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin-top:1rem;padding:.7rem;background:var(--soft);border-radius:8px}
.tools[hidden]{display:none}
.tools input{font:inherit;font-size:.92rem;flex:1 1 13rem;min-width:0;padding:.35rem .6rem;border:1px solid var(--muted);border-radius:5px;background:var(--paper);color:inherit}
button{font:inherit;font-size:.84rem;padding:.3rem .65rem;border:1px solid var(--line);border-radius:5px;background:var(--paper);color:var(--ink);cursor:pointer}
button[aria-pressed=true]{border-color:var(--c,var(--accent));color:var(--c,var(--accent));font-weight:600;box-shadow:inset 0 0 0 1px var(--c,var(--accent))}
.group{padding-top:1.5rem;margin-top:1.5rem;border-top:1px solid var(--line)}
.group>.about{color:var(--muted);font-size:.92rem;max-width:46rem;margin-top:.15rem}
.group>.counts{font-size:.86rem;color:var(--muted);margin-top:.15rem}
.shot{margin-top:1rem;max-width:42rem}.shot img{width:100%;height:auto;border:1px solid var(--line);border-radius:6px}.shot figcaption{margin-top:.3rem}
.checks{margin-top:.8rem}
.check{border:1px solid var(--line);border-left:4px solid var(--c);border-radius:6px;margin-bottom:.5rem}
.check>summary{display:grid;grid-template-columns:7rem minmax(0,1fr) auto;gap:.8rem;align-items:baseline;padding:.55rem .9rem;list-style:none}
.check>summary::-webkit-details-marker{display:none}
.check>summary:hover{background:var(--soft)}
.check>summary .gist{display:block;color:var(--muted);font-size:.9rem}
.check[open]>summary{border-bottom:1px solid var(--line)}
.level{font-size:.76rem;color:var(--muted);letter-spacing:.03em}
.inside>.findings:first-child>li:first-child{border-top:0;padding-top:0}
.inside{padding:.8rem .9rem 1rem}
.inside>*+*{margin-top:.7rem}
.refs{font-size:.84rem;color:var(--muted);display:grid;grid-template-columns:auto minmax(0,1fr);gap:.1rem .8rem}
.findings>li{padding:.75rem 0;border-top:1px solid var(--line)}.findings>li>*+*{margin-top:.45rem}
.where{font-size:.9rem}.where code+code::before{content:"\\00b7";margin:0 .4rem;color:var(--muted)}
.contrast{display:grid;grid-template-columns:5.2rem minmax(0,1fr);gap:.15rem .7rem;font-size:.92rem;background:var(--soft);border-radius:6px;padding:.5rem .75rem}
.contrast dt{color:var(--muted)}.contrast dd{white-space:pre-wrap}
.evidence{border:1px solid var(--line);border-radius:6px}
.evidence>summary{padding:.4rem .7rem;font-size:.88rem}.evidence>div{padding:.3rem .8rem .8rem;border-top:1px solid var(--line)}
.evidence h5{margin:.7rem 0 .25rem;font-size:.84rem;font-weight:600;color:var(--muted);display:flex;justify-content:space-between;align-items:center;gap:.6rem}
.evidence pre,.guide pre{margin:0;background:var(--soft);border-radius:6px;padding:.6rem .75rem;white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit;display:block;margin:0 -.75rem;padding:0 .75rem 0 calc(.75rem - 3px);border-left:3px solid var(--warn)}.evidence .fine{margin-top:.5rem}.tiles+.fine{margin-top:.6rem}
.status{font-variant-numeric:tabular-nums;font-weight:600;white-space:nowrap}
.quiet{margin-top:.6rem}.quiet ul{margin-top:.3rem;font-size:.88rem}
.quiet li{padding:.28rem 0;border-top:1px solid var(--line)}.quiet li code{color:var(--muted)}
.plain{width:100%;border-collapse:collapse;font-size:.92rem;margin-top:.8rem}
.plain th,.plain td{text-align:left;vertical-align:baseline;padding:.35rem .8rem .35rem 0;border-top:1px solid var(--line)}
.plain thead th{border:0;color:var(--muted);font-weight:500;font-size:.84rem}.plain .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.plain tbody th{font-weight:550}
.histogram{display:block;width:100%;max-width:36rem;height:auto;margin-top:.8rem}
.histogram .bar{fill:var(--accent)}.histogram .axis{stroke:var(--line)}.histogram text{font-size:12px;fill:var(--muted)}.histogram .count{fill:var(--ink)}
.requests{margin-top:1rem}
.requests ol{font-size:.84rem;margin-top:.4rem}.requests li{display:grid;grid-template-columns:3rem 3.6rem minmax(0,1fr) auto 4.4rem;gap:.6rem;padding:.14rem 0;border-top:1px solid var(--line)}
.requests .n{color:var(--muted);text-align:right}.requests .t{text-align:right;white-space:nowrap;color:var(--muted);font-variant-numeric:tabular-nums}
.guide li{padding:.6rem 0;border-top:1px solid var(--line)}.guide{margin-top:.8rem}
.changes{margin-top:1rem}.changes .kinds th{padding-top:1rem;color:var(--c);font-weight:650}.changes th[scope=row]{width:44%;font-weight:400}
.words{display:grid;grid-template-columns:6.4rem minmax(0,1fr);gap:.5rem .8rem;margin-top:.8rem;align-items:baseline}
.about-run{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:.2rem .8rem;margin-top:.8rem;font-size:.92rem}.about-run dt{color:var(--muted)}
:target{scroll-margin-top:1rem}.check:target,.quiet li:target,.requests li:target,.evidence:target{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:60rem){.body{grid-template-columns:minmax(0,1fr);gap:0}nav{position:static;margin-bottom:1rem}nav ul{display:flex;flex-wrap:wrap;gap:.1rem}nav a{background:var(--paper);border:1px solid var(--line);padding:.2rem .55rem}}
@media (max-width:40rem){header,.body{padding-left:.9rem;padding-right:.9rem}main>section{padding:1.1rem 1rem}h1{font-size:1.5rem}
.answer{grid-template-columns:minmax(0,1fr);gap:.9rem}.answer .ring{width:7rem;margin:0 auto}.answer .said{font-size:1.3rem}
.criteria>li{grid-template-columns:2.6rem minmax(0,1fr);gap:.4rem .8rem;align-items:start}.criteria .ring{width:2.6rem}.criteria .badge{grid-column:2;justify-self:start}.criteria details{margin:0}
.check>summary{grid-template-columns:minmax(0,1fr) auto;gap:.25rem .6rem}.check>summary .name{grid-column:1/-1;grid-row:2}
.in-the-way li,.remaining li,.reached li{grid-template-columns:minmax(0,1fr);gap:.1rem}.in-the-way .badge,.remaining .badge,.reached .badge{justify-self:start}
.matrix thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.matrix tbody tr{display:flex;flex-wrap:wrap;gap:.3rem;padding:.6rem 0;border-top:1px solid var(--line)}
.matrix tbody th{flex:1 0 100%;padding:0}.matrix td{border:0;border-radius:4px;min-width:0;padding:.1rem .5rem}.matrix td.bar{flex:1 0 100%;padding:.2rem 0}.matrix td.heat-0{display:none}.matrix td[data-word]::after{content:" " attr(data-word)}
.requests li{grid-template-columns:2.2rem 3rem minmax(0,1fr) auto}.requests .t{display:none}
.words,.about-run,.contrast,.refs{grid-template-columns:minmax(0,1fr);gap:.1rem}.words dd,.about-run dd,.contrast dd{margin-bottom:.5rem}.words .badge{justify-self:start}
.facts div{flex-wrap:wrap;gap:0 .45rem}.plain .wide{display:none}}
@page{size:A4;margin:16mm 14mm}
@media print{:root{color-scheme:light;--page:#fff;--paper:#fff;--ink:#000;--muted:#444;--line:#c9ced3;--soft:#f5f5f5;--accent:#123f60;--mark:#fdeeb5;--pass:#14573b;--fail:#96180f;--warn:#6d4700;--skip:#2f428a;--attest:#54308a;--error:#54402f;--omit:#4d565f;--waived:#7d332b}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}html{font-size:9pt}body{line-height:1.4}summary{list-style:none}summary::-webkit-details-marker{display:none}
header,.body{padding:0;max-width:none;display:block}nav,.tools,.skip-link,button,.curl{display:none!important}
main>section{border:0;border-top:1.5pt solid #000;border-radius:0;padding:5mm 0 0;margin:0 0 7mm}
h1{font-size:19pt}h2{font-size:14pt}h1,h2,h3,h4,h5,summary{break-after:avoid}
.answer,.tiles li,.criteria>li,.findings>li>p,.contrast,.in-the-way li,.quiet li,.requests li,tr,.causes>li,.histogram,.guide li>p,.check>summary,.words>div,.evidence pre{break-inside:avoid}
details.on-paper::details-content{content-visibility:visible;height:auto}
details:not(.on-paper):not([open]){display:none}
.evidence .headers{display:none}.quiet ul{columns:2;column-gap:8mm;font-size:8pt}.quiet .shown,.quiet .cites{display:none}
main>section{padding-top:4mm}.check{margin-bottom:.8rem}.inside{padding:.5rem .9rem .7rem}a{color:inherit;text-decoration:none}.facts a{text-decoration:underline}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`.trim();
