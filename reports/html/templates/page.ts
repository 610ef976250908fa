/** The frame of the page: policy, landmarks, sections in reading order. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{policy}}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Assay {{version}}">
<title>{{masthead.name}}: readiness pre-check</title>
<style>{{stylesheet}}</style>
</head>
<body>
<a class="skip-link" href="#main">Skip to the report</a>
<header>
<p class="kind">Assay readiness pre-check</p>
<h1><bdi>{{masthead.name}}</bdi></h1>
<dl class="facts">
<div><dt>Server</dt><dd>{{#if masthead.href}}<a href="{{masthead.href}}" rel="noreferrer noopener"><bdi>{{masthead.url}}</bdi></a>{{else}}<bdi>{{masthead.url}}</bdi>{{/if}}</dd></div>
{{#if masthead.software}}<div><dt>Software</dt><dd><bdi>{{masthead.software}}</bdi></dd></div>{{/if}}
<div><dt>Tested</dt><dd>{{masthead.tested}}</dd></div>
<div><dt>Against</dt><dd>{{masthead.standards}}</dd></div>
</dl>
{{#if masthead.notice}}<p class="notice" role="note">{{masthead.notice}}</p>{{/if}}
</header>
<div class="body">
<nav aria-label="Sections"><ul>
{{#each sections}}<li><a href="#{{anchor}}">{{title}} <span>{{count}}</span></a></li>
{{/each}}</ul></nav>
<main id="main" tabindex="-1">
{{> summary}}
{{#if changes}}{{> changes changes}}{{/if}}
{{> criteria}}
{{> matrix matrix}}
{{#if causes}}{{> causes}}{{/if}}
{{> groups}}
{{#if advice}}{{> advice}}{{/if}}
{{#if guide.entries}}{{> guide guide}}{{/if}}
{{> notChecked}}
{{#if pages}}{{> pages pages}}{{/if}}
{{#if traffic}}{{> traffic traffic}}{{/if}}
{{> about}}
<footer><p>Assay is a pre-check: it tells how ready a server is for certification testing. It certifies nothing and replaces no accredited test. Made with Assay {{version}}.</p></footer>
</main>
</div>
<script>{{script}}</script>
</body>
</html>
`;
