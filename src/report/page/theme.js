(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("zhiliang-theme"); } catch (_) { /* storage is off */ }
  const show = () => { root.dataset.theme = chosen || (system.matches ? "dark" : "light"); };
  root.classList.add("js");
  show();
  if (system.addEventListener) system.addEventListener("change", show);
  root.addEventListener("theme", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("zhiliang-theme", chosen); } catch (_) { /* storage is off */ }
    show();
  });
})();
