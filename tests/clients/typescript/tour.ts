// A tour of the API by the generated client: read, page, filter, write, be refused, accept.
import assert from 'node:assert/strict';

import { createClient, createConfig } from './client/client/index.js';
import {
  articlesCreate,
  factsAccept,
  factsCreate,
  factsExport,
  factsFacets,
  factsList,
  factsRetrieve,
  factsUpdate,
  quotesCreate,
} from './client/sdk.gen.js';
import type { Fact, FactCreate, ListedFact, Value } from './client/types.gen.js';

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

const all = await readsAllPages();
assert(all.length > 40);
assert(all.every((fact) => fact.values.map(told).every((words) => words.length > 0)));
await filters(all);
await counts(all);
await exports(all);
await isNotSentTwice(all[0]);
await writes();
console.log(`toured ${all.length} facts`);
