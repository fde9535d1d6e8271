// The search page: shows what the recipes answer. Text from articles is only ever set as text, never as markup.
const MARK_START = '\uE000';
const MARK_END = '\uE001';
const PAGE = 10;
const FACETS = [
  ['publisher', 'publishers', 'Publisher'],
  ['language', 'languages', 'Language'],
  ['country', 'countries', 'Country of publisher'],
  ['topic', 'topics', 'Topic'],
  ['entity', 'entities', 'People, organisations, places'],
];

const main = document.getElementById('main');
const facets = document.getElementById('facets');
const layout = document.getElementById('layout');
const status = document.getElementById('status');
const words = document.getElementById('words');
const suggestions = document.getElementById('suggestions');

const languageNames = new Intl.DisplayNames(['en'], {type: 'language'});
const regionNames = new Intl.DisplayNames(['en'], {type: 'region'});
const times = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
const ages = new Intl.RelativeTimeFormat('en', {numeric: 'auto'});

/** An element with attributes and children; strings become text. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== false && value != null) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Text in which what stands between the marks is highlighted. */
function marked(text) {
  const fragment = document.createDocumentFragment();
  for (const [i, part] of text.split(MARK_START).entries()) {
    if (i === 0) {
      fragment.append(part);
      continue;
    }
    const end = part.indexOf(MARK_END);
    fragment.append(el('mark', {}, part.slice(0, end)), part.slice(end + 1));
  }
  return fragment;
}

function address(parameters) {
  const search = new URLSearchParams(parameters).toString();
  return search ? `/?${search}` : '/';
}

/** The address that an article was published at, if a browser may go there. */
function outward(url) {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

function time(iso) {
  const at = new Date(iso);
  const minutes = (at - Date.now()) / 60000;
  const [value, unit] =
    Math.abs(minutes) < 60 ? [minutes, 'minute'] : Math.abs(minutes) < 48 * 60 ? [minutes / 60, 'hour'] : [minutes / 1440, 'day'];
  return el('time', {datetime: iso, title: times.format(at)}, ages.format(Math.round(value), unit));
}

function name(of, code) {
  try {
    return of.of(code) ?? code;
  } catch {
    return code;
  }
}

function spaced(...parts) {
  const present = parts.filter((part) => part != null && part !== '');
  return present.flatMap((part, i) => (i === 0 ? [part] : [' · ', part]));
}

async function ask(path, parameters) {
  const response = await fetch(`/api/${path}?${new URLSearchParams(parameters)}`);
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error ?? response.statusText);
  }
  return answer;
}

function chips(label, items) {
  return items.length === 0 ? null : el('ul', {class: 'chips', 'aria-label': label}, ...items.map((item) => el('li', {}, item)));
}

function entityChips(entities) {
  return chips('Named in it', (entities ?? []).slice(0, 8).map((entity) =>
    el('a', {href: address({entities: entity.id})}, entity.name)));
}

function card(hit, sizes = {}) {
  const article = hit._source;
  const members = sizes[hit.fields?.group?.[0]] ?? 1;
  const snippets = hit.highlight?.body ?? [];
  const text = snippets.length > 0 ? `… ${snippets.map((s) => s.trim()).join(' … ')} …` : article.standfirst ?? article.summary;
  return el('article', {lang: article.language},
    el('h2', {}, el('a', {href: address({view: 'article', article: article.articleId})}, marked(hit.highlight?.title?.[0] ?? article.title ?? 'Untitled'))),
    el('p', {class: 'meta', lang: 'en'}, ...spaced(
      article.publisher?.name ?? 'Unknown publisher',
      article.date && time(article.date),
      article.language && name(languageNames, article.language),
      members > 1 && article.storyId
        ? el('a', {href: address({view: 'story', story: article.storyId})}, `${members} articles on this story`)
        : null)),
    text ? el('p', {class: 'text'}, marked(text)) : null,
    ...(hit.inner_hits?.quotes?.hits?.hits ?? []).map((quote) => quotation(quote._source)),
    entityChips(article.entities));
}

function quotation(quote) {
  return el('blockquote', {}, `“${quote.text}”`,
    quote.speaker ? el('footer', {}, '— ', quote.speakerEntityId
      ? el('a', {href: address({view: 'quotes', speaker: quote.speakerEntityId})}, quote.speaker)
      : quote.speaker) : null);
}

function count(number, one, many) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

