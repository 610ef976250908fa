/** For those who decide: the answer, what changed, readiness by paragraph, the matrix. */
export const SUMMARY = `<section id="summary" aria-labelledby="h-summary">
<h2 id="h-summary">Can our records travel?</h2>
<p class="lead">Whether patients, and the apps and care teams they choose, can get at the records in this system the way the regulation asks for.</p>
<div class="answer">
<figure>{{summary.ring}}<figcaption>paragraphs ready</figcaption></figure>
<div><p class="said">{{summary.answer}}</p><p>{{summary.explanation}}</p></div>
</div>
<ul class="tiles">
{{#each summary.tiles}}<li class="{{verdict}}"><b>{{count}}</b><span>{{text}}</span></li>
{{/each}}</ul>
<p class="fine">Counted in checks; a paragraph of the regulation is ready when all of its checks are shown.</p>
{{#if summary.obstacles}}<div class="in-the-way"><h3>What stands in the way</h3><ul>
{{#each summary.obstacles}}<li><span class="badge {{verdict}}">{{word}}</span><a href="{{href}}"><bdi>{{text}}</bdi></a></li>
{{/each}}</ul></div>{{/if}}
</section>`;

export const CHANGES = `<section id="changes" aria-labelledby="h-changes">
<h2 id="h-changes">What changed since {{since}}</h2>
<p class="lead">{{sentence}}</p>
{{#if kinds}}<table class="plain changes"><thead><tr><th scope="col">Check</th><th scope="col">Verdict</th><th scope="col" class="wide">Now</th></tr></thead>
{{#each kinds}}<tbody class="{{kind}}"><tr class="kinds"><th colspan="3" scope="rowgroup">{{heading}} <span class="muted">{{count}}</span></th></tr>
{{#each changes}}<tr><th scope="row">{{#if anchor}}<a href="#{{anchor}}"><bdi>{{title}}</bdi></a>{{else}}<bdi>{{title}}</bdi>{{/if}}</th><td><span class="badge">{{step}}</span></td><td class="wide muted"><bdi>{{message}}</bdi></td></tr>
{{/each}}{{#if more}}<tr><td colspan="3" class="fine">And {{more}} more; “assay compare” lists them all.</td></tr>{{/if}}</tbody>
{{/each}}</table>{{/if}}
</section>`;

export const CRITERIA = `<section id="readiness" aria-labelledby="h-readiness">
<h2 id="h-readiness">Readiness by paragraph of the regulation</h2>
<ul class="criteria">
{{#each criteria}}<li>{{ring}}
<div><h3>{{title}}</h3><p class="cite">{{citation}}</p><p>{{sentence}}</p></div>
<span class="badge {{readiness}}">{{sign}} {{word}}</span>
{{#if remaining}}<details class="fold on-paper"><summary>What remains: {{remainingCount}}</summary><ul class="remaining">
{{#each remaining}}<li><span class="badge {{verdict}}">{{word}}</span><a href="#{{anchor}}"><bdi>{{title}}</bdi></a></li>
{{/each}}{{#if more}}<li><span></span><span class="muted">and {{more}} more, below</span></li>{{/if}}</ul></details>{{/if}}
</li>
{{/each}}</ul>
{{#unless criteria}}<p class="lead">No paragraph of the regulation was part of this run.</p>{{/unless}}
</section>`;

export const MATRIX = `<section id="overview" aria-labelledby="h-overview">
<h2 id="h-overview">Where it stands, area by area</h2>
<p class="lead">Checks by area and verdict; the stronger the shade, the larger the share of the area.</p>
{{#if rows}}<table class="matrix"><thead><tr><th scope="col">Area</th>{{#each heads}}<th scope="col">{{word}}</th>{{/each}}<td></td></tr></thead><tbody>
{{#each rows}}<tr><th scope="row"><a href="#{{anchor}}"><bdi>{{title}}</bdi></a></th>{{#each cells}}<td class="{{verdict}} heat-{{heat}}" data-word="{{word}}">{{count}}</td>{{/each}}<td class="bar">{{strip}}</td></tr>
{{/each}}</tbody></table>{{else}}<p class="lead">No check was run.</p>{{/if}}
</section>`;
