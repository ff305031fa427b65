/* Small helps for pages that work without them. No inline handlers, no framework: everything hangs on data- attributes.
   [data-focus]            is focused when the page opens (error summary)
   table.worklist          j and k move, Enter opens, / searches, ? shows the keys
   form[method=post]       a second press of a button is not sent while the first is on its way; the server's key is the truth
   [data-refresh="60"]     fetches [data-refresh-from] again after so many seconds, while the page is seen
   [data-open], [data-close] open and close the dialog of that id
   [data-print]            prints the page
   form[data-told]         is sent without leaving the page; what was lost is said in [data-said], and what was typed stays
   [data-seconds="90"]     counts down in its [data-left]; at nought the page is fetched anew and says what became of it
   [data-device]           makes a key in this phone and posts its public half (see makeDevice) */
"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const typing = (element) => element && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  document.documentElement.classList.add("js");

  function move(step) {
    const rows = all("table.worklist a.row");
    if (!rows.length) return;
    const now = rows.indexOf(document.activeElement);
    const next = rows[Math.max(0, Math.min(rows.length - 1, now === -1 ? (step > 0 ? 0 : rows.length - 1) : now + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => { const box = document.querySelector("[data-search]"); if (box) { box.focus(); box.select(); } },
    "?": () => { const help = document.getElementById("keys-help"); if (help) help.showModal(); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    const closer = event.target.closest("[data-close]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    if (closer) closer.closest("dialog").close();
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.device !== undefined) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    // only after the browser has read the pressed button's name and value
    setTimeout(() => all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true")), 0);
  });
  // a page that comes back from the browser's memory can be sent again: the server knows the key
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  function refresh(element) {
    const wait = Number(element.dataset.refresh) * 1000;
    setTimeout(async () => {
      if (!document.hidden) {
        try {
          const answer = await fetch(element.dataset.refreshFrom, { headers: { "HX-Request": "true" } });
          if (answer.ok) element.innerHTML = await answer.text();
        } catch { /* no network: the picture on the screen stays, with its own time on it */ }
      }
      refresh(element);
    }, wait);
  }

  async function tell(form) {
    const said = form.querySelector("[data-said]");
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.getAttribute("action") || window.location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (told.href) { window.location.assign(told.href); return; }
      said.hidden = false;
      said.querySelector("p").textContent = told.detail;
      form.querySelector("[name=key]").value = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
      said.focus();
    } catch { form.submit(); }
  }

  function countDown(element) {
    const end = Date.now() + Number(element.dataset.seconds) * 1000;
    const left = element.querySelector("[data-left]");
    const words = left.textContent;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      left.textContent = words.replace(/\d+/, String(seconds));
      if (!seconds) { clearInterval(timer); window.location.assign(window.location.pathname); }
    }, 1000);
  }

  /* ---- this phone: a key that cannot leave it ---- */
  function store() {
    return new Promise((done, failed) => {
      const opening = indexedDB.open("tongban", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    });
  }

  function request(database, mode, act) {
    return new Promise((done, failed) => {
      const asked = act(database.transaction("keys", mode).objectStore("keys"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async function deviceKey() {
    const database = await store();
    const kept = await request(database, "readonly", (keysStore) => keysStore.get("device"));
    if (kept) return kept;
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    await request(database, "readwrite", (keysStore) => keysStore.put(pair, "device"));
    return pair;
  }

  /* <form data-device> with a hidden input [data-device-jwk], one [data-device-proof], and data-challenge (base64url) to sign. */
  async function makeDevice(form) {
    const pair = await deviceKey();
    const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
    const challenge = new TextEncoder().encode(form.dataset.challenge || "");
    const proof = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, challenge);
    form.querySelector("[data-device-jwk]").value = JSON.stringify({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y });
    form.querySelector("[data-device-proof]").value = base64url(proof);
    form.submit();
  }

  function base64url(buffer) {
    const text = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function start() {
    all("[data-focus]").slice(0, 1).forEach((element) => element.focus());
    all("[data-refresh]").forEach(refresh);
    all("[data-seconds]").forEach(countDown);
    all("form[data-told]").forEach((form) => form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell(form);
    }));
    all("form[data-device]").forEach((form) => {
      const can = window.isSecureContext && window.crypto && crypto.subtle && window.indexedDB;
      form.hidden = !can;
      all("[data-device-cannot]").forEach((element) => { element.hidden = Boolean(can); });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        makeDevice(form).catch(() => all("[data-device-failed]").forEach((element) => { element.hidden = false; }));
      });
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
