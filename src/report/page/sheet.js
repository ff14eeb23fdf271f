// Cells of tables on the left: a grid a sheet, as far as its cells are observations or in the ledger.
const ROWS = 40;

/** The marks from a number on, which stand at no place of the text, in chunks. */
function sheets(first, body) {
  const bySheet = new Map();
  for (let k = first; k < T.marks.length; k++) {
    const { o, l } = T.marks[k];
    const locator = o >= 0 ? get("locator", o) : at(body.ledger.locator, l);
    const [, name, letters, row] = /^(.*)!([A-Z]+)(\d+)$/s.exec(locator) || [null, "", "", ""];
    if (!bySheet.has(name)) bySheet.set(name, []);
    const column = [...letters].reduce((sum, c) => sum * 26 + c.charCodeAt(0) - 64, 0);
    bySheet.get(name).push({ k, row: Number(row), column, letters, locator });
  }
  const [marks, chunks] = [[], []];
  for (const [name, cells] of bySheet) {
    cells.sort((x, y) => x.row - y.row || x.column - y.column || x.k - y.k);
    const columns = columnsOf(cells);
    const rows = rowsOf(cells, name);
    for (let n = 0; n < rows.length; n += ROWS) {
      const some = rows.slice(n, n + ROWS);
      const from = marks.length + first;
      for (const row of some) {
        for (const cell of row) { marks.push(T.marks[cell.k]); cell.k = first + marks.length - 1; }
      }
      const to = marks.length + first;
      chunks.push({ name, columns, rows: some, lead: n === 0, from, to, height: some.length * 34, width: 12.5 + columns.size * 7.6, draw: drawRows });
    }
  }
  // arrow keys go along the rows, so the marks stand in their order
  marks.forEach((mark, n) => {
    T.marks[first + n] = mark;
    if (mark.o >= 0) T.of.set(mark.o, first + n);
  });
  return chunks;
}

/** The columns with an observation: letters and the words that their cells share. */
function columnsOf(cells) {
  const columns = new Map();
  for (const { k, column, letters } of cells) {
    const { o } = T.marks[k];
    if (o < 0 || !letters) continue;
    const words = get("middle", o) || get("section", o);
    const known = columns.get(column);
    if (!known) columns.set(column, { letters, words });
    else if (known.words !== words) known.words = "";
  }
  return new Map([...columns].sort((x, y) => x[0] - y[0]));
}

function rowsOf(cells, name) {
  const rows = [];
  for (const cell of cells) {
    const last = rows[rows.length - 1];
    if (name && last && last[0].row === cell.row) last.push(cell); else rows.push([cell]);
  }
  return rows;
}

function drawRows({ name, columns, rows, lead }) {
  const nodes = [];
  const widths = "3rem 9.5rem repeat(" + columns.size + ", 7.6rem)";
  if (lead) nodes.push(el("p", "heading h1", name ? W.sheet + "：" + name : W.cells));
  if (columns.size) {
    const head = el("div", "cells top");
    head.style.gridTemplateColumns = widths;
    head.append(el("span", "ref"), el("span", "words", W.row_label));
    for (const { letters, words } of columns.values()) {
      const cell = el("span", "words", letters + (words ? " " + words : ""));
      cell.title = words;
      head.append(cell);
    }
    nodes.push(head);
  }
  for (const row of rows) {
    const { o } = T.marks[row[0].k];
    const single = !row[0].letters || row.every((cell) => T.marks[cell.k].o < 0);
    nodes.push(single ? noteRow(row, o) : gridRow(row, columns, widths));
  }
  return nodes;
}

/** A row that is no row of figures, or an observation of a text that is not shown. */
function noteRow(row, o) {
  const line = el("p", "cells-note");
  line.append(el("span", "ref", row[0].locator.replace(/^.*!/s, "")));
  for (const cell of row) line.append(cellNode(cell.k), " ");
  if (o >= 0) line.append(el("span", "words", sentence(o)));
  return line;
}

function gridRow(row, columns, widths) {
  const line = el("div", "cells");
  line.style.gridTemplateColumns = widths;
  const observed = row.map((cell) => T.marks[cell.k].o).filter((o) => o >= 0);
  const label = get("sentence", observed[0]);
  const same = observed.every((o) => get("sentence", o) === label);
  const words = el("span", "words", same ? label : get("place", observed[0]));
  words.title = words.textContent;
  line.append(el("span", "ref", String(row[0].row)), words);
  for (const column of columns.keys()) {
    const slot = el("span", "slot");
    for (const cell of row) if (cell.column === column) slot.append(cellNode(cell.k));
    line.append(slot);
  }
  return line;
}

function cellNode(k) {
  const { o, l } = T.marks[k];
  return markNode(k, o >= 0 ? get("quote", o) : at(T.ledger.ledger.quote, l));
}
