// A theory test at a desk: one question at a time, each answer sent at once and kept here until it has arrived, so that
// a cut line or a crash of the browser loses neither an answer nor the time, which is the server's.
"use strict";
(() => {
  const box = document.getElementById("test");
  if (!box) return;
  const paper = JSON.parse(document.getElementById("paper").textContent);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const texts = Object.fromEntries(
    [...document.getElementById("test-texts").content.querySelectorAll("[data-text]")].map((one) => [one.dataset.text, one.textContent]));
  const part = (name) => box.querySelector(`[data-${name}]`);
  const store = `paper:${paper.key}`;
  const kept = JSON.parse(localStorage.getItem(store) || "{}"); // confirmed, not yet known to have arrived
  const items = paper.items;
  const ASK_SECONDS = 10;
  let at = 0, ends = performance.now() + paper.left_seconds * 1000, sending = false, cutSince = null;

  for (const item of items) if (item.given) delete kept[item.place];
  const answered = (item) => item.given || kept[item.place];
  const keep = () => localStorage.setItem(store, JSON.stringify(kept));
  const tell = (kind, said) => fetch(box.dataset.notices, {
    method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ kind, said }), keepalive: true,
  }).catch(() => {});

  function show(place) {
    at = place;
    const item = items[at], done = answered(item);
    part("place").textContent = item.place;
    part("words").textContent = item.words;
    part("how").textContent = texts[item.kind];
    part("options").replaceChildren(...item.options.map(([letter, text]) => {
      const label = document.createElement("label"), input = document.createElement("input");
      input.type = item.kind === "multiple" ? "checkbox" : "radio";
      input.name = "answer";
      input.value = letter;
      input.checked = (done || "").includes(letter);
      input.disabled = Boolean(done);
      label.append(input, ` ${item.kind === "judge" ? "" : `${letter}. `}${text}`);
      return label;
    }));
    part("confirm").disabled = Boolean(done);
    [...part("grid").children].forEach((cell, index) => {
      cell.classList.toggle("done", Boolean(answered(items[index])));
      cell.firstChild.toggleAttribute("aria-current", index === at);
    });
    const first = part("options").querySelector("input:not(:disabled)");
    if (first) first.focus();
  }

  function next() {
    const order = [...items.keys()].map((step) => (at + 1 + step) % items.length);
    const open = order.find((index) => !answered(items[index]));
    show(open === undefined ? at : open);
  }

  function confirm() {
    const chosen = [...part("options").querySelectorAll("input:checked")].map((one) => one.value).join("");
    if (!chosen || answered(items[at])) return;
    kept[items[at].place] = chosen;
    keep();
    next();
    send();
  }

  async function send(asking = false) {
    if (sending || !(asking || Object.keys(kept).length)) return;
    sending = true;
    if (Object.keys(kept).length) part("line").textContent = texts.sending;
    try {
      const answer = await fetch(box.dataset.answers, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ answers: kept }),
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (!answer.ok) { location.reload(); return; }
      const told = await answer.json();
      for (const place of told.places) {
        const item = items.find((one) => one.place === place);
        if (item && kept[place]) { item.given = kept[place]; delete kept[place]; }
      }
      keep();
      if (cutSince !== null) { tell("line_cut", `${Math.round((performance.now() - cutSince) / 1000)} s`); cutSince = null; }
      if (told.ended) { localStorage.removeItem(store); location.reload(); return; }
      ends = performance.now() + told.left_seconds * 1000;
      if ("identity" in told) document.dispatchEvent(new CustomEvent("theory:identity", { detail: told.identity }));
      part("line").textContent = Object.keys(kept).length ? texts.sending : texts.sent;
    } catch {
      if (cutSince === null) cutSince = performance.now();
      part("line").textContent = texts.cut;
    } finally {
      sending = false;
    }
  }

  function tick() {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    part("clock").textContent = `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
    if (!left && cutSince === null) location.reload();
    if (Object.keys(kept).length) send();
    else if (left % ASK_SECONDS === 0) send(true); // how things stand: time given back, whether identity is checked
  }

  part("grid").append(...items.map((item, index) => {
    const cell = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = item.place;
    button.addEventListener("click", () => show(index));
    cell.append(button);
    return cell;
  }));
  part("question").addEventListener("submit", (event) => { event.preventDefault(); confirm(); });
  part("skip").addEventListener("click", next);
  document.addEventListener("keydown", (event) => {
    const letter = event.key.toUpperCase();
    const input = event.ctrlKey || event.altKey || event.metaKey ? null
      : [...part("options").querySelectorAll("input:not(:disabled)")].find((one) => one.value === letter);
    if (input) { input.checked = input.type === "radio" || !input.checked; input.focus(); }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) tell("left_page", ""); });
  box.hidden = false;
  const open = items.findIndex((item) => !answered(item));
  show(Math.max(open, 0));
  tick();
  setInterval(tick, 1000);
})();
