// The data of the page, its words, and small helpers. Nodes get their text by textContent alone.
const $ = (id) => document.getElementById(id);
const D = JSON.parse($("data").textContent);
const W = D.words;
const R = D.records;
const N = R.base.length;
const KINDS = new Map(D.kinds.map(([code, label, note]) => [code, { label, note }]));
const SHORT = new Map(D.provinces);
const collator = new Intl.Collator(D.language);

function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function filled(words, ...parts) {
  return words.replace(/\{(\d)\}/g, (whole, i) => (i < parts.length ? parts[i] : whole));
}

/** The text of a row in a column. */
function at(column, i) {
  if (column.v) return column.v[i];
  return column.d.length ? column.d[column.i ? column.i[i] : 0] : "";
}

/** The same by the column's name among the observations. */
const get = (name, i) => at(R.columns[name], i);

/** Half-width, lower case, without commas between thousands. */
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1");

const SEARCHED = ["quote", "figure", "indicator", "code", "province", "place", "places", "subject", "industry",
  "sentence", "middle", "tail", "section", "period", "id", "document"];

/** Which rows have the term in one of the searched columns. */
function having(term) {
  const found = new Uint8Array(N);
  for (const name of SEARCHED) {
    const column = R.columns[name];
    const values = column.v || column.d;
    column.plain = column.plain || values.map(plain);
    if (column.v) {
      for (let i = 0; i < N; i++) if (column.plain[i].includes(term)) found[i] = 1;
    } else {
      const hits = column.plain.map((value) => value.includes(term));
      if (hits.includes(true)) for (let i = 0; i < N; i++) if (hits[column.i ? column.i[i] : 0]) found[i] = 1;
    }
  }
  return found;
}

/** A number for each row by which the column sorts; empty values come last in either direction. */
function ranks(name) {
  if (name === "figure") return R.base.map((n) => (n === null ? NaN : n));
  const column = R.columns[name];
  if (column.ranks) return column.ranks;
  const values = column.v || column.d;
  const order = values.map((_, i) => i);
  if (name === "province") {
    const place = new Map(D.provinces.map(([full], i) => [full, i]));
    order.sort((a, b) => place.get(values[a]) - place.get(values[b]));
  } else if (name === "kind") {
    const place = new Map(D.kinds.map(([code], i) => [code, i]));
    order.sort((a, b) => place.get(values[a]) - place.get(values[b]));
  } else {
    order.sort((a, b) => collator.compare(values[a], values[b]));
  }
  const of = new Float64Array(values.length);
  order.forEach((value, rank) => { of[value] = values[value] === "" ? NaN : rank; });
  column.ranks = new Float64Array(N);
  for (let i = 0; i < N; i++) column.ranks[i] = of[column.v ? i : column.i ? column.i[i] : 0];
  return column.ranks;
}

/** The words of a cell or the sentence. */
function sentence(i) {
  return [get("sentence", i), get("middle", i), get("tail", i)].filter((part) => part).join(" | ");
}

/** Positions by observation id, made when first asked for. */
let ids = null;
function byId(id) {
  if (!ids) {
    ids = new Map();
    for (let i = 0; i < N; i++) ids.set(get("id", i), i);
  }
  return ids.has(id) ? ids.get(id) : -1;
}

const documentOf = (i) => D.documents.findIndex((d) => i >= d.from && i < d.to);

let told = 0;
function tell(text) {
  clearTimeout(told);
  told = setTimeout(() => { $("live").textContent = text; }, 50);
}
