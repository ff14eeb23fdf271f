// The right side: every observation as a row; only the rows in view are in the page.
const grid = $("grid");
const rowsNode = $("rows");
const HEIGHT = 36;
const COLUMNS = [["province", W.province_short], ["indicator", W.indicator], ["quote", W.quote], ["figure", W.figure],
  ["kind", W.kind], ["status", W.status], ["period", W.time]];
const V = { rows: [], sort: "", down: false, at: 0, selected: -1, outside: false, found: 0 };

const kindLabel = (code) => (KINDS.get(code) || { label: code }).label;

/** The values of a filter with how often they occur. */
function options(select, name, label, order) {
  const column = R.columns[name];
  const counts = new Map();
  for (let i = 0; i < N; i++) {
    const value = at(column, i);
    counts.set(value, (counts.get(value) || 0) + 1);
  }
  const values = [...counts.keys()].filter((value) => value !== "");
  values.sort(order || ((a, b) => collator.compare(a, b)));
  const add = (value, text) => { const option = el("option", "", text); option.value = value; select.append(option); };
  add("", W.all);
  for (const value of values) add("=" + value, label(value) + "（" + counts.get(value) + "）");
  if (counts.has("")) add("=", W.none + "（" + counts.get("") + "）");
}

function setUpFilters() {
  const place = (list) => { const order = new Map(list.map(([key], i) => [key, i])); return (a, b) => order.get(a) - order.get(b); };
  options($("f-province"), "province", (v) => SHORT.get(v) || v, place(D.provinces));
  options($("f-indicator"), "indicator", (v) => v);
  options($("f-kind"), "kind", kindLabel, place(D.kinds));
  options($("f-status"), "status", (v) => v);
  const titles = D.documents.map((d) => [d.id, d.title]);
  options($("f-document"), "document", (v) => new Map(titles).get(v) || v, place(titles));
  let timer = 0;
  $("search").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refilter, 120); });
  for (const id of ["f-province", "f-indicator", "f-kind", "f-status", "f-document"]) $(id).addEventListener("change", refilter);
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); refilter(); });
  $("filters").addEventListener("reset", () => setTimeout(refilter));
}

/** The rows that fit search and filters, in the order asked for. */
function refilter() {
  const terms = plain($("search").value).split(/\s+/).filter((term) => term).map(having);
  const wanted = [];
  for (const name of ["province", "indicator", "kind", "status", "document"]) {
    const value = $("f-" + name).value;
    if (value) wanted.push([R.columns[name], value.slice(1)]);
  }
  const rows = [];
  for (let i = 0; i < N; i++) {
    if (terms.every((found) => found[i]) && wanted.every(([column, value]) => at(column, i) === value)) rows.push(i);
  }
  if (V.sort) {
    const rank = ranks(V.sort);
    const sign = V.down ? -1 : 1;
    rows.sort((a, b) => {
      const [x, y] = [rank[a], rank[b]];
      if (x !== x || y !== y) return (x !== x) - (y !== y) || a - b;
      return sign * (x - y) || a - b;
    });
  }
  V.rows = rows;
  V.found = rows.length;
  V.outside = false;
  V.at = Math.max(0, rows.indexOf(V.selected));
  grid.scrollTop = 0;
  drawHead();
  resize();
  reveal();
}

function resize() {
  rowsNode.style.height = V.rows.length * HEIGHT + "px";
  grid.setAttribute("aria-rowcount", String(V.rows.length + 1));
  $("count").textContent = filled(W.count, N, V.found) + (V.outside ? W.outside_note : "") + (V.found ? "" : " " + W.empty);
}

function drawHead() {
  const row = el("div", "row");
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", "1");
  for (const [name, label] of COLUMNS) {
    const cell = el("div", "cell c-" + name);
    const sorted = V.sort === name;
    cell.setAttribute("role", "columnheader");
    cell.setAttribute("aria-sort", sorted ? (V.down ? "descending" : "ascending") : "none");
    const button = el("button", "", label);
    button.type = "button";
    button.dataset.sort = name;
    button.append(el("span", "arrow", sorted ? (V.down ? "▼" : "▲") : ""));
    cell.append(button);
    row.append(cell);
  }
  $("head").replaceChildren(row);
}