function facet(key, parameter, title, answer, chosen) {
  const value = answer.aggregations?.[key]?.value;
  const buckets = (key === 'entity' ? value?.id?.buckets : value?.buckets) ?? [];
  const label = (bucket) => ({
    language: () => name(languageNames, bucket.key),
    country: () => name(regionNames, bucket.key),
    topic: () => answer.labels?.[bucket.key] ?? bucket.key,
    entity: () => bucket.name?.buckets?.[0]?.key ?? answer.labels?.[bucket.key] ?? bucket.key,
  })[key]?.() ?? bucket.key;
  const missing = chosen.getAll(parameter)
    .filter((wanted) => !buckets.some((bucket) => bucket.key === wanted))
    .map((wanted) => ({key: wanted, doc_count: 0}));
  if (buckets.length + missing.length === 0) {
    return null;
  }
  return el('fieldset', {}, el('legend', {}, title), ...[...missing, ...buckets].map((bucket) =>
    el('label', {},
      el('input', {
        type: 'checkbox',
        checked: chosen.getAll(parameter).includes(bucket.key),
        onchange: (event) => {
          const next = new URLSearchParams(chosen);
          next.delete('from');
          if (event.target.checked) {
            next.append(parameter, bucket.key);
          } else {
            next.delete(parameter, bucket.key);
          }
          go(address(next));
        },
      }),
      el('span', {}, label(bucket)),
      el('span', {class: 'count'}, bucket.doc_count.toLocaleString('en')))));
}

