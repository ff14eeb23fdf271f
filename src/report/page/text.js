// The left side: one document, in chunks that are drawn when they come near.
const pane = $("text");
const T = { document: -1, text: "", ledger: null, marks: [], chunks: [], of: new Map(), current: -1 };
const CHUNK = 4000;
const watcher = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) fill(T.chunks[one.target.dataset.chunk]);
}, { root: pane, rootMargin: "1200px" });

function openDocument(number) {
  if (T.document === number) return;
  const entry = D.documents[number];
  const body = JSON.parse($("document-" + number).textContent);
  T.document = number;
  T.text = body.text;
  T.ledger = body;
  T.current = -1;
  $("document").value = String(number);
  $("title").textContent = entry.title;
  $("about").textContent = entry.about;
  const spans = [];
  const cells = [];
  const put = (start, length, o, l) => {
    const mark = { a: start, b: start + length, o, l };
    (start >= 0 && T.text ? spans : cells).push(mark);
  };
  for (let i = entry.from; i < entry.to; i++) put(R.start[i], R.length[i], i, -1);
  body.start.forEach((start, l) => put(start, body.length[l], -1, l));
  spans.sort((x, y) => x.a - y.a || y.b - x.b);
  // each mark begins where the one before has ended
  let end = 0;
  for (const mark of spans) {
    mark.a = Math.max(mark.a, end);
    mark.b = Math.max(mark.b, mark.a);
    end = mark.b;
  }
  T.marks = spans.concat(cells);
  T.of = new Map();
  T.marks.forEach((mark, k) => { if (mark.o >= 0) T.of.set(mark.o, mark.a === mark.b && k && k < spans.length ? k - 1 : k); });
  watcher.disconnect();
  pane.replaceChildren();
  pane.scrollTop = 0;
  T.chunks = paragraphs(body.headings).concat(sheets(spans.length, body));
  if (entry.left_out) pane.append(el("p", "note", W.not_shown));
  if (!T.chunks.length) pane.append(el("p", "note", W.no_text));
  T.chunks.forEach((chunk, n) => {
    chunk.node = el("div", "chunk");
    chunk.node.dataset.chunk = n;
    chunk.node.style.minHeight = chunk.height + "px";
    if (chunk.width) chunk.node.style.minWidth = chunk.width + "rem";
    chunk.node.style.containIntrinsicSize = "auto " + chunk.height + "px";
    pane.append(chunk.node);
    watcher.observe(chunk.node);
  });
  T.chunks.slice(0, 2).forEach(fill);
}

/** The text in chunks of whole lines; a line of many thousand characters is cut after a full stop. */
function paragraphs(headings) {
  const levels = new Map(headings);
  const chunks = [];
  let lines = [];
  let size = 0;
  const close = () => {
    if (!lines.length) return;
    const last = lines[lines.length - 1];
    chunks.push({ a: lines[0].a, b: last.b, height: Math.ceil(size / 30) * 30 + lines.length * 12, draw: drawLines, lines });
    lines = [];
    size = 0;
  };
  for (let a = 0; a < T.text.length;) {
    let b = T.text.indexOf("\n", a);
    if (b < 0) b = T.text.length;
    let next = b + 1;
    if (b - a > 3 * CHUNK) {
      const stop = T.text.indexOf("。", a + CHUNK);
      if (stop > 0 && stop + 1 < b) next = b = stop + 1;
    }
    if (T.text.slice(a, b).trim()) {
      lines.push({ a, b, level: levels.get(a) || 0 });
      size += b - a + 20;
    }
    if (size > CHUNK) close();
    a = next;
  }
  close();
  return chunks;
}

function drawLines(chunk) {
  return chunk.lines.map(({ a, b, level }) => {
    const line = el("p", level ? "heading h" + Math.min(level, 3) : "");
    if (level) { line.setAttribute("role", "heading"); line.setAttribute("aria-level", String(Math.min(level + 2, 6))); }
    let from = a;
    for (let k = firstAfter(a); k < T.marks.length && T.marks[k].a >= 0 && T.marks[k].a < b; k++) {
      const mark = T.marks[k];
      const [start, end] = [Math.max(mark.a, a), Math.min(mark.b, b)];
      if (start >= end) continue;
      if (start > from) line.append(T.text.slice(from, start));
      line.append(markNode(k, T.text.slice(start, end)));
      from = end;
    }
    if (from < b) line.append(T.text.slice(from, b));
    return line;
  });
}

