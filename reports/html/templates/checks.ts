/** For those who mend: causes, groups, checks, findings, and the exchange behind each. */
export const CAUSES = `<section id="causes" aria-labelledby="h-causes">
<h2 id="h-causes">Causes, widest first</h2>
<p class="lead">Findings that seem to come from one fault are gathered under it: mend the fault, and all of them go.</p>
<ol class="causes">
{{#each causes}}<li id="{{anchor}}"><h3><bdi>{{title}}</bdi></h3><p class="reach">{{reach}}</p>
{{#if remedy}}<p class="remedy"><b>Remedy</b> <bdi>{{remedy}}</bdi></p>{{/if}}
<ul class="reached">{{#each checks}}<li><span class="badge {{verdict}}">{{word}}</span><a href="#{{anchor}}"><bdi>{{title}}</bdi></a></li>
{{/each}}</ul>{{#if more}}<p class="fine">and {{more}} more</p>{{/if}}</li>
{{/each}}</ol>
</section>`;

export const GROUPS = `<section id="checks" aria-labelledby="h-checks">
<h2 id="h-checks">Checks</h2>
<p class="lead">What needs reading is told in full; what passed takes a line. Each finding holds the exchange that shows it.</p>
<div class="tools" id="tools" role="search" aria-label="Filter checks" hidden>
<label class="visually-hidden" for="filter">Filter checks by words</label><input id="filter" type="search" placeholder="Filter: words, ids, elements" autocomplete="off">
{{#each filters}}<button type="button" class="{{verdict}}" data-filter="{{verdict}}" aria-pressed="false">{{word}} {{count}}</button>
{{/each}}<button type="button" id="unfold" aria-pressed="false">Open all</button>
<span class="fine" id="filter-said" role="status"></span>
</div>
{{#if limits}}<p class="fine">{{limits}}</p>{{/if}}
{{#each groups}}{{> group this}}
{{/each}}
{{#unless groups}}<p class="lead">No check was run.</p>{{/unless}}
</section>`;

export const ADVICE = `<section id="advice" aria-labelledby="h-advice">
<h2 id="h-advice">Advice beyond certification</h2>
<p class="lead">Demanded by the specifications, not by certification testing. None of this lowers a paragraph; clients will notice it all the same.</p>
{{#each advice}}{{> group this}}
{{/each}}</section>`;

export const GROUP = `<div class="group" id="{{anchor}}"><h3><bdi>{{title}}</bdi></h3>
{{#if about}}<p class="about"><bdi>{{about}}</bdi></p>{{/if}}
<p class="counts">{{counts}}</p>
{{#if told}}<div class="checks">
{{#each told}}{{> check this}}
{{/each}}</div>{{/if}}
{{#if passed}}<details class="fold quiet on-paper"><summary>{{passedCount}} passed</summary><ul>
{{#each passed}}<li id="{{anchor}}" data-verdict="pass"><bdi>{{title}}</bdi> <code>{{id}}</code> <span class="muted shown"><bdi>{{message}}</bdi></span>{{> cites this}}{{> pictured this}}</li>
{{/each}}</ul></details>{{/if}}
{{#if omitted}}<details class="fold quiet on-paper"><summary>{{omittedCount}} not asked under these options</summary><ul>
{{#each omitted}}<li id="{{anchor}}" data-verdict="omit"><bdi>{{title}}</bdi> <code>{{id}}</code> <span class="muted"><bdi>{{message}}</bdi></span></li>
{{/each}}</ul></details>{{/if}}
</div>`;

export const CITES = `{{#each exchanges}} <a class="cites" href="#x{{this}}">#{{this}}</a>{{/each}}`;

export const PICTURED = `{{#each pictured}} <a class="cites" href="#{{this}}">picture</a>{{/each}}`;