$("head").addEventListener("click", (event) => {
  const button = event.target.closest("[data-sort]");
  if (!button) return;
  const name = button.dataset.sort;
  // up, down, then the order of the documents again
  if (V.sort !== name) { V.sort = name; V.down = false; } else if (!V.down) V.down = true; else V.sort = "";
  refilter();
  $("head").querySelector(`[data-sort="${name}"]`).focus();
});

let waiting = false;
function draw() {
  waiting = false;
  const first = Math.max(0, Math.floor(grid.scrollTop / HEIGHT) - 6);
  const last = Math.min(V.rows.length, first + Math.ceil(grid.clientHeight / HEIGHT) + 14);
  const nodes = [];
  for (let n = first; n < last; n++) nodes.push(rowNode(n));
  rowsNode.replaceChildren(...nodes);
  const here = V.rows[V.at];
  if (here !== undefined && V.at >= first && V.at < last) grid.setAttribute("aria-activedescendant", "r" + here);
  else grid.removeAttribute("aria-activedescendant");
}
function redraw() { if (!waiting) { waiting = true; requestAnimationFrame(draw); } }
grid.addEventListener("scroll", redraw, { passive: true });
new ResizeObserver(redraw).observe(grid);

function rowNode(n) {
  const i = V.rows[n];
  const row = el("div", "row");
  row.id = "r" + i;
  row.style.transform = `translateY(${n * HEIGHT}px)`;
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", String(n + 2));
  row.setAttribute("aria-selected", String(i === V.selected));
  if (i === V.selected) row.classList.add("on");
  if (n === V.at) row.classList.add("at");
  if (V.outside && n === 0) { row.classList.add("outside"); row.title = W.outside; }
  const cell = (name, text, title) => {
    const node = el("div", "cell c-" + name, text);
    node.setAttribute("role", "gridcell");
    if (title) node.title = title;
    row.append(node);
    return node;
  };
  const [province, place] = [get("province", i), get("place", i)];
  const local = place.startsWith(province) ? place.slice(province.length) : place;
  const where = cell("province", SHORT.get(province) || province, place);
  if (local) where.append(el("span", "local", local));
  const indicator = get("indicator", i) || get("subject", i);
  cell("indicator", indicator, indicator).classList.toggle("weak", !get("indicator", i));
  cell("quote", get("quote", i), sentence(i));
  cell("figure", get("figure", i), get("figure", i));
  const kind = get("kind", i);
  const tag = el("span", "tag k-" + kind, kindLabel(kind));
  cell("kind", "").append(tag);
  cell("status", get("status", i)).classList.toggle("aim", Boolean(get("target", i)));
  cell("period", get("period", i));
  return row;
}

/** Scrolls so that the row at hand is in view. */
function reveal() {
  const top = V.at * HEIGHT;
  const room = grid.clientHeight - $("head").offsetHeight;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top + HEIGHT > grid.scrollTop + room) grid.scrollTop = top + HEIGHT - room;
  draw();
}

/** Makes an observation the selected row; one that the filter hides stands first. */
function selectRow(i) {
  if (V.outside) { V.rows.shift(); V.outside = false; }
  V.selected = i;
  let n = V.rows.indexOf(i);
  if (n < 0 && i >= 0) { V.rows.unshift(i); V.outside = true; n = 0; }
  if (n >= 0) V.at = n;
  V.at = Math.max(0, Math.min(V.at, V.rows.length - 1));
  resize();
  reveal();
}

rowsNode.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row) chooseObservation(Number(row.id.slice(1)), "table");
});
grid.addEventListener("keydown", (event) => {
  if (event.target !== grid || event.altKey || event.ctrlKey || event.metaKey) return;
  const page = Math.max(1, Math.floor(grid.clientHeight / HEIGHT) - 2);
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  if (event.key in moves) {
    event.preventDefault();
    V.at = Math.max(0, Math.min(V.rows.length - 1, V.at + moves[event.key]));
    reveal();
  } else if ((event.key === "Enter" || event.key === " ") && V.rows.length) {
    event.preventDefault();
    chooseObservation(V.rows[V.at], "table");
  }
});
