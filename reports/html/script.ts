/**
 * Filter, unfold and copy: comfort only. Without it everything is there and can be read, so the
 * controls stay hidden until it runs. The policy admits it by its hash.
 */
export const SCRIPT = `
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const tools = document.getElementById('tools');
  if (tools) {
    tools.hidden = false;
    const field = document.getElementById('filter');
    const said = document.getElementById('filter-said');
    const told = 'summary .name, .findings > li > p, .where, .contrast, .inside > .remedy, .refs';
    const textOf = (row) => row.matches('details') ? all(told, row).map((part) => part.textContent).join(' ') : row.textContent;
    const rows = all('[data-verdict]').map((row) => ({ row, text: textOf(row).toLowerCase() }));
    const blocks = all('.quiet, .group');
    const apply = () => {
      const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
      const wanted = all('[data-filter][aria-pressed=true]', tools).map((b) => b.dataset.filter);
      let shown = 0;
      for (const { row, text } of rows) {
        const fits = (wanted.length === 0 || wanted.includes(row.dataset.verdict)) && words.every((word) => text.includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
      }
      const narrowed = words.length > 0 || wanted.length > 0;
      for (const block of blocks) {
        block.hidden = narrowed && !block.querySelector('[data-verdict]:not([hidden])');
        if (block.matches('details') && narrowed && !block.hidden) block.open = shown < 60 || wanted.includes('pass');
      }
      said.textContent = narrowed ? shown + ' of ' + rows.length + ' checks' : '';
    };
    let waiting;
    field.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
    for (const button of all('[data-filter]', tools))
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
        apply();
      });
    document.getElementById('unfold').addEventListener('click', (event) => {
      const open = event.currentTarget.getAttribute('aria-pressed') !== 'true';
      event.currentTarget.setAttribute('aria-pressed', String(open));
      for (const check of all('details.check')) check.open = open;
    });
  }
  for (const button of all('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const source = button.closest('.curl').querySelector('code');
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(source);
        button.textContent = 'Selected';
      }
    });
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.matches('details')) at.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
  if (!CSS.supports('selector(::details-content)')) {
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = all('details.on-paper:not([open])');
      for (const fold of opened) fold.open = true;
    });
    addEventListener('afterprint', () => { for (const fold of opened) fold.open = false; });
  }
})();
`.trim();
