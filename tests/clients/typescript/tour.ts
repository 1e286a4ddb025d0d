// A tour of the API by the generated client: read, page, filter, write, be refused, accept.
import assert from 'node:assert/strict';

import { createClient, createConfig } from './client/client/index.js';
import {
  articlesCreate,
  articlesExtract,
  articlesStanding,
  factsAccept,
  factsCreate,
  factsExport,
  factsFacets,
  factsList,
  factsRetrieve,
  factsUpdate,
  quotesAnnotation,
  quotesCreate,
  quotesDriftConfirm,
  quotesDriftDrop,
  quotesDriftList,
  quotesDriftPlace,
  quotesLinks,
  quotesLocate,
  quotesSimilar,
  versionsCreate,
  versionsTextDiff,
} from './client/sdk.gen.js';
import type { AnnotationSelector, Fact, FactCreate, ListedFact, Value } from './client/types.gen.js';

const [address, token] = process.argv.slice(2);
assert(address !== undefined && token !== undefined);

const reader = createClient(createConfig({ baseUrl: address }));
const writer = createClient(createConfig({ baseUrl: address, auth: () => token }));

/** What a value says; the switch is exhaustive only because `kind` tells the variants apart. */
function told(value: Value): string {
  switch (value.kind) {
    case 'entity':
      return value.entity.name;
    case 'text':
      return value.text;
    case 'choice':
      return value.choice.label;
    case 'date':
      return value.date.edtf ?? `${value.date.not_before} to ${value.date.not_after}`;
    case 'quantity':
      return `${value.quantity.min ?? '?'} ${value.quantity.unit ?? ''}`;
    case 'money':
      return `${value.money.min ?? '?'} ${value.money.currency}`;
    case 'some':
      return value.description ?? 'some';
    case 'none':
      return 'none';
    default: {
      const unknown: never = value;
      throw new Error(JSON.stringify(unknown));
    }
  }
}

function whole(fact: ListedFact): Fact {
  assert('evidence' in fact);
  return fact;
}