function histogram(buckets) {
  if (buckets.length < 2) {
    return null;
  }
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const most = Math.max(...buckets.map((bucket) => bucket.doc_count));
  const first = buckets[0].key;
  const span = Math.max(buckets[buckets.length - 1].key - first, 1);
  svg.setAttribute('class', 'bars');
  svg.setAttribute('viewBox', '0 0 240 48');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Articles a day from ${new Date(first).toDateString()}, at most ${most}`);
  for (const bucket of buckets) {
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = Math.max((44 * bucket.doc_count) / most, 2);
    bar.setAttribute('x', (230 * (bucket.key - first)) / span);
    bar.setAttribute('y', 48 - height);
    bar.setAttribute('width', Math.max(Math.min(8, (230 * 86400000) / span - 1), 1));
    bar.setAttribute('height', height);
    svg.append(bar);
  }
  return el('fieldset', {}, el('legend', {}, 'Over time'), svg);
}

function timeFacet(parameters) {
  const choices = [['', 'Any time'], ['now-1d', 'Last day'], ['now-7d', 'Last week'], ['now-30d', 'Last month']];
  return el('fieldset', {}, el('legend', {}, 'When'),
    el('select', {
      'aria-label': 'When',
      onchange: (event) => {
        const next = new URLSearchParams(parameters);
        next.delete('from');
        next.delete('since');
        if (event.target.value) {
          next.set('since', event.target.value);
        }
        go(address(next));
      },
    }, ...choices.map(([value, label]) => el('option', {value, selected: (parameters.get('since') ?? '') === value}, label))));
}

async function showSearch(parameters) {
  const answer = await ask('search', parameters);
  const hits = answer.hits.hits;
  const stories = answer.aggregations.time.stories.value;
  const from = Number(parameters.get('from') ?? 0);
  status.textContent = `${count(answer.hits.total.value, 'article', 'articles')} in ${count(stories, 'story', 'stories')}`;
  layout.classList.remove('wide');
  facets.replaceChildren(...[
    timeFacet(parameters),
    ...FACETS.map(([key, parameter, title]) => facet(key, parameter, title, answer, parameters)),
    histogram(answer.aggregations.time.value.buckets),
  ].filter(Boolean));
  const turn = (to, label) => {
    const next = new URLSearchParams(parameters);
    next.set('from', to);
    return el('a', {href: address(next)}, label);
  };
  main.replaceChildren(...[
    answer.didYouMean ? el('p', {}, 'Did you mean ', el('a', {href: address({words: answer.didYouMean})}, answer.didYouMean), '?') : null,
    hits.length === 0 ? el('p', {}, 'Nothing was found.') : null,
    ...hits.map((hit) => card(hit, answer.sizes)),
    el('div', {class: 'pages'},
      from > 0 ? turn(Math.max(from - PAGE, 0), '← Newer or better') : el('span'),
      from + hits.length < stories ? turn(from + PAGE, 'More →') : el('span')),
  ].filter(Boolean));
}

async function showArticle(parameters) {
  const answer = await ask('article', {article: parameters.get('article')});
  const article = answer.article;
  const url = outward(article.url);
  status.textContent = '';
  layout.classList.add('wide');
  main.replaceChildren(
    el('article', {lang: article.language},
      el('h1', {}, article.title ?? 'Untitled'),
      el('p', {class: 'meta', lang: 'en'}, ...spaced(
        article.publisher?.name ?? 'Unknown publisher',
        (article.authors ?? []).join(', '),
        article.date && time(article.date),
        article.published?.precision && `time known to the ${article.published.precision.toLowerCase()}`,
        article.wordCount ? `${article.wordCount} words` : null,
        url ? el('a', {href: url, rel: 'noopener noreferrer nofollow'}, 'at the publisher') : null,
        article.storyId ? el('a', {href: address({view: 'story', story: article.storyId})}, 'the story') : null)),
      article.standfirst ? el('p', {class: 'text full'}, el('strong', {}, article.standfirst)) : null,
      article.body ? el('p', {class: 'text full'}, article.body) : null,
      entityChips(article.entities),
      chips('Topics', (article.topics ?? []).map((topic) => el('a', {href: address({topics: topic.code})}, topic.label))),
      chips('Hashtags', (article.hashtags ?? []).map((tag) => el('a', {href: address({words: tag})}, tag)))),
    article.summary ? el('section', {}, el('h2', {}, 'In short'), el('p', {class: 'text full', lang: article.language}, article.summary)) : '',
    (article.quotes ?? []).length > 0 ? el('section', {}, el('h2', {}, 'Quotes'), ...article.quotes.map(quotation)) : '',
    answer.related.length > 0 ? el('section', {}, el('h2', {}, 'Related'), ...answer.related.map((hit) => card(hit))) : '',
    answer.alike.length > 0 ? el('section', {}, el('h2', {}, 'More like this'), ...answer.alike.map((hit) => card(hit))) : '');
}

async function showStory(parameters) {
  const answer = await ask('story', {story: parameters.get('story')});
  const hits = answer.timeline.hits.hits;
  status.textContent = `${count(answer.timeline.hits.total.value, 'article', 'articles')} by ${count(answer.timeline.aggregations.publisher.buckets.length, 'publisher', 'publishers')}`;
  layout.classList.add('wide');
  main.replaceChildren(
    el('h1', {lang: answer.story.language}, answer.story.title ?? hits[0]?._source.title ?? 'Story'),
    answer.story.summary ? el('p', {class: 'text full', lang: answer.story.language}, answer.story.summary) : '',
    entityChips(answer.story.entities) ?? '',
    el('ol', {class: 'timeline'}, ...hits.map((hit) => el('li', {},
      el('p', {class: 'meta'}, ...spaced(time(hit._source.date), hit._source.publisher?.name, hit._source.duplicateOf ? 'the same text again' : null)),
      el('a', {href: address({view: 'article', article: hit._source.articleId}), lang: hit._source.language}, hit._source.title ?? 'Untitled')))));
}

async function showQuotes(parameters) {
  const answer = await ask('quotes', {speaker: parameters.get('speaker')});
  const who = answer.labels?.[parameters.get('speaker')] ?? parameters.get('speaker');
  status.textContent = count(answer.hits.total.value, 'article', 'articles');
  layout.classList.add('wide');
  main.replaceChildren(el('h1', {}, `What ${who} said`), ...answer.hits.hits.map((hit) => card(hit)));
}

async function showStories() {
  const answer = await ask('stories', {});
  status.textContent = `${count(answer.hits.total.value, 'story', 'stories')} in the last week`;
  layout.classList.add('wide');
  main.replaceChildren(el('h1', {}, 'Top stories'), ...answer.hits.hits.map(({_source: story}) =>
    el('article', {lang: story.language},
      el('h2', {}, el('a', {href: address({view: 'story', story: story.storyId})}, story.title)),
      el('p', {class: 'meta', lang: 'en'}, ...spaced(
        count(story.size, 'article', 'articles'),
        count(story.publishers, 'publisher', 'publishers'),
        time(story.lastSeen))),
      story.summary ? el('p', {class: 'text'}, story.summary) : null,
      entityChips(story.entities))));
}

async function showRising() {
  const answer = await ask('rising', {});
  status.textContent = `${count(answer.hits.total.value, 'article', 'articles')} in the last day`;
  layout.classList.add('wide');
  const table = (title, buckets, parameter, label) => buckets.length === 0 ? '' : el('section', {}, el('h2', {}, title),
    el('table', {}, el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'What'), el('th', {scope: 'col', class: 'number'}, 'Last day'), el('th', {scope: 'col', class: 'number'}, 'Two weeks'))),
      el('tbody', {}, ...buckets.map((bucket) => el('tr', {},
        el('td', {}, el('a', {href: address({[parameter]: bucket.key, since: 'now-1d'})}, label(bucket.key))),
        el('td', {class: 'number'}, String(bucket.doc_count)),
        el('td', {class: 'number'}, String(bucket.bg_count)))))));
  const label = (key) => answer.labels?.[key] ?? key;
  main.replaceChildren(
    el('h1', {}, 'Rising'),
    table('People, organisations, places', answer.aggregations.entities.buckets, 'entities', label),
    table('Topics', answer.aggregations.topics.buckets, 'topics', label),
    table('Keywords', answer.aggregations.keywords.buckets, 'words', (key) => key));
}

const views = {article: showArticle, story: showStory, quotes: showQuotes, stories: showStories, rising: showRising};
let shown = 0;

async function show() {
  const turn = ++shown;
  const parameters = new URLSearchParams(location.search);
  const view = parameters.get('view');
  words.value = parameters.get('words') ?? '';
  close();
  main.setAttribute('aria-busy', 'true');
  try {
    await (views[view] ?? showSearch)(parameters);
  } catch (failure) {
    if (turn === shown) {
      status.textContent = '';
      main.replaceChildren(el('p', {role: 'alert'}, `The search did not answer: ${failure.message}`));
    }
  } finally {
    main.removeAttribute('aria-busy');
  }
  document.title = [main.querySelector('h1')?.textContent ?? parameters.get('words'), 'Newsflow'].filter(Boolean).join(' – ');
}

function go(to) {
  history.pushState(null, '', to);
  scrollTo(0, 0);
  show();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (link && link.origin === location.origin && !link.hash && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go(link.pathname + link.search);
    main.focus({preventScroll: true});
  }
});
addEventListener('popstate', show);

document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const parameters = new URLSearchParams(location.search);
  const next = parameters.has('view') ? new URLSearchParams() : parameters;
  next.delete('from');
  next.delete('words');
  if (words.value.trim()) {
    next.set('words', words.value.trim());
  }
  go(address(next));
});

let typed;
let chosen = -1;

function close() {
  clearTimeout(typed);
  suggestions.hidden = true;
  words.setAttribute('aria-expanded', 'false');
  words.removeAttribute('aria-activedescendant');
  chosen = -1;
}

async function suggest() {
  const prefix = words.value.trim();
  if (prefix.length < 2) {
    close();
    return;
  }
  let answer;
  try {
    answer = await ask('suggest', {prefix});
  } catch {
    close();
    return;
  }
  if (prefix !== words.value.trim() || document.activeElement !== words) {
    return;
  }
  const items = [
    ...answer.entities.map((entity) => [entity.name, 'about', address({entities: entity.id})]),
    ...answer.titles.map((title) => [title.title, title.publisher, address({view: 'article', article: title.articleId})]),
  ];
  suggestions.replaceChildren(...items.map(([text, note, to], i) =>
    el('li', {id: `suggestion-${i}`, role: 'option', 'aria-selected': 'false', 'data-to': to,
      onmousedown: (event) => {
        event.preventDefault();
        go(to);
      }}, text, ' ', el('span', {class: 'count'}, note ?? ''))));
  chosen = -1;
  suggestions.hidden = items.length === 0;
  words.setAttribute('aria-expanded', String(items.length > 0));
}

words.addEventListener('input', () => {
  clearTimeout(typed);
  typed = setTimeout(suggest, 150);
});
words.addEventListener('blur', close);
words.addEventListener('keydown', (event) => {
  const items = [...suggestions.children];
  if (suggestions.hidden || items.length === 0) {
    return;
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute('aria-selected', String(i === chosen)));
    words.setAttribute('aria-activedescendant', items[chosen].id);
  } else if (event.key === 'Enter' && chosen >= 0) {
    event.preventDefault();
    go(items[chosen].dataset.to);
  } else if (event.key === 'Escape') {
    close();
  }
});

show();
