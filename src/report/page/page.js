// What joins the two sides: selection, address, keyboard, legend, comparisons, charts, print.

/** Selects an observation; `from` is the side that it was chosen on. */
function chooseObservation(i, from) {
  const number = documentOf(i);
  if (number >= 0) openDocument(number);
  showMark(T.of.has(i) ? T.of.get(i) : -1, false);
  showDetail(i);
  selectRow(i);
  if (from !== "table" && from !== "text") $("evidence").scrollIntoView();
  const id = get("id", i);
  if (location.hash !== "#" + id) location.hash = id;
  tell(filled(W.selected, get("quote", i) + "，" + kindLabel(get("kind", i)) + "，" + (get("indicator", i) || W.no_indicator)));
}

function chooseMark(k) {
  const { o, l } = T.marks[k];
  showMark(k, true);
  if (o >= 0) chooseObservation(o, "text"); else showEntry(l);
}

/** Goes where the address points: an observation, a comparison, or a part of the page. */
function follow() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch (_) { /* as it stands */ }
  if (!id) return;
  if (V.selected >= 0 && get("id", V.selected) === id) { if (!inView()) $("evidence").scrollIntoView(); return; }
  const target = $(id);
  if (target && target.classList.contains("panel")) { showPanel(id); $("comparisons").scrollIntoView(); return; }
  if (target) return;
  const i = byId(id);
  if (i >= 0) chooseObservation(i, "address"); else tell(filled(W.not_found, id));
}

function inView() {
  const box = $("evidence").getBoundingClientRect();
  return box.top < innerHeight / 2 && box.bottom > innerHeight / 2;
}

function showPanel(id) {
  for (const panel of document.querySelectorAll(".panel")) panel.classList.toggle("on", panel.id === id);
  for (const link of document.querySelectorAll("#panels a")) {
    const here = link.hash === "#" + id;
    if (here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    if (here) {
      const list = $("panels");
      if (link.offsetTop < list.scrollTop || link.offsetTop > list.scrollTop + list.clientHeight - 40) list.scrollTop = link.offsetTop - 40;
    }
  }
}

function setUpLegend() {
  const present = new Set((R.columns.kind.v || R.columns.kind.d));
  const entry = (code, label, note) => {
    const node = el("button", "key k-" + code, label);
    node.type = "button";
    node.title = note;
    node.setAttribute("aria-pressed", "true");
    node.addEventListener("click", () => {
      const off = pane.classList.toggle("off-" + code);
      node.setAttribute("aria-pressed", String(!off));
    });
    $("legend").append(node);
  };
  for (const [code, label, note] of D.kinds) if (present.has(code)) entry(code, label, note);
  entry("ledger", W.ledger, W.ledger_title);
}

let shownFigure = -1;
function setUpCharts() {
  const buttons = [...document.querySelectorAll(".zoom")];
  const large = $("large");
  const show = (n) => {
    shownFigure = (n + buttons.length) % buttons.length;
    const image = buttons[shownFigure].querySelector("img");
    $("image").src = image.src;
    $("image").alt = image.alt;
    $("caption").textContent = image.alt;
    if (!large.open) large.showModal();
  };
  buttons.forEach((node, n) => node.addEventListener("click", () => show(n)));
  $("close").addEventListener("click", () => large.close());
  large.addEventListener("click", (event) => { if (event.target === large) large.close(); });
  large.addEventListener("close", () => { if (buttons[shownFigure]) buttons[shownFigure].focus(); });
  large.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(shownFigure + 1);
    if (event.key === "ArrowLeft") show(shownFigure - 1);
  });
}

document.addEventListener("keydown", (event) => {
  if ($("large").open || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !typing) {
    event.preventDefault();
    if (!inView()) $("evidence").scrollIntoView();
    $("search").focus({ preventScroll: true });
    $("search").select();
  } else if (event.key === "Escape" && event.target === $("search")) {
    if ($("search").value) { $("search").value = ""; refilter(); } else grid.focus();
  } else if (event.key === "Escape" && !detail.hidden) {
    closeDetail();
  }
});

function setUp() {
  D.documents.forEach((entry, n) => {
    const option = el("option", "", entry.title);
    option.value = String(n);
    $("document").append(option);
  });
  $("document").addEventListener("change", () => openDocument(Number($("document").value)));
  $("theme").addEventListener("click", () => {
    document.documentElement.dispatchEvent(new Event("theme"));
    $("theme").setAttribute("aria-pressed", String(document.documentElement.dataset.theme === "dark"));
  });
  $("theme").setAttribute("aria-pressed", String(document.documentElement.dataset.theme === "dark"));
  $("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => T.chunks.forEach(fill));
  // a link to where one already is
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) follow();
  });
  setUpLegend();
  setUpCharts();
  setUpFilters();
  refilter();
  const first = document.querySelector(".panel");
  if (first) showPanel(first.id);
  // the first document of prose, else the first
  const prose = D.documents.findIndex((d) => d.text && d.to > d.from);
  if (D.documents.length) openDocument(Math.max(0, prose));
  addEventListener("hashchange", follow);
  follow();
}

setUp();
