/* Replays a drive: moves the car over the map and a line over the strips. The page holds everything without it. */
"use strict";
(() => {
  const source = document.getElementById("drive-data"), car = document.getElementById("car");
  if (!source || !car) return;
  const { t, x, y, h, v, g } = JSON.parse(source.textContent);
  if (t.length < 2) return;
  const begin = t[0], length = t[t.length - 1] - begin;
  const slider = document.getElementById("moment"), readout = document.getElementById("readout");
  const play = document.getElementById("play"), faster = document.getElementById("faster");
  const cursors = [...document.querySelectorAll("svg.strip .cursor")];
  const faults = [...document.querySelectorAll("ol.faults li")];
  const shape = car.getAttribute("d");
  let now = 0, speed = 1, timer = 0, last = 0;

  const placeOf = (ms) => {
    let low = 0, high = t.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (t[middle] - begin <= ms) low = middle; else high = middle - 1; }
    return low;
  };

  function show(ms) {
    now = Math.max(0, Math.min(length, ms));
    const place = placeOf(now), seconds = Math.floor(now / 1000);
    car.setAttribute("d", shape);
    car.setAttribute("transform", `translate(${x[place]} ${y[place]}) rotate(${h[place]})`);
    const at = (now / length) * 1000;
    for (const line of cursors) { line.setAttribute("x1", at); line.setAttribute("x2", at); }
    slider.value = at;
    readout.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} · ${v[place]} km/h · ${g[place]}`;
    document.dispatchEvent(new CustomEvent("drive:moment", { detail: place }));
    for (const fault of faults) fault.classList.toggle("now", Math.abs(fault.dataset.ms - begin - now) < 2500);
  }

  function step(stamp) {
    if (!timer) return;
    show(now + (stamp - last) * speed);
    last = stamp;
    if (now >= length) return toggle();
    timer = requestAnimationFrame(step);
  }

  function toggle() {
    if (timer) { cancelAnimationFrame(timer); timer = 0; play.textContent = play.dataset.play; return; }
    if (now >= length) now = 0;
    play.textContent = play.dataset.pause;
    last = performance.now();
    timer = requestAnimationFrame(step);
  }

  const jump = (ms) => show(ms - begin);
  const next = (way) => {
    const moments = faults.map((fault) => fault.dataset.ms - begin);
    const found = way > 0 ? moments.find((ms) => ms > now + 500) : moments.reverse().find((ms) => ms < now - 500);
    if (found !== undefined) show(found);
  };

  play.addEventListener("click", toggle);
  faster.addEventListener("click", () => { speed = speed === 1 ? 4 : 1; faster.setAttribute("aria-pressed", speed === 4); });
  slider.addEventListener("input", () => show((slider.value / 1000) * length));
  for (const button of document.querySelectorAll(".jump"))
    button.addEventListener("click", () => { jump(button.dataset.ms); document.getElementById("replay").scrollIntoView(); });
  document.addEventListener("keydown", (event) => {
    if (/^(INPUT|TEXTAREA|SELECT|BUTTON)$/.test(event.target.tagName) && event.target !== slider) return;
    const act = { " ": toggle, ArrowLeft: () => show(now - 5000), ArrowRight: () => show(now + 5000), n: () => next(1), p: () => next(-1) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  show(0);
})();
