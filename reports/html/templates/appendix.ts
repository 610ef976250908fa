/** What to load, what nobody looked at, what was asked, and how to read it all. */
export const GUIDE = `<section id="data-guide" aria-labelledby="h-guide">
<h2 id="h-guide">Data guide</h2>
<p class="lead">What to load into the test system so that what could not be shown can be. The examples are minimal; any record that has the element will do.</p>
<ol class="guide">
{{#each entries}}<li><p><bdi>{{load}}</bdi></p><p class="fine"><code>{{requirement}}</code></p>{{#if example}}<details class="fold"><summary>Example</summary><pre><code>{{example}}</code></pre></details>{{/if}}</li>
{{/each}}</ol>
{{#if more}}<p class="fine">And {{more}} more in results.json.</p>{{/if}}
</section>`;

export const NOT_CHECKED = `<section id="not-checked" aria-labelledby="h-not-checked">
<h2 id="h-not-checked">Not checked</h2>
{{#if notChecked}}<p class="lead">Silence is no pass. This was met and not looked into.</p>
<table class="plain"><thead><tr><th scope="col">What</th><th scope="col" class="n">Times</th><th scope="col">Why</th></tr></thead><tbody>
{{#each notChecked}}<tr><th scope="row"><bdi>{{what}}</bdi></th><td class="n">{{count}}</td><td><bdi>{{why}}</bdi></td></tr>
{{/each}}</tbody></table>{{else}}<p class="lead">Nothing was met that went unchecked.</p>{{/if}}
</section>`;

export const PAGES = `<section id="pages" aria-labelledby="h-pages">
<h2 id="h-pages">Pages that users saw</h2>
<p class="lead">Taken by the browser that logged in. Passwords are painted over.</p>
{{#each views}}<figure class="shot" id="{{anchor}}"><img src="{{source}}" alt="Page of a login"><figcaption class="fine"><bdi>{{caption}}</bdi>{{#each checks}} <a href="#{{anchor}}"><bdi>{{title}}</bdi></a>{{#unless @last}},{{/unless}}{{/each}}</figcaption></figure>
{{/each}}{{#if leftOut}}<p class="fine">{{leftOut}}</p>{{/if}}
</section>`;

export const TRAFFIC = `<section id="requests" aria-labelledby="h-requests">
<h2 id="h-requests">What was asked, and how fast it came</h2>
<p class="lead">{{summary}}.</p>
{{picture}}
{{#if slowest}}<h3 class="visually-hidden">Slowest answers</h3><table class="plain"><thead><tr><th scope="col">Slowest answers</th><th scope="col" class="n">Status</th><th scope="col" class="n">Time</th></tr></thead><tbody>
{{#each slowest}}<tr><td><a href="#x{{index}}">#{{index}}</a> {{method}} <code><bdi>{{address}}</bdi></code></td><td class="n">{{status}}</td><td class="n">{{time}}</td></tr>
{{/each}}</tbody></table>{{/if}}
<details class="fold requests"><summary>All requests</summary><ol>
{{#each lines}}<li id="x{{index}}"><span class="n">{{index}}</span><span>{{method}}</span><code><bdi>{{address}}</bdi></code><span class="status">{{status}}</span><span class="t">{{time}}</span></li>
{{/each}}</ol>{{#if leftOut}}<p class="fine">And {{leftOut}} more in exchanges.ndjson.gz.</p>{{/if}}</details>
</section>`;

export const ABOUT = `<section id="about" aria-labelledby="h-about">
<h2 id="h-about">About this run, and how to read it</h2>
<dl class="about-run">{{#each facts}}<dt>{{this.[0]}}</dt><dd><bdi>{{this.[1]}}</bdi></dd>{{/each}}</dl>
<h3 class="scope">What the verdicts mean</h3>
<dl class="words">{{#each words}}<dt><span class="badge {{verdict}}">{{sign}} {{word}}</span></dt><dd>{{means}}</dd>{{/each}}</dl>
<p class="scope fine">Every request and answer of the run is in exchanges.ndjson.gz beside this file, one a line, with secrets replaced; the numbers here are positions in it. The same verdicts are in results.json, junit.xml, testreport.json and summary.csv.</p>
</section>`;
