// Below the table: all that is known of the selected figure, or of an entry of the ledger.
const detail = $("detail");

function facts(pairs) {
  const list = el("dl");
  for (const [name, value, wide] of pairs) {
    if (value === "" || value === null || value === undefined) continue;
    const pair = el("div", wide ? "wide" : String(value.textContent || value).length > 12 ? "two" : "");
    const shown = el("dd");
    shown.append(value);
    pair.append(el("dt", "", name), shown);
    list.append(pair);
  }
  return list;
}

function heading(text, tagText, tagClass, quote) {
  const line = el("p", "figure");
  line.append(el("strong", "", text), el("span", tagClass, tagText), el("span", "quote", quote));
  return line;
}

function button(text, act) {
  const node = el("button", "", text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

function showDetail(i) {
  const place = get("place", i);
  const inParts = (...parts) => parts.filter((part) => part).join("，");
  const [value, low, high] = ["value", "low", "high"].map((name) => get(name, i));
  const known = value || low || high;
  const edge = (edge) => edge || (known ? W.unbounded : W.unknown);
  const base = R.base[i];
  const unit = get("unit", i);
  const scaled = base !== null && get("base_unit", i) !== unit.split("/")[0];
  const kind = get("kind", i);
  const where = place ? place + (get("area", i) ? "（" + get("area", i) + "，" + get("level", i) + "）" : "（" + get("level", i) + "）") : W.nowhere;
  const when = get("period", i) ? get("period", i) + "（" + get("dates", i) + "）" : W.no_period;
  const rules = el("ul", "rules");
  for (const rule of get("rule", i).split(";")) rules.append(el("li", "", rule));
  const link = el("a", "", get("id", i));
  link.href = "#" + get("id", i);
  const title = D.documents[documentOf(i)].title;
  const buttons = el("p", "buttons");
  buttons.append(
    button(W.to_text, () => showMark(T.of.get(i), true)),
    button(W.to_row, () => { reveal(); grid.focus(); }),
    button(W.close, closeDetail));
  detail.replaceChildren(
    heading(get("figure", i), kindLabel(kind), "tag k-" + kind, get("quote", i)), buttons, quoted(i),
    facts([
      [W.value, value || W.no_value], [W.low, edge(low)], [W.high, edge(high)], [W.unit, unit || W.none],
      [W.base_unit, scaled ? base.toLocaleString("en-US", { maximumFractionDigits: 6 }) + " " + get("base_unit", i) : ""],
      [W.qualifier, get("qualifier", i)],
      [W.kind, inParts(kindLabel(kind), get("direction", i))], [W.status, get("status", i)],
      [W.indicator, get("indicator", i) ? get("indicator", i) + "（" + get("code", i) + "）" : W.no_indicator],
      [W.industry, get("industry", i)], [W.subject, get("subject", i)],
      [W.place, where], [W.places, get("places", i)],
      [W.time, when], [W.basis, get("basis", i)], [W.comparison_base, get("comparison_base", i)],
      [W.ambiguity, get("ambiguity", i)], [W.correction, get("correction", i)],
      [W.document, title], [W.section, get("section", i)], [W.locator, get("locator", i)], [W.id, link],
      [W.used, usedIn(get("id", i)), true], [W.rules, rules, true],
    ]));
  open();
}

/** The sentence with its quote marked, where it has it word for word. */
function quoted(i) {
  const [text, quote] = [sentence(i), get("quote", i)];
  const from = text.indexOf(quote);
  const line = el("blockquote");
  if (from < 0) { line.textContent = text; return line; }
  line.append(text.slice(0, from), el("mark", "", quote), text.slice(from + quote.length));
  return line;
}

/** Links to the comparison tables that show an observation. */
function usedIn(id) {
  const list = el("span");
  const seen = new Set();
  for (const link of document.querySelectorAll(`.panel a[href="#${CSS.escape(id)}"]`)) {
    const panel = link.closest(".panel");
    if (seen.has(panel)) continue;
    seen.add(panel);
    const to = el("a", "", panel.querySelector("h3").firstChild.textContent.trim());
    to.href = "#" + panel.id;
    if (seen.size > 1) list.append("、");
    list.append(to);
  }
  return seen.size ? list : "";
}

function showEntry(l) {
  const entry = (name) => at(T.ledger.ledger[name], l);
  const reason = entry("reason");
  const buttons = el("p", "buttons");
  buttons.append(button(W.close, closeDetail));
  detail.replaceChildren(
    heading(entry("quote"), W.ledger_title, "tag", ""), buttons,
    facts([[W.reason, reason + (entry("note") ? "：" + entry("note") : "")], [W.document, D.documents[T.document].title],
      [W.locator, entry("locator")], [W.rules, entry("rule"), true]]));
  open();
  tell(W.ledger + "：" + entry("quote") + "，" + reason);
}

function open() {
  detail.hidden = false;
  detail.scrollTop = 0;
}

function closeDetail() {
  const inside = detail.contains(document.activeElement);
  detail.hidden = true;
  if (inside) grid.focus();
}