export const CHECK = `<details class="check {{verdict}} on-paper" id="{{anchor}}" data-verdict="{{verdict}}">
<summary><span class="badge">{{sign}} {{word}}</span><span class="name"><h4><bdi>{{title}}</bdi></h4><span class="gist"><bdi>{{message}}</bdi></span></span><span class="level">{{level}}</span></summary>
<div class="inside">
{{#if waiver}}<p class="remedy"><bdi>{{waiver}}</bdi></p>{{/if}}
{{#if attestation}}<p class="remedy"><bdi>{{attestation}}</bdi></p>{{/if}}
{{#if findings}}<ol class="findings">
{{#each findings}}<li>{{> finding this}}</li>
{{/each}}</ol>{{/if}}
{{#if leftOut}}<p class="fine">{{leftOut}}</p>{{/if}}
{{#each evidence}}{{> evidence this}}{{/each}}
<dl class="refs"><dt>Check</dt><dd><code>{{id}}</code></dd>
{{#if citations}}<dt>Regulation</dt><dd>{{citations}}</dd>{{/if}}
{{#if requirements}}<dt>Requirements</dt><dd><code>{{requirements}}</code></dd>{{/if}}
{{#if exchanges}}<dt>Requests</dt><dd>{{> cites this}}{{#if moreExchanges}} and {{moreExchanges}} more{{/if}}</dd>{{/if}}{{#if pictured}}<dt>Pages seen</dt><dd>{{> pictured this}}</dd>{{/if}}</dl>
</div>
</details>`;

export const FINDING = `{{#if message}}<p>{{#unless isError}}<b>{{severity}}.</b> {{/unless}}<bdi>{{message}}</bdi></p>{{else}}{{#unless isError}}<p><b>{{severity}}</b></p>{{/unless}}{{/if}}
{{#if where}}<p class="where">{{#each where}}<code><bdi>{{this}}</bdi></code>{{/each}}</p>{{/if}}
{{#if contrast}}<dl class="contrast"><dt>Expected</dt><dd><bdi>{{contrast.expected}}</bdi></dd><dt>Received</dt><dd><bdi>{{contrast.received}}</bdi></dd></dl>{{/if}}
{{#if remedy}}<p class="remedy"><b>Remedy</b> <bdi>{{remedy}}</bdi></p>{{/if}}
{{#if also}}<p class="fine"><bdi>{{also}}</bdi></p>{{/if}}
{{#if evidence}}{{> evidence evidence}}{{/if}}`;

export const EVIDENCE = `{{#if isFull}}<details class="evidence on-paper" id="{{anchor}}"><summary>Exchange {{index}}: {{line.method}} <code><bdi>{{line.address}}</bdi></code> <span class="status">{{line.status}}</span> <span class="muted">{{line.time}}</span></summary><div>
{{#if noAnswer}}<p><bdi>{{noAnswer}}</bdi></p>{{/if}}
{{#if excerpt}}<h5>{{excerpt.title}}</h5>{{#if excerpt.segments}}<pre><code>{{#each excerpt.segments}}{{#if marked}}<mark>{{text}}</mark>{{else}}{{text}}{{/if}}{{/each}}</code></pre>{{/if}}{{#if excerpt.note}}<p class="fine"><bdi>{{excerpt.note}}</bdi></p>{{/if}}{{/if}}
{{#if headers}}<div class="headers"><h5>Response headers</h5><pre><code>{{#each headers}}{{#if marked}}<mark>{{name}}: {{value}}</mark>{{else}}{{name}}: {{value}}&#10;{{/if}}{{/each}}</code></pre></div>{{/if}}
{{#if curl}}<div class="curl"><h5>Ask again <button type="button" class="copy" hidden>Copy</button></h5><pre><code>{{curl}}</code></pre></div>{{/if}}
{{#if circumstances}}<p class="fine">{{circumstances}}</p>{{/if}}
</div></details>{{else}}<p class="fine">{{#if isAgain}}Shown at <a href="#{{anchor}}">exchange {{index}}</a>: {{else}}Exchange {{index}}, in exchanges.ndjson.gz and left out here to keep this page small: {{/if}}{{line.method}} <code><bdi>{{line.address}}</bdi></code> <span class="status">{{line.status}}</span></p>{{/if}}`;