/** The first mark of the text that ends after an offset. */
function firstAfter(offset) {
  let [low, high] = [0, T.marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const mark = T.marks[middle];
    if (mark.a >= 0 && mark.b <= offset) low = middle + 1; else high = middle;
  }
  return low;
}

function markNode(k, text) {
  const { o, l } = T.marks[k];
  const node = el("span", o >= 0 ? "q k-" + get("kind", o) : "l", text);
  if (o >= 0 && get("target", o)) node.classList.add("aim");
  node.dataset.k = k;
  node.tabIndex = -1;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", text + "，" + described(k));
  if (k === T.current) node.classList.add("on");
  return node;
}

/** What a mark is, in a few words. */
function described(k) {
  const { o, l } = T.marks[k];
  if (o < 0) return W.ledger + "：" + at(T.ledger.ledger.reason, l);
  const parts = [KINDS.get(get("kind", o)).label, get("figure", o), get("indicator", o) || W.no_indicator,
    get("place", o), get("period", o), get("target", o) ? get("status", o) : ""];
  return parts.filter((part) => part).join(" · ");
}

function fill(chunk) {
  if (!chunk || chunk.full) return;
  chunk.full = true;
  watcher.unobserve(chunk.node);
  chunk.node.replaceChildren(...chunk.draw(chunk));
  chunk.node.style.minHeight = "";
}

const markAt = (k) => pane.querySelector(`[data-k="${k}"]`);

function chunkOf(k) {
  const { a } = T.marks[k];
  return a >= 0 ? T.chunks.find((c) => c.b > a) : T.chunks.find((c) => c.from !== undefined && c.to > k);
}

/** Shows a mark in the middle of the pane; k is its number in the document. */
function showMark(k, focus) {
  const before = markAt(T.current);
  if (before) before.classList.remove("on");
  T.current = k;
  if (k < 0) return;
  const chunk = chunkOf(k);
  const number = T.chunks.indexOf(chunk);
  for (const near of T.chunks.slice(Math.max(0, number - 1), number + 2)) fill(near);
  const node = markAt(k);
  if (!node) return;
  for (const same of pane.querySelectorAll(`[data-k="${k}"]`)) same.classList.add("on");
  const centre = () => {
    const [box, frame] = [node.getBoundingClientRect(), pane.getBoundingClientRect()];
    const [top, left] = [pane.scrollTop, pane.scrollLeft];
    if (box.top < frame.top + 40 || box.bottom > frame.bottom - 40) pane.scrollTop += box.top - frame.top - frame.height / 3;
    if (box.left < frame.left + 200 || box.right > frame.right) pane.scrollLeft += box.left - frame.left - frame.width / 2;
    return top !== pane.scrollTop || left !== pane.scrollLeft;
  };
  // chunks around it are drawn meanwhile and move it: until it rests
  let [calm, tries] = [0, 30];
  const settle = () => {
    if (T.current !== k || !node.isConnected) return;
    calm = centre() ? 0 : calm + 1;
    if (calm < 5 && tries-- > 0) requestAnimationFrame(settle);
  };
  settle();
  if (focus) node.focus({ preventScroll: true });
}

/** The next mark in a direction whose kind is not hidden. */
function nextMark(k, step) {
  for (k += step; k >= 0 && k < T.marks.length; k += step) {
    const { a, b, o } = T.marks[k];
    const kind = o >= 0 ? get("kind", o) : "ledger";
    if (!(a >= 0 && a === b) && !pane.classList.contains("off-" + kind)) return k;
  }
  return -1;
}

pane.addEventListener("click", (event) => {
  const node = event.target.closest("[data-k]");
  if (node && !String(getSelection()).trim()) chooseMark(Number(node.dataset.k));
});
pane.addEventListener("pointerover", (event) => {
  const node = event.target.closest("[data-k]");
  if (node && !node.title) node.title = described(Number(node.dataset.k));
});
pane.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const node = event.target.closest("[data-k]");
  if (step && !event.altKey && !event.ctrlKey && !event.metaKey) {
    const k = nextMark(node ? Number(node.dataset.k) : step > 0 ? T.current - 1 : T.current + 1, step);
    if (k < 0) return;
    event.preventDefault();
    showMark(k, true);
    if (T.marks[k].o < 0) showEntry(T.marks[k].l);
  } else if (node && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    chooseMark(Number(node.dataset.k));
  }
});
