// Keys, tooltips, whole-row links, copying, quiet refreshes and news of calls. Every page works without this file.
(() => {
  const root = document.documentElement, find = (s, e = document) => e.querySelector(s), all = (s) => [...document.querySelectorAll(s)];
  root.classList.add("scripted");
  const mobile = () => innerWidth < 901;
  // tooltips of charts
  let tip;
  const point = (event) => {
    const text = event.target.closest?.("[data-tip]")?.dataset.tip;
    if (!text) { tip?.remove(); tip = null; return; }
    if (!tip) { tip = document.createElement("div"); tip.id = "tip"; document.body.append(tip); }
    tip.textContent = text;
    tip.style.left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = Math.min(event.clientY + 12, innerHeight - tip.offsetHeight - 8) + "px";
  };
  addEventListener("mousemove", point);
  // rows: a click anywhere opens, j and k walk
  let at = -1;
  const open = (row) => row && find(".row-link", row)?.click();
  const walk = (step) => {
    const rows = all("tr.row");
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement.closest("tr.row"));
    if (here >= 0) at = here;
    at = Math.max(0, Math.min(rows.length - 1, (at < 0 && step < 0 ? 0 : at + step)));
    find(".row-link", rows[at]).focus();
  };
  const close = () => find("dialog[open]") ? find("dialog[open]").close() : find("[data-close]")?.click();
  addEventListener("click", async (event) => {
    const target = event.target, copy = target.closest("[data-copy]"), row = target.closest("tr.row");
    if (copy) {
      const source = find(copy.dataset.copy);
      if (!navigator.clipboard) { // without TLS a browser gives no clipboard: show the text, marked, to be copied by hand
        source.hidden = false;
        return getSelection().selectAllChildren(source);
      }
      await navigator.clipboard.writeText(source.textContent);
      const word = copy.textContent;
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = word; }, 1500);
    } else if (target.closest("[data-keys]")) find("#keys").showModal();
    else if (row && !target.closest("a, button, input, label, summary") && !String(getSelection())) open(row);
  });
  addEventListener("change", (event) => event.target.closest("[data-submit]")?.form.requestSubmit());
  // the call beside its list; a phone gets the page of its own
  addEventListener("htmx:confirm", (event) => {
    const link = event.target;
    if (link.matches(".row-link") && mobile()) { event.preventDefault(); location = link.href; }
  });
  addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt.id === "show-newer") find("#list .row-link")?.focus();
    const shown = find("#panel [data-call]")?.dataset.call;
    all("tr.row").forEach((row) => row.classList.toggle("is-open", !!shown && row.dataset.call === shown));
  });
  // a part that fails says so in its own place; what stands around it is still good
  const tell = (place, template) => {
    if (!find("[data-failure]", place)) place.replaceChildren(find(template).content.cloneNode(true));
  };
  const failed = ({ detail: { target, elt } }) => {
    const id = (target ?? elt).id, bar = find("#newer");
    if (id === "panel") tell(find("#panel"), "#failed");
    else if (bar && (id === "newer" || id === "list")) tell(bar, "#unheard");
    else if (id === "content") find("#updated")?.classList.add("is-stale");
  };
  ["responseError", "sendError", "timeout"].forEach((name) => addEventListener(`htmx:${name}`, failed));
  addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target.id === "panel" && xhr.status === 503) Object.assign(event.detail, { shouldSwap: true, isError: false });
  });
  // a list that is watched announces calls that have come; it moves only when asked to
  const look = () => document.hidden || !find("#newer") || htmx.trigger("#newer", "look");
  if (find("#newer")) { setInterval(look, 5000); document.addEventListener("visibilitychange", look); }
  // pages that grow refresh themselves, unless somebody is reading closely
  const fresh = find("[data-refresh]");
  if (fresh) setInterval(() => {
    const busy = document.hidden || tip || find("#content details[open], dialog[open]") || find("#content")?.contains(document.activeElement);
    if (!busy) htmx.trigger(find("[data-refresh]"), "refresh");
  }, fresh.dataset.refresh * 1000);
  // keys
  let went = 0;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return event.target.matches("input") ? event.target.blur() : close();
    if (event.target.matches("input, select, textarea") || root.dataset.shortcuts === "off") return;
    const key = event.key, keys = {
      "/": () => find("input[type=search]")?.focus(), j: () => walk(1), k: () => walk(-1), c: () => find("[data-curl]")?.click(),
      "?": () => find("#keys")?.showModal(), g: () => { went = Date.now(); },
    };
    const to = Date.now() - went < 1500 && find(`.sidebar [data-key="${key}"]`);
    if (to) { location = to.href; } else if (!keys[key]) return; else keys[key]();
    event.preventDefault();
  });
})();