async function readsAllPages(): Promise<Fact[]> {
  const facts: Fact[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await factsList({ client: reader, query: { limit: 40, cursor } });
    assert(data !== undefined, error?.detail);
    facts.push(...data.results.map(whole));
    cursor = data.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return facts;
}

async function filters(all: Fact[]): Promise<void> {
  const includes = ['grantor:wikidata:Q30', 'grantee:wikidata:Q212'];
  const { data, error } = await factsList({
    client: reader,
    query: { type: ['permission', 'aid'], includes, limit: 500 },
  });
  assert(data !== undefined, error?.detail);
  assert(data.results.length > 0 && data.results.length < all.length);
  for (const fact of data.results.map(whole)) {
    const names = fact.values.map(told);
    assert(names.includes('United States') && names.includes('Ukraine'), fact.sentence);
  }
  const summaries = await factsList({ client: reader, query: { view: 'summary', limit: 3 } });
  assert(summaries.data?.results.every((fact) => 'view' in fact && fact.view === 'summary'));
}

async function counts(all: Fact[]): Promise<void> {
  const { data, error } = await factsFacets({ client: reader, query: { of: ['type', 'hedged'] } });
  assert(data !== undefined, error?.detail);
  assert.equal(data.count, all.length);
  const types = new Set(all.map((fact) => fact.type));
  assert.deepEqual(new Set(data.facets.type?.values.map((type) => type.value)), types);
  assert.equal(data.facets.speaker, undefined);
}

async function exports(all: Fact[]): Promise<void> {
  const answer = await factsExport({ client: reader, parseAs: 'text' });
  const text: unknown = answer.data;
  assert(typeof text === 'string', answer.error?.detail);
  const documents: unknown[] = text.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(documents, [...all].reverse());
}

async function isNotSentTwice(fact: Fact): Promise<void> {
  const path = { id: fact.id };
  const once = await factsRetrieve({ client: reader, path });
  assert.deepEqual(once.data, fact);
  const tag = once.response?.headers.get('ETag');
  assert(tag);
  const again = await factsRetrieve({
    client: reader,
    path,
    headers: { 'If-None-Match': tag },
  });
  assert.equal(again.response?.status, 304);
}

async function writes(): Promise<void> {
  const text = 'Ministers met in Oslo on Monday. Oslo is cold. 🙂';
  const article = await articlesCreate({
    client: writer,
    body: { language: 'en', text, published: { edtf: '2024-07-02' } },
  });
  assert(article.data !== undefined, JSON.stringify(article.error));

  const twice = await quotesCreate({
    client: writer,
    body: { article: article.data.id, exact: 'Oslo' },
  });
  assert.equal(twice.response?.status, 409);
  assert.equal(twice.error?.code, 'quote_ambiguous');
  assert.equal(twice.error?.candidates?.length, 2);
  for (const place of twice.error?.candidates ?? []) {
    assert.equal(text.slice(place.start_utf16, place.end_utf16), 'Oslo');
  }

  const body = event(article.data.id, 'Ministers met in Paris');
  const refused = await factsCreate({ client: writer, body });
  assert.equal(refused.response?.status, 422);
  assert.deepEqual(
    refused.error?.errors.map((error) => [error.pointer, error.code]),
    [['/evidence/0/covers/0/as_printed', 'words_not_in_quote']],
  );
  const nobody = await factsCreate({ client: reader, body });
  assert.equal(nobody.error?.code, 'not_authenticated');

  const made = await factsCreate({
    client: writer,
    body: event(article.data.id, 'Ministers met in Oslo'),
  });
  assert(made.data !== undefined, JSON.stringify(made.error));
  await accepts(made.data, made.response?.headers.get('ETag') ?? '');
}

async function accepts(draft: Fact, tag: string): Promise<void> {
  const path = { id: draft.id };
  assert.equal((await factsRetrieve({ client: reader, path })).error?.code, 'not_found');
  const accepted = await factsAccept({
    client: writer,
    path,
    headers: { 'If-Match': tag },
    body: { reason: 'read against the text' },
  });
  assert.equal(accepted.data?.status, 'accepted');
  assert.deepEqual((await factsRetrieve({ client: reader, path })).data, accepted.data);
  const late = await factsUpdate({
    client: writer,
    path,
    headers: { 'If-Match': '"999.999"' },
    body: { reason: 'too late' },
  });
  assert.equal(late.response?.status, 412);
  assert.equal(late.error?.etag, accepted.response?.headers.get('ETag'));
}

function event(article: string, words: string): FactCreate {
  return {
    type: 'event',
    values: [{ kind: 'text', field: 'what', key: 'w', text: 'Ministers met in Oslo.' }],
    evidence: [
      {
        mode: 'own',
        quotes: [{ article, exact: 'Ministers met in Oslo on Monday.' }],
        covers: [{ value: 'w', basis: 'stated', as_printed: words }],
      },
    ],
    reason: 'curated by a client',
  };
}

const FIRST = '🙂 Ministers met in Bergen. “We will send 12 launchers.” Boats lay there. It was cold.';
const SECOND = '🙂 Ministers met in Bergen. “We will send 14 launchers.” It was cold.';

async function follows(): Promise<void> {
  const html = `<html><body><article><p>${FIRST}</p></article></body></html>`;
  const seen = await articlesExtract({ client: writer, body: { html } });
  assert(seen.data !== undefined, JSON.stringify(seen.error));
  assert(seen.data.text.includes('12 launchers'));

  const url = 'https://news.example.org/bergen';
  const made = await articlesCreate({ client: writer, body: { language: 'en', text: FIRST, url } });
  assert(made.data !== undefined, JSON.stringify(made.error));
  const article = made.data.id;
  const near = await quotesLocate({
    client: writer,
    body: { article, exact: 'We will send 13 launchers' },
  });
  assert.equal(near.data?.outcome, 'candidates');
  const place = near.data.candidates[0];
  assert.equal(FIRST.slice(place.start_utf16, place.end_utf16), 'We will send 12 launchers');
  assert.deepEqual(place.differences.map(({ kind, there }) => [kind, there]), [['number', '12']]);

  const sent = await keeps(article, place.exact);
  const boats = await keeps(article, 'Boats lay there.');
  await leads(sent, url);
  await drifts(article, sent, boats);
}

async function keeps(article: string, exact: string): Promise<string> {
  const { data, error } = await quotesCreate({ client: writer, body: { article, exact } });
  assert(data !== undefined, JSON.stringify(error));
  return data.id;
}

/** Where a selector points in a text; exhaustive only because `type` tells the variants apart. */
function pointed(selector: AnnotationSelector, text: string): string {
  switch (selector.type) {
    case 'TextQuoteSelector':
      return selector.exact;
    case 'TextPositionSelector':
      return [...text].slice(selector.start, selector.end).join('');
    default: {
      const unknown: never = selector;
      throw new Error(JSON.stringify(unknown));
    }
  }
}

async function leads(quote: string, url: string): Promise<void> {
  const path = { quote_id: quote };
  const links = await quotesLinks({ client: reader, path });
  assert.equal(links.data?.text_fragment, `${url}#:~:text=We%20will%20send%2012%20launchers`);
  const annotation = await quotesAnnotation({ client: reader, path });
  assert.equal(annotation.data?.['@context'], 'http://www.w3.org/ns/anno.jsonld');
  for (const selector of annotation.data.target.selector) {
    assert.equal(pointed(selector, FIRST), 'We will send 12 launchers');
  }
  const similar = await quotesSimilar({ client: reader, path, query: { min_score: 0.2 } });
  assert(similar.data?.results.every(({ score }) => score >= 0.2), JSON.stringify(similar.error));
}

async function drifts(article: string, sent: string, boats: string): Promise<void> {
  const changed = await versionsCreate({
    client: writer,
    path: { article_id: article },
    body: { text: SECOND, reason: 'the publisher changed it' },
  });
  assert(changed.data !== undefined, JSON.stringify(changed.error));
  const compared = await versionsTextDiff({
    client: reader,
    path: { article_id: article, before: 1, after: 2 },
  });
  assert.deepEqual(compared.data?.quotes.map(({ id, outcome }) => [id, outcome]), [
    [sent, 'changed'],
    [boats, 'lost'],
  ]);
  const queue = await quotesDriftList({ client: writer, query: { article, state: ['open'] } });
  const open = new Map(queue.data?.results.map((drift) => [drift.quote.id, drift]));
  const [first, last] = [open.get(sent), open.get(boats)];
  assert(first !== undefined && last !== undefined, JSON.stringify(queue.error));

  const headers = { 'If-Match': '*' };
  const path = { drift_id: first.id };
  const confirmed = await quotesDriftConfirm({
    client: writer,
    path,
    headers,
    body: { candidate: 0 },
  });
  assert.equal(confirmed.data?.state, 'confirmed');
  const late = await quotesDriftPlace({
    client: writer,
    path,
    headers,
    body: { selector: { exact: 'It was cold.' } },
  });
  assert.equal(late.error?.code, 'illegal_transition');
  const dropped = await quotesDriftDrop({
    client: writer,
    path: { drift_id: last.id },
    headers,
    body: { reason: 'cut by the publisher' },
  });
  assert.equal(dropped.data?.resolution?.reason, 'cut by the publisher');

  const standing = await articlesStanding({
    client: writer,
    path: { article_id: article },
    headers,
    body: { state: 'removed', date: { edtf: '2024-07' }, note: 'gone', reason: 'gone' },
  });
  assert.equal(standing.data?.standing.state, 'removed', JSON.stringify(standing.error));
  const warned = await factsList({ client: reader, query: { warning: ['article_removed'] } });
  assert.deepEqual(warned.data?.results, []);
}

const all = await readsAllPages();
assert(all.length > 40);
assert(all.every((fact) => fact.values.map(told).every((words) => words.length > 0)));
await filters(all);
await counts(all);
await exports(all);
await isNotSentTwice(all[0]);
await writes();
await follows();
console.log(`toured ${all.length} facts`);
